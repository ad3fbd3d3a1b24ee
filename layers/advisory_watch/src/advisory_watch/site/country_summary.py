"""The first screen of a destination: the highest level, the reason, and advice on leaving."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from advisory_watch.core.advisory import Advisory, Departure, Severity
from advisory_watch.core.messages.quotation import (
    QUOTATION_MAX_CHARS,
    departure_sentence,
    level_sentence,
    part_sentence,
)
from advisory_watch.core.record import Version
from advisory_watch.core.text import cut_at_word, in_sentence
from advisory_watch.core.views import CurrentAdvice
from advisory_watch.site.map import MapSeverity, find_gravest
from advisory_watch.site.rendering.environment import LANGUAGES

_REASON = re.compile(
    r"\b(?:due to|because|owing to|following|as a result|given|risks?|threats?)\b", re.IGNORECASE
)
"""Words that introduce a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingAdvice:
    """The advice of one government on leaving, with its words, and since when.

    `is_older` is set if it was already in force at the first reading.
    """

    advice: CurrentAdvice
    title: str
    departure: Departure
    words: str
    since: date | None
    is_older: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """The sentence that states the highest level, and the government that says it."""

    advice: CurrentAdvice
    title: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountrySummary:
    """The answer of the first screen."""

    level: MapSeverity
    reason: Reason | None
    leaving: tuple[LeavingAdvice, ...]

    @property
    def gravest(self) -> Severity | None:
        """The highest level of all, for the whole or for a part."""
        return self.level.part or self.level.whole

    @property
    def is_told_to_leave(self) -> bool:
        """Tell whether any government tells its people to leave."""
        return any(item.departure is Departure.DEPART_IMMEDIATELY for item in self.leaving)

    @property
    def leaving_answer(self) -> str:
        """Say in one or two sentences whether any government tells people to leave."""
        gravest = max((item.departure for item in self.leaving), default=Departure.NONE)
        who = join_titles(item.title for item in self.leaving if item.departure is gravest)
        is_many = sum(item.departure is gravest for item in self.leaving) > 1
        match gravest:
            case Departure.DEPART_IMMEDIATELY:
                return f"Yes. {who} tell{'' if is_many else 's'} people to leave."
            case Departure.OPERATIONS_SUSPENDED:
                return (
                    f"Not in so many words. {who} closed {'their' if is_many else 'its'} embassy."
                )
            case Departure.ORDERED_DEPARTURE:
                verb = "have" if is_many else "has"
                return f"Not everyone. {who} {verb} ordered embassy staff to leave."
            case Departure.AUTHORIZED_DEPARTURE:
                return f"Not everyone. {who} let{'' if is_many else 's'} embassy staff leave."
            case _:
                return "No. No government read here tells its people to leave."


def summarise_country(
    voices: Sequence[tuple[str, CurrentAdvice, Sequence[Version]]],
) -> CountrySummary:
    """Summarise the advice of all governments: title, advice, and versions oldest first."""
    said = [(title, advice) for title, advice, _ in voices if advice.advisory]
    level = find_gravest(
        MapSeverity(whole=advice.severity, part=advice.graver_part) for _, advice in said
    )
    return CountrySummary(
        level=level,
        reason=_reason(said, level),
        leaving=tuple(
            sorted(
                (_leaving(title, advice, versions) for title, advice, versions in voices),
                key=lambda item: -item.departure,
            )
        ),
    )


def _reason(said: Sequence[tuple[str, CurrentAdvice]], level: MapSeverity) -> Reason | None:
    """Quote who states the highest level: in English and with a reason first, then in order."""
    gravest = level.part or level.whole
    if gravest is None:
        return None
    found = [
        Reason(advice=advice, title=title, sentence=sentence)
        for title, advice in said
        if advice.advisory
        and advice.gravest == gravest
        and (sentence := _sentence(advice.advisory, gravest))
    ]
    return max(found, key=_worth, default=None)


def _sentence(advisory: Advisory, level: Severity) -> str:
    """Return the sentence that gives the highest level, to the whole or to its parts."""
    if advisory.severity is level:
        sentence = level_sentence(advisory)
    else:
        parts = (region for region in advisory.regions if region.severity is level)
        sentence = part_sentence(advisory, parts)
    return cut_at_word(sentence, QUOTATION_MAX_CHARS)


def _worth(reason: Reason) -> tuple[bool, bool, bool]:
    is_whole = reason.advice.severity == reason.advice.gravest
    is_english = reason.advice.source not in LANGUAGES
    has_reason = _REASON.search(reason.sentence) is not None
    return is_whole, is_english, has_reason


def _leaving(title: str, advice: CurrentAdvice, versions: Sequence[Version]) -> LeavingAdvice:
    advisory = None if advice.is_withdrawn else advice.advisory
    departure = advisory.departure if advisory else Departure.NONE
    first = _first_with(departure, versions)
    return LeavingAdvice(
        advice=advice,
        title=in_sentence(title),
        departure=departure,
        words=departure_sentence(advisory) if advisory and departure else "",
        since=first.decided_at.date() if first else None,
        is_older=first is not None and first.number == 1,
    )


def _first_with(departure: Departure, versions: Sequence[Version]) -> Version | None:
    """Return the version since which this departure advice is in force without a break."""
    first = None
    for version in reversed(versions):
        if version.advisory and version.advisory.departure is not departure:
            break
        first = version
    return first


def join_titles(titles: Iterable[str]) -> str:
    """Join names as a sentence does, with a capital: `The US, Canada and Ireland`."""
    *head, last = dict.fromkeys(titles)
    joined = f"{', '.join(head)} and {last}" if head else last
    return joined[:1].upper() + joined[1:]
