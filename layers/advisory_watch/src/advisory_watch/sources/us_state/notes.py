"""What changed in an issue, according to the Department's note at the head of the text."""

import re
from collections.abc import Iterable

from advisory_watch.core.advisories import Notes
from advisory_watch.core.scales import Indicator, Severity
from advisory_watch.sources.us_state.risks import risks_in

_LEVEL = r"(?:level )?(?P<to>[1-4])\b"
_UP = re.compile(rf"\b(?:increased|raised|raising|elevated)\b[^.;]*?\b(?:to|a) {_LEVEL}")
_DOWN = re.compile(rf"\b(?:decreased|lowered|lowering|reduced)\b[^.;]*?\b(?:to|a) {_LEVEL}")
_FROM_TO = re.compile(rf"\bfrom (?:a )?(?:level )?(?P<of>[1-4]) to (?:a )?{_LEVEL}")
_ABOUT_LEVEL = re.compile(r"\b(?:advisory level|(?<!do not )travel advisory|advisory for)\b")
_KEPT = re.compile(r"\b(?:no changes? to|remains? (?:at|a)|unchanged)\b")
_KEPT_RISKS = re.compile(r"\bno changes? to\b.*\bindicators?\b")
_RISK_MOVED = re.compile(r"\bindicators?\b.{0,80}?\b(?:was|were) (?P<how>added|removed)\b")


def notes(sentences: Iterable[str]) -> Notes:
    """Read the note that says what this issue changed."""
    raised_to = lowered_to = None
    is_level_kept = are_indicators_kept = False
    moved: dict[str, frozenset[Indicator]] = {"added": frozenset(), "removed": frozenset()}
    for sentence in map(str.casefold, sentences):
        for clause in re.split(r",\s+and\s+(?=the\b)|;", sentence):
            if match := _RISK_MOVED.search(clause):
                moved[match["how"]] |= risks_in(clause)
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
    """Return the level that a sentence says it was raised to, and lowered to."""
    if match := _FROM_TO.search(sentence):
        before, after = Severity(int(match["of"])), Severity(int(match["to"]))
        return (after if after > before else None, after if after < before else None)
    up, down = _UP.search(sentence), _DOWN.search(sentence)
    return (Severity(int(up["to"])) if up else None, Severity(int(down["to"])) if down else None)
