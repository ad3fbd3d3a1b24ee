"""Read the departure advice of a text: the highest directive in force, and the words of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from advisory_watch.core.advisory import Advisory, Departure
from advisory_watch.core.departure.clauses import MOVES, Setting, parse
from advisory_watch.core.departure.directive import (
    Addressee,
    Directive,
    Place,
    Polarity,
    Reality,
)
from advisory_watch.core.departure.hearsay import denies, speaks_on
from advisory_watch.core.departure.leaving import HEADS, directives_of_leaving
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.missions import directives_of_missions, may_limit
from advisory_watch.core.departure.people import home_of
from advisory_watch.core.departure.places import place_at
from advisory_watch.core.departure.sentences import Sentence, sentences_of, tags_within
from advisory_watch.core.departure.stay import has_rules_of_stay, is_order
from advisory_watch.core.errors import TextTooLong
from advisory_watch.core.text_cache import text_cache

TEXT_MAX_CHARS = 300_000
"""The longest text that is read; the longest recorded advice has 65 thousand characters."""

CACHED_TEXTS = 1024
"""Enough for every destination in two back ends; most texts are the same at the next check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureAdvice:
    """The highest departure advice in a text.

    `is_lifting` tells whether the text says that an order or advice to leave ended. `because`
    has the sentences that decided, verbatim and in order.
    """

    departure: Departure
    is_lifting: bool
    because: tuple[str, ...] = ()


def departure_advice(
    text: str | Iterable[str], destination: str = "", source: str = ""
) -> DepartureAdvice:
    """Read a text about a destination; without a code every country is the destination.

    `source` tells whose citizens are addressed. Raises `TextTooLong`.
    """
    whole = (
        text
        if isinstance(text, str)
        else "\n".join(" ".join(sentence.split()) for sentence in text)
    )
    require_bounded_text(whole)
    directives = in_force(directives_of(whole, destination, source))
    highest = max((directive.departure for directive in directives), default=Departure.NONE)
    deciding = (directive.words for directive in directives if directive.departure is highest)
    return DepartureAdvice(
        departure=highest,
        is_lifting=any(map(_is_end, directives)),
        because=tuple(dict.fromkeys(deciding)) if highest else (),
    )


def with_departure_advice(advisory: Advisory, text: str | None = None) -> Advisory:
    """Set the departure advice that a text gives, by default the text of the advisory itself.

    Raises `TextTooLong`.
    """
    words = advisory.text or "" if text is None else text
    advice = _advice_of(words, advisory.destination, advisory.source)
    return replace(
        advisory,
        departure=advice.departure,
        departure_words=advice.because,
        lifts_departure=advice.is_lifting,
    )


@text_cache(CACHED_TEXTS)
def _advice_of(text: str, destination: str, source: str) -> DepartureAdvice:
    return departure_advice(text, destination, source)


def require_bounded_text(text: str) -> None:
    """Raise `TextTooLong` for a text that is longer than any advice."""
    if len(text) > TEXT_MAX_CHARS:
        raise TextTooLong(
            f"expected a text of at most {TEXT_MAX_CHARS} characters, found {len(text)}"
        )


def _is_end(directive: Directive) -> bool:
    return directive.polarity is Polarity.LIFTED and directive.place is Place.WHOLE


class Remark(Enum):
    """What a sentence without a directive does to the sentences before it."""

    DENIAL = "denies what was said last"
    REVIVAL = "keeps up the directive before: `We ask again today`"
    OTHER = "speaks of something else"


Finding = tuple[str, Directive | Remark]
"""The words of a sentence, and a directive in it or what it does to those before."""


def directives_of(text: str, destination: str, source: str) -> Iterator[Finding]:
    """Yield the directives of all sentences in order.

    A line is read without the lines around it, so that a line that occurs again is read once.
    Only the event before `Actions to take` matters, and the section: a directive in a section
    about visas counts if it is an order, and no rule of stay.

    Remarks before the first directive are left out: they say nothing about it.
    """
    home = home_of(source)
    section: list[str] = []
    is_said, event = False, ""
    for line in text.splitlines():
        label = line.partition(":")[0].strip().casefold()
        lead = event if label.startswith(_ACTIONS) else ""
        event = line[:EVENT_MAX_CHARS] if label in _EVENTS else event if lead else ""
        if _is_heading(line):
            section = [line] if has_rules_of_stay(line) else []
        elif section:
            section.append(line)
        whole = f"{lead}. {line}" if lead else line
        for words, said in _directives_of_line(whole, destination, home, are_remarks_read=is_said):
            counted = _counted_in(section, said, home)
            is_said = is_said or isinstance(counted, Directive)
            yield words, counted


def _counted_in(
    section: Sequence[str], said: Directive | Remark, home: frozenset[str]
) -> Directive | Remark:
    """Return what a sentence says; a rule of stay is no directive, but a remark."""
    if not section or isinstance(said, Remark) or is_order(said, home, section):
        return said
    return Remark.OTHER


_EVENTS = {"event", "events", "location", "locations", "ereignis", "lage"}
_ACTIONS = ("action", "what to do", "what you should do", "empfehlung", "massnahme")
EVENT_MAX_CHARS = 500
"""How much of the line `Event: …` gives `Actions to take: …` its place."""
HEADING_WORDS = 5


def _is_heading(line: str) -> bool:
    is_short = len(line) <= HEADING_MAX_CHARS and len(line.split()) <= HEADING_WORDS
    return is_short and line[:1].isupper() and (line[-1:].isalnum() or line.endswith(":"))


HEADING_MAX_CHARS = 60


CACHED_LINES = 8192
"""A changed text is read with the one before it, and most of their lines are the same."""


@lru_cache(maxsize=CACHED_LINES)
def _directives_of_line(
    line: str, destination: str, home: frozenset[str], *, are_remarks_read: bool
) -> tuple[Finding, ...]:
    if not are_remarks_read and not _may_direct(tags_within(line)):
        return ()
    sentences = tuple(sentences_of(line))
    if are_remarks_read or any(_may_direct(sentence.tags) for sentence in sentences):
        return tuple(_read_line(sentences, destination, home))
    return ()


def _may_direct(tags: frozenset[Tag]) -> bool:
    """Tell whether words of these classes can give a directive: not those of `Flights are full`.

    Every directive has a head, or speaks of a mission or its help.
    """
    return not tags.isdisjoint(_DIRECTING) or may_limit(tags)


_DIRECTING = frozenset({*HEADS, *MOVES, Tag.SUSPEND, Tag.BACK})


def _read_line(
    sentences: Iterable[Sentence], destination: str, home: frozenset[str]
) -> Iterator[Finding]:
    setting = Setting()
    said: dict[tuple[str, Setting], tuple[Directive, ...]] = {}
    before: Sentence | None = None
    for sentence in sentences:
        if before is not None:
            setting = _after(before, setting, destination)
        before = sentence
        if sentence.has(Tag.HAZARD):
            setting = replace(setting, is_local=True)
        is_denial = denies(sentence)
        if is_denial:
            yield sentence.words, Remark.DENIAL
        found: tuple[Directive, ...] = ()
        if _is_relevant(sentence, setting):
            key = (sentence.words, setting)
            if key not in said:
                said[key] = tuple(_read_sentence(sentence, destination, home, setting))
            found = said[key]
        elif sentence.has(Tag.REVIVE):
            yield sentence.words, Remark.REVIVAL
        yield from ((sentence.words, directive) for directive in found)
        if not found and not is_denial and not speaks_on(sentence):
            yield sentence.words, Remark.OTHER


def _read_sentence(
    sentence: Sentence, destination: str, home: frozenset[str], setting: Setting
) -> Iterator[Directive]:
    if _may_direct(sentence.tags):
        parsed = parse(sentence, destination, home, setting)
        yield from directives_of_leaving(parsed)
        yield from directives_of_missions(parsed)


def _after(sentence: Sentence, setting: Setting, destination: str) -> Setting:
    """Return the setting of the next sentence."""
    place = _last_place(sentence, destination)
    if place is Place.ELSEWHERE and setting.place is not None:
        place = None
    is_local = setting.is_local and (place is not Place.WHOLE or sentence.has(Tag.HAZARD))
    tags = sentence.tags & _SAID_BEFORE
    return replace(setting, place=place or setting.place, is_local=is_local, tags=tags)


def _is_relevant(sentence: Sentence, setting: Setting) -> bool:
    """Tell whether a sentence may speak of leaving or of a mission."""
    is_joining = sentence.has(Tag.BOARD) and Tag.VEHICLE in setting.tags
    is_leading = sentence.has(Tag.TRAVEL) and sentence.has(*_LEADING_OUT)
    return is_joining or is_leading or not sentence.tags.isdisjoint(_RELEVANT)


_RELEVANT = {
    Tag.LEAVE, Tag.LEAVING, Tag.DEPARTURE, Tag.STAY, Tag.SPLIT, Tag.LEAVE_CALL, Tag.LEFT,
    Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE, Tag.OUT, Tag.GO, Tag.DO_SO, Tag.ABOARD,
    Tag.VEHICLE, Tag.SERVICES, Tag.FINISH, Tag.FRONTIER, Tag.HOME, Tag.MOVE, Tag.SUSPEND, Tag.BACK,
    Tag.LIMITED, Tag.LIFT,
}  # fmt: skip


_OF_LEAVING = {Tag.LEAVE, Tag.LEAVING, Tag.DEPARTURE}
_SAID_BEFORE = frozenset(
    {Tag.LEAVE, Tag.LEAVING, Tag.DEPARTURE, Tag.LEFT, Tag.ORDERED_DEPARTURE, Tag.VEHICLE}
)
_LEADING_OUT = {Tag.NATIONALITY, Tag.THIRD, Tag.COUNTRY, Tag.VEHICLE, Tag.STAY_NOUN, Tag.WHOLE}


_PLACES = {Tag.COUNTRY, Tag.CAPITAL, Tag.PART, Tag.NAME}


def _last_place(sentence: Sentence, destination: str) -> Place | None:
    if sentence.has(*_PLACES):
        for index in range(len(sentence.tokens) - 1, -1, -1):
            if not sentence.tokens[index].tags.isdisjoint(_PLACES):
                return place_at(sentence.tokens, index, destination).place
    return None


def in_force(found: Iterable[Finding]) -> Sequence[Directive]:
    """Drop what a later sentence ends or denies.

    The end of an order ends the orders before it, since advice recounts them in order of time.
    Advice to the public stays while any sentence gives it.
    """
    kept: list[Directive] = []
    last = said = ""
    for words, finding in found:
        match finding:
            case Remark.DENIAL:
                kept = [before for before in kept if before.words != said]
            case Remark.REVIVAL:
                kept = [_revived(before) if before.words == last else before for before in kept]
            case Remark.OTHER:
                said = words
            case Directive() as directive:
                if directive.polarity is Polarity.LIFTED and directive.addressee in _ORDERED:
                    kept = [before for before in kept if not _is_ended(before, directive)]
                kept.append(directive)
                last = said = words
    return kept


_ORDERED = {Addressee.STAFF, Addressee.MISSION}


def _is_ended(before: Directive, end: Directive) -> bool:
    return before.addressee is end.addressee and before.polarity is not Polarity.LIFTED


def _revived(directive: Directive) -> Directive:
    is_past = directive.reality is Reality.PAST
    return replace(directive, reality=Reality.INSTRUCTION) if is_past else directive
