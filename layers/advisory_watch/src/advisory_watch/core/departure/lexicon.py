"""Words and phrases of leaving by class, and names of places, as two tables of phrases."""

import csv
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import product

from advisory_watch.core.destinations import destination_names, read_table
from advisory_watch.core.text import without_accents


class Tag(StrEnum):
    """The class of a word or phrase; the classes of words are those of lexicon.csv."""

    LEAVE = "leave"
    LEAVING = "leaving"
    DEPARTURE = "departure"
    LEFT = "left"
    SPLIT = "split"
    STAY = "stay"
    OUT = "out"
    MOVE = "move"
    GO = "go"
    DO_SO = "do_so"
    MOTION = "motion"
    TRAVEL = "travel"
    FINISH = "finish"
    STAY_NOUN = "stay_noun"
    FRONTIER = "frontier"
    THIRD = "third"
    MANDATORY = "mandatory"
    DATE = "date"
    BOARD = "board"
    ABOARD = "aboard"
    VEHICLE = "vehicle"
    NEXT = "next"
    LEAVE_CALL = "leave_call"
    ORDERED_DEPARTURE = "ordered_departure"
    AUTHORIZED_DEPARTURE = "authorized_departure"
    NOUN_ONLY = "noun_only"
    MODAL = "modal"
    NEED_NOT = "need_not"
    URGE = "urge"
    URGED = "urged"
    ADVICE = "advice"
    CONSIDER = "consider"
    PREPARE = "prepare"
    ARRANGE = "arrange"
    DELAY = "delay"
    WISH = "wish"
    CAN = "can"
    HINDER = "hinder"
    SAY = "say"
    AUTHORIZE = "authorize"
    WILL = "will"
    NEG = "neg"
    LIFT = "lift"
    REMAINS = "remains"
    REVIVE = "revive"
    BACK = "back"
    COND = "cond"
    EVEN = "even"
    TIME = "time"
    HARMLESS = "harmless"
    OPENS = "opens"
    EVENT = "event"
    HAZARD = "hazard"
    SOON_IF = "soon_if"
    RUMOUR = "rumour"
    CHANNEL = "channel"
    DENIAL = "denial"
    PAST = "past"
    TODAY = "today"
    NOW = "now"
    SOON = "soon"
    EVERYONE = "everyone"
    ALL = "all"
    NATIONALS = "nationals"
    VISITORS = "visitors"
    PEOPLE = "people"
    NARROW = "narrow"
    STAFF = "staff"
    THEY = "they"
    INCLUDING = "including"
    PUBLISHER = "publisher"
    OTHER = "other"
    WHOLE = "whole"
    EVERYWHERE = "everywhere"
    REST = "rest"
    PART = "part"
    SPOT = "spot"
    COMPASS = "compass"
    OFFICIAL = "official"
    THERE = "there"
    HOME = "home"
    PREP = "prep"
    FROM = "from"
    TO = "to"
    FOR = "for"
    BY = "by"
    COMMERCIAL = "commercial"
    DET = "det"
    MISSION = "mission"
    CONSULATE = "consulate"
    SUSPEND = "suspend"
    OPERATIONS = "operations"
    SERVICES = "services"
    LIMITED = "limited"
    LIMITED_WORD = "limited_word"
    ABILITY = "ability"
    BRIEF = "brief"
    UNTIL_NOTICE = "until_notice"
    VISA = "visa"
    AND = "and"
    BE = "be"
    HAVE = "have"
    DO = "do"
    THAT = "that"
    WHO = "who"
    ADVERB = "adverb"
    LOCATED = "located"
    # names, from the tables of core/destinations
    COUNTRY = "country"
    CAPITAL = "capital"
    NATIONALITY = "nationality"
    DEMONYM = "demonym"
    # signs, words of no class, and what sentences put together
    WAY = "way"
    NAME = "name"
    COMMA = "comma"
    STOP = "stop"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase is: its classes, and the destinations that a name means."""

    tags: frozenset[Tag] = frozenset()
    codes: frozenset[str] = frozenset()


Table = Mapping[str, Entry]

NOTHING = Entry()


def longest(table: Mapping[str, int], words: list[str], start: int) -> int:
    """Return the number of words that a phrase beginning at `start` may have; 0 for none."""
    return min(table.get(words[start], 0), len(words) - start)


@cache
def vocabulary() -> Table:
    """Return the entry of every phrase of lexicon.csv."""
    found: dict[str, frozenset[Tag]] = {}
    for name, term in _rows():
        tags = frozenset({Tag(name)})
        negated = tags | {Tag.NEG} if name == Tag.DENIAL else tags
        for phrase in _phrases(term):
            added = negated if phrase.endswith(" not") else tags
            known = found.get(phrase)
            found[phrase] = added if known is None else known | added
    entries = {tags: Entry(tags) for tags in set(found.values())}  # thousands of phrases share them
    return {phrase: entries[tags] for phrase, tags in found.items()}


def _rows() -> Iterator[list[str]]:
    text = (pkgutil.get_data(__name__, "lexicon.csv") or b"").decode()
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    rows = csv.reader(lines)
    next(rows)
    yield from rows


def _phrases(term: str) -> Iterator[str]:
    """Expand `a|b c|; d` into `a c`, `b c`, `a`, `b`, `d`."""
    for alternative in term.split(";"):
        for words in product(*(word.split("|") for word in alternative.split())):
            if phrase := " ".join(filter(None, words)):
                yield phrase


@cache
def names() -> Table:
    """Return the entry of every name of a destination, region, capital or nationality."""
    found: dict[str, Entry] = {}
    for tag, codes, name in _named():
        words = phrase_of(name)
        before = found.get(words, NOTHING)
        # Congolese: either Congo
        found[words] = Entry(before.tags | {tag}, before.codes | frozenset(codes.split()))
    return found


def _named() -> Iterator[tuple[Tag, str, str]]:
    for code, name in destination_names().items():
        yield Tag.COUNTRY, code, name
    for table in ("synonyms", "german_names", "regions"):
        for codes, name in read_table(table):
            yield Tag.COUNTRY, codes, name
    for code, name in read_table("capitals"):
        yield Tag.CAPITAL, code, name
    for code, name in read_table("nationalities"):
        yield Tag.NATIONALITY, code, name
        if not name.endswith("s"):
            yield Tag.DEMONYM, code, f"{name}s"
        else:
            yield Tag.DEMONYM, code, name


_NO_WORD = re.compile(r"[\W_]+")


def phrase_of(name: str) -> str:
    """Reduce a name to the words that the reader sees in a text."""
    plain = without_accents(without_accents(name).casefold())
    for sign in "'\u2019`.\u02bb":
        plain = plain.replace(sign, "")
    return _NO_WORD.sub(" ", plain).strip()


@cache
def lengths(which: str) -> Mapping[str, int]:
    """Return the number of words of the longest phrase, by its first word."""
    found: dict[str, int] = {}
    for phrase in vocabulary() if which == "vocabulary" else names():
        first, _, others = phrase.partition(" ")
        count = others.count(" ") + 2 if others else 1
        if count > found.get(first, 0):
            found[first] = count
    return found
