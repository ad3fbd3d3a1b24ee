"""Words and phrases of leaving by class, and names of places, by their first words."""

import csv
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

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
    ISSUED = "issued"
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


class Entry(NamedTuple):
    """What a phrase is: its classes, and the destinations that a name means."""

    tags: frozenset[Tag] = frozenset()
    codes: frozenset[str] = frozenset()


Table = Mapping[str, Entry]

NOTHING = Entry()


@cache
def forms() -> Mapping[str, Sequence[tuple[Tag, Sequence[str]]]]:
    """Return what lexicon.csv says of each first word: a class, and the words after it.

    Alternatives of the other words are not expanded: a text has few of the 15,000 phrases.
    """
    found: defaultdict[str, list[tuple[Tag, Sequence[str]]]] = defaultdict(list)
    for name, term in _rows():
        tag = Tag(name)
        for form in term.split(";"):
            words = form.split()
            for place, alternatives in enumerate(words, start=1):
                firsts = alternatives.split("|")
                for first in filter(None, firsts):
                    found[first].append((tag, words[place:]))
                if all(firsts):
                    break  # else this word may be absent, and the next one is the first
    return found


@lru_cache(maxsize=4096)
def phrases_from(first: str) -> Table:
    """Return the entry of every phrase of lexicon.csv that begins with a word."""
    found: dict[str, Entry] = {}
    for tag, others in forms().get(first, ()):
        for phrase in _phrases(first, others):
            is_negated = tag is Tag.DENIAL and phrase.endswith(" not")
            entry = _NEGATED if is_negated else _entry_of(tag)
            before = found.get(phrase)
            found[phrase] = entry if before is None else Entry(before.tags | entry.tags)
    return found


@cache
def _entry_of(tag: Tag) -> Entry:
    return Entry(frozenset({tag}))


_NEGATED = Entry(frozenset({Tag.DENIAL, Tag.NEG}))


def _rows() -> Iterator[list[str]]:
    text = (pkgutil.get_data(__name__, "lexicon.csv") or b"").decode()
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    rows = csv.reader(lines)
    next(rows)
    yield from rows


def _phrases(first: str, others: Iterable[str]) -> Sequence[str]:
    """Expand `a`, `b|c|`, `d` into `a b d`, `a c d` and `a d`."""
    phrases = [first]
    for alternatives in others:
        added = [f" {word}" if word else "" for word in alternatives.split("|")]
        phrases = [phrase + word for phrase in phrases for word in added]
    return phrases


@cache
def names() -> Mapping[str, Sequence[tuple[str, Tag, str]]]:
    """Return every name of a destination, region, capital or nationality, by its first word.

    A name is given as its words, its class and the destinations that it means.
    """
    found: defaultdict[str, list[tuple[str, Tag, str]]] = defaultdict(list)
    for tag, codes, name in _named():
        words = phrase_of(name)
        found[words.partition(" ")[0]].append((words, tag, codes))
    return found


@lru_cache(maxsize=1024)
def names_from(first: str) -> Table:
    """Return the entry of every name that begins with a word."""
    found: dict[str, Entry] = {}
    for words, tag, codes in names().get(first, ()):
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
    if name.isascii() and name.isalpha():  # as most names
        return name.lower()
    plain = without_accents(without_accents(name).casefold())
    for sign in "'\u2019`.\u02bb":
        plain = plain.replace(sign, "")
    return _NO_WORD.sub(" ", plain).strip()
