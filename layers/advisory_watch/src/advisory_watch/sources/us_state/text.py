"""Read the text of an item: placeholder, notes, indicators, parts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from advisory_watch.core.advisory import Indicator, Notes, Region, Severity
from advisory_watch.parsing.html import prose_of, sentences
from advisory_watch.parsing.regions import is_lifting, regions_in

RISKS = {
    Indicator.CRIME: r"crimes?",
    Indicator.TERRORISM: r"terroris[mt]\w*",
    Indicator.UNREST: r"unrest",
    Indicator.HEALTH: r"health",
    Indicator.NATURAL_DISASTER: r"natural disasters?",
    Indicator.TIME_LIMITED_EVENT: r"time-limited event",
    Indicator.KIDNAPPING: r"kidnapping|hostage[- ]taking",
    Indicator.WRONGFUL_DETENTION: r"wrongful(?:ly)? detention|wrongfully detain\w*",
    Indicator.OTHER: r"other",
}
"""Patterns for each risk, in lower case."""

_GLUED = "(?:of|to|and|the)?"
"""Words that the publisher's editor joins to the next one: `due to risk ofunrest`."""


def risks_in(words: str) -> frozenset[Indicator]:
    """Return the risks named in a text in lower case."""
    return frozenset(
        indicator
        for indicator, form in RISKS.items()
        if re.search(rf"\b{_GLUED}(?:{form})\b", words)
    )


_LEVEL = r"(?:level )?(?P<to>[1-4])\b"
_UP = re.compile(rf"\b(?:increased|raised|raising|elevated)\b[^.;]*?\b(?:to|a) {_LEVEL}")
_DOWN = re.compile(rf"\b(?:decreased|lowered|lowering|reduced)\b[^.;]*?\b(?:to|a) {_LEVEL}")
_FROM_TO = re.compile(rf"\bfrom (?:a )?(?:level )?(?P<of>[1-4]) to (?:a )?{_LEVEL}")
_ABOUT_LEVEL = re.compile(r"\b(?:advisory level|(?<!do not )travel advisory|advisory for)\b")
_KEPT = re.compile(r"\b(?:no changes? to|remains? (?:at|a)|unchanged)\b")
_KEPT_RISKS = re.compile(r"\bno changes? to\b.*\bindicators?\b")
_REVIEW = re.compile(r"\b(?:re-?issued|updated)\b[^.;]{0,40}\b(?:review|minor edits)\b")
"""`Reissued after periodic review with minor edits`: an issue without an event."""

_RISK_MOVED = re.compile(r"\bindicators?\b.{0,80}?\b(?:was|were) (?P<how>added|removed)\b")


def notes(sentences: Iterable[str]) -> Notes:
    """Read the note that says what this issue changed."""
    raised_to = lowered_to = None
    is_level_kept = are_indicators_kept = is_review = False
    moved: dict[str, frozenset[Indicator]] = {"added": frozenset(), "removed": frozenset()}
    for sentence in map(str.casefold, sentences):
        for clause in re.split(r",\s+and\s+(?=the\b)|;", sentence):
            if match := _RISK_MOVED.search(clause):
                moved[match["how"]] |= risks_in(clause)
        is_review = is_review or bool(_REVIEW.search(sentence))
        are_indicators_kept = are_indicators_kept or bool(_KEPT_RISKS.search(sentence))
        if _ABOUT_LEVEL.search(sentence):
            is_level_kept = is_level_kept or bool(_KEPT.search(sentence))
            up, down = _moves(sentence)
            raised_to, lowered_to = raised_to or up, lowered_to or down
    return Notes(
        raised_to=raised_to,
        lowered_to=lowered_to,
        is_level_kept=is_level_kept and raised_to is None and lowered_to is None,
        indicators_added=moved["added"],
        indicators_removed=moved["removed"],
        are_indicators_kept=are_indicators_kept and not any(moved.values()),
        is_review=is_review,
    )


def _moves(sentence: str) -> tuple[Severity | None, Severity | None]:
    if match := _FROM_TO.search(sentence):
        before, after = Severity(int(match["of"])), Severity(int(match["to"]))
        return (after if after > before else None, after if after < before else None)
    up, down = _UP.search(sentence), _DOWN.search(sentence)
    return (Severity(int(up["to"])) if up else None, Severity(int(down["to"])) if down else None)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReading:
    """All data taken from the text of an item."""

    text: str
    notes: Notes
    indicators: frozenset[Indicator]
    states_level: bool
    is_placeholder: bool


@lru_cache(maxsize=CACHED_ITEMS)
def words_of(html: str, severity: Severity | None) -> TextReading:
    """Read the text of an item whose title states a severity."""
    text = prose_of(html)
    said = sentences(_headings_joined(text))
    return TextReading(
        text=text,
        notes=replace(notes(said), are_parts_lifted=is_lifting(text.partition("\n")[0])),
        indicators=indicators(said, severity),
        states_level=severity is None or any(level == severity for level, _ in _advice(said)),
        is_placeholder=len(text) <= PLACEHOLDER_MAX_CHARS and PLACEHOLDER in text.casefold(),
    )


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


def regions_of(text: str, destination: str, severity: Severity | None) -> tuple[Region, ...]:
    """Read the parts with a graver level than the whole, in order of name.

    Real case: for weeks the item of Guinea carried the text of Guinea-Bissau, which is no part
    of it. If no level is stated for the whole, every part counts, other destinations too (Gaza).
    """
    return regions_in(_headings_joined(text), destination, severity, Severity.NORMAL)


@lru_cache(maxsize=CACHED_ITEMS)
def _headings_joined(text: str) -> str:
    """Put each level that is a heading on the line of its sentence."""
    return _HEADED_ADVICE.sub(r"\1 ", text)


def _advice(sentences: Iterable[str]) -> Iterator[tuple[Severity, str]]:
    """Yield the sentences that begin with the words of a level."""
    for sentence in sentences:
        words = sentence.lstrip(" -–—•*")
        for phrase, severity in PHRASES.items():
            if words.casefold().startswith(phrase):
                yield severity, words
