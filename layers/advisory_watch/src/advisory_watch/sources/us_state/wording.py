"""Read the text of an item: risks, regions, departure advice and placeholders."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from advisory_watch.core.advisories import Notes, Region
from advisory_watch.core.departure import DepartureAdvice, departure_advice
from advisory_watch.core.scales import Indicator, Severity
from advisory_watch.parsing.prose import prose_of, sentences
from advisory_watch.sources.us_state.notes import notes
from advisory_watch.sources.us_state.risks import risks_in

CACHED_ITEMS = 1024
"""Enough for every destination in the words of both back ends; few change between checks."""

PLACEHOLDER = "summary not available"
"""The newer back end writes this if it has no text."""

PLACEHOLDER_MAX_CHARS = 120
"""A placeholder is only a phrase; any advice written by a person is longer."""

PHRASES = {
    "do not travel": Severity.DO_NOT_TRAVEL,
    "reconsider travel": Severity.RECONSIDER,
    "exercise increased caution": Severity.CAUTION,
    "exercise normal precaution": Severity.NORMAL,
}
"""The Department's words for its levels, as they begin a sentence of advice."""

_HEADED_ADVICE = re.compile(rf"({'|'.join(PHRASES)})s?\n(?=(?:in|to) )", re.IGNORECASE)
"""A level as a heading, with the rest of its sentence on the next line."""

REGION_NAME_MAX_CHARS = 160
"""A longer match is not the name of a place but a paragraph about it."""

_PLACE = re.compile(
    r"\b(?:travel|caution|precautions?) (?:to|in|within)\b:? "
    r"(?P<name>.+?)(?:\b(?:due to|because of|for any reason)\b|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All data taken from the text of an item."""

    text: str
    notes: Notes
    indicators: frozenset[Indicator]
    regions: tuple[Region, ...]
    departure: DepartureAdvice
    states_level: bool
    is_placeholder: bool


@lru_cache(maxsize=CACHED_ITEMS)
def words_of(html: str, severity: Severity | None) -> Words:
    """Read the text of an item whose title states a severity."""
    text = prose_of(html)
    said = sentences(_HEADED_ADVICE.sub(r"\1 ", text))
    return Words(
        text=text,
        notes=notes(said),
        indicators=indicators(said, severity),
        regions=regions(said, severity),
        departure=departure_advice(said),
        states_level=severity is None or any(level == severity for level, _ in _advice(said)),
        is_placeholder=is_placeholder(text),
    )


def is_placeholder(text: str) -> bool:
    """Check for a page with a placeholder instead of advice."""
    return len(text) <= PLACEHOLDER_MAX_CHARS and PLACEHOLDER in text.casefold()


def indicators(sentences: Iterable[str], severity: Severity | None) -> frozenset[Indicator]:
    """Read the risks named in the sentence that states the level.

    `Reconsider travel due to crime and unrest.` names two. Only that sentence counts:
    letters and words elsewhere are legends, links or regions.
    """
    for said, sentence in _advice(sentences):
        _, due_to, reasons = sentence.casefold().partition("due to")
        if said == severity and due_to:
            return risks_in(reasons)
    return frozenset()


def regions(sentences: Iterable[str], severity: Severity | None) -> tuple[Region, ...]:
    """Read the parts with a graver level than the whole, in order of name.

    If no level is stated for the whole, every part counts.
    """
    found = {
        Region(name=name, severity=said)
        for said, sentence in _advice(sentences)
        if said > (severity or 0) and (name := _region_name(sentence))
    }
    return tuple(sorted(found))


def _advice(sentences: Iterable[str]) -> Iterator[tuple[Severity, str]]:
    """Yield the sentences that begin with the words of a level."""
    for sentence in sentences:
        words = sentence.lstrip(" -–—•*")
        for phrase, severity in PHRASES.items():
            if words.casefold().startswith(phrase):
                yield severity, words


def _region_name(sentence: str) -> str | None:
    """Extract the place from `Do not travel to the border area due to crime`."""
    match = _PLACE.search(sentence)
    name = match["name"].strip(" .:,") if match else ""
    return name if 0 < len(name) <= REGION_NAME_MAX_CHARS else None
