"""Parse the title of an item: `Guinea-Bissau - Level 3: Reconsider Travel`."""

import re
from dataclasses import dataclass

from advisory_watch.core.errors import MalformedItem, UnknownLevel
from advisory_watch.core.scales import Severity

SEVERITY_OF_LEVEL = {
    "1": Severity.NORMAL,
    "2": Severity.CAUTION,
    "3": Severity.RECONSIDER,
    "4": Severity.DO_NOT_TRAVEL,
}
"""The Department's numbered scale since January 2018; ours was modelled on it."""

NO_LEVEL = re.compile(r"(?:See (?:\w+ )?Summaries|Other)$", re.IGNORECASE)
"""The words in place of a level if the parts of a destination have levels of their own."""

_SPLIT = re.compile(r"\s*[-–—]\s*(?=Level\b|See\b|Other$)", re.IGNORECASE)
_LEVEL = re.compile(r"Level\s+(?P<number>\S+?)\s*(?:[:\-–—]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A parsed title: subject, verbatim level, and severity, None if no level is stated."""

    subject: str
    native_level: str
    severity: Severity | None


def title_of(title: str) -> Title:
    """Split a title before its level, never at a hyphen of the name.

    `Mainland China, Hong Kong & Macau - See Summaries - Level 2: …` has both a referral and
    a level: the level counts. Raises `MalformedItem` or `UnknownLevel`.
    """
    subject, *rest = _SPLIT.split(" ".join(title.split()))
    if not rest or not subject:
        raise MalformedItem(f"expected `<destination> - Level <n>: <words>`, found {title[:120]!r}")
    native_level = rest[-1]
    return Title(subject=subject, native_level=native_level, severity=severity_of(native_level))


def severity_of(native_level: str) -> Severity | None:
    """Map `Level 3: Reconsider Travel` to our scale; None if no level is stated."""
    if NO_LEVEL.fullmatch(native_level):
        return None
    match = _LEVEL.match(native_level)
    if match and match["number"] in SEVERITY_OF_LEVEL:
        return SEVERITY_OF_LEVEL[match["number"]]
    raise UnknownLevel(f"no rule for level {native_level[:120]!r}")
