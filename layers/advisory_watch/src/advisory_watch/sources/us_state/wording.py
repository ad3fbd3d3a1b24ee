"""What the text of an item says beyond its level: notes, risks, regions, placeholders."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from advisory_watch.core.advisories import Notes, Region
from advisory_watch.core.departure import DepartureAdvice, departure_advice
from advisory_watch.core.scales import Indicator, Severity
from advisory_watch.parsing.prose import prose_of, sentences

CACHED_ITEMS = 1024
"""Enough for every destination in both back ends' words; nearly all are the same next time."""

PLACEHOLDER = "summary not available"
"""What the newer back end writes where it has no text."""

PLACEHOLDER_MAX_CHARS = 120
"""A placeholder is a phrase and nothing more; any advice written by a person is longer."""

PHRASES = {
    "do not travel": Severity.DO_NOT_TRAVEL,
    "reconsider travel": Severity.RECONSIDER,
    "exercise increased caution": Severity.CAUTION,
    "exercise normal precaution": Severity.NORMAL,
}
"""The Department's words for its levels, as they begin a sentence of advice."""

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
"""The nine official risk indicators, as the Department words them in a sentence."""

REGION_NAME_MAX_CHARS = 160
"""Longer than this it is no longer the name of a place but a paragraph about it."""

_LEVEL = r"(?:level )?(?P<to>[1-4])\b"
_UP = re.compile(rf"\b(?:increased|raised|raising|elevated)\b[^.;]*?\b(?:to|a) {_LEVEL}")
_DOWN = re.compile(rf"\b(?:decreased|lowered|lowering|reduced)\b[^.;]*?\b(?:to|a) {_LEVEL}")
_FROM_TO = re.compile(rf"\bfrom (?:a )?(?:level )?(?P<of>[1-4]) to (?:a )?{_LEVEL}")
_ABOUT_LEVEL = re.compile(r"\b(?:advisory level|travel advisory|advisory for)\b")
_KEPT = re.compile(r"\b(?:no changes? to|remains? (?:at|a)|unchanged)\b")
_KEPT_RISKS = re.compile(r"\bno changes? to\b.*\bindicators?\b")
_RISK_MOVED = re.compile(r"\bindicators?\b.{0,80}?\b(?:was|were) (?P<how>added|removed)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything that we take from the text of an item."""

    text: str
    notes: Notes
    indicators: frozenset[Indicator]
    regions: tuple[Region, ...]
    departure: DepartureAdvice
    is_placeholder: bool


@lru_cache(maxsize=CACHED_ITEMS)
def words_of(html: str, severity: Severity | None) -> Words:
    """Read the text of an item whose title states a severity."""
    text = prose_of(html)
    said = sentences(text)
    return Words(
        text=text,
        notes=notes(said),
        indicators=indicators(said, severity),
        regions=regions(said, severity),
        departure=departure_advice(said),
        is_placeholder=is_placeholder(text),
    )


def is_placeholder(text: str) -> bool:
    """Recognise the page that stands where no advice was written."""
    return len(text) <= PLACEHOLDER_MAX_CHARS and PLACEHOLDER in text.casefold()


def notes(sentences: Iterable[str]) -> Notes:
    """Read what the Department says this issue changed."""
    raised_to = lowered_to = None
    is_level_kept = are_indicators_kept = False
    moved: dict[str, frozenset[Indicator]] = {"added": frozenset(), "removed": frozenset()}
    for sentence in map(str.casefold, sentences):
        for clause in re.split(r",\s+and\s+(?=the\b)|;", sentence):
            if match := _RISK_MOVED.search(clause):
                moved[match["how"]] |= _risks_in(clause)
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
    )


def _moves(sentence: str) -> tuple[Severity | None, Severity | None]:
    """Return what a sentence about the level says it was raised to, and lowered to."""
    if match := _FROM_TO.search(sentence):
        before, after = Severity(int(match["of"])), Severity(int(match["to"]))
        return (after if after > before else None, after if after < before else None)
    up, down = _UP.search(sentence), _DOWN.search(sentence)
    return (Severity(int(up["to"])) if up else None, Severity(int(down["to"])) if down else None)


def indicators(sentences: Iterable[str], severity: Severity | None) -> frozenset[Indicator]:
    """Read the risks named in the sentence that states the level: `… due to crime and unrest.`

    Only that sentence counts: letters and words elsewhere are legends, links or regions.
    """
    for said, sentence in _advice(sentences):
        _, due_to, reasons = sentence.partition("due to")
        if said == severity and due_to:
            return _risks_in(reasons)
    return frozenset()


def regions(sentences: Iterable[str], severity: Severity | None) -> tuple[Region, ...]:
    """Read the parts that are advised against more strongly than the whole, in order of name."""
    found = {
        Region(name=name, severity=said)
        for said, sentence in _advice(sentences)
        if severity is not None and said > severity and (name := _region_name(sentence))
    }
    return tuple(sorted(found))


def _advice(sentences: Iterable[str]) -> Iterator[tuple[Severity, str]]:
    """Yield the sentences that begin with the words of a level, in lower case."""
    for sentence in sentences:
        words = sentence.casefold().lstrip(" -–—•*")
        for phrase, severity in PHRASES.items():
            if words.startswith(phrase):
                yield severity, words


def _region_name(sentence: str) -> str | None:
    """Take the place out of `do not travel to the border area due to crime`."""
    match = re.search(r"\b(?:travel|caution|precautions?) (?:to|in|within)\b:? (.+)", sentence)
    if match is None:
        return None
    name = re.split(r"\bdue to\b|\bbecause of\b|\bfor any reason\b", match[1])[0].strip(" .:,")
    return name if 0 < len(name) <= REGION_NAME_MAX_CHARS else None


def _risks_in(words: str) -> frozenset[Indicator]:
    return frozenset(
        indicator for indicator, form in RISKS.items() if re.search(rf"\b(?:{form})\b", words)
    )
