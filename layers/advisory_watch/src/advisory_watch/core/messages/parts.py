"""Name the parts of a destination in a few words: `parts at 4 do not travel: Crimea, Donetsk`."""

import re
from collections.abc import Iterable

from advisory_watch.core.advisory import Advisory, Region, Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.regions import lowered_regions, raised_part, raised_regions
from advisory_watch.core.text import cut_at_word, step_of

NAMES_MAX = 3
"""A reader of a phone takes in three names; the page has all of them."""

NAME_MAX_CHARS = 40
"""Enough for `within 10km of the border with South Sudan`, cut from a sentence about roads."""

_DETAIL = re.compile(
    r"(?: - |,? \(|,? \b(?:including|except|excluding|which|particularly|with the exception)\b).*"
)
_LEADING = re.compile(r"^the (?=\S)", re.IGNORECASE)


def shorten_name(name: str) -> str:
    """Shorten the name of a part: without its exceptions and what it includes."""
    return cut_at_word(_LEADING.sub("", _DETAIL.sub("", name)) or name, NAME_MAX_CHARS)


def list_names(regions: Iterable[Region], names_max: int = NAMES_MAX) -> str:
    """List the short names of parts, the gravest first, and count the rest."""
    ordered = sorted(regions, key=lambda region: (-region.severity, region.name))
    names = tuple(dict.fromkeys(shorten_name(region.name) for region in ordered))
    rest = len(names) - names_max
    return ", ".join([*names[:names_max], *([f"{rest} more"] if rest > 0 else [])])


def level_words(severity: Severity) -> str:
    """Return the number and the words of a severity: `4 do not travel`."""
    return f"{severity:d} {step_of(severity)}"


def raised_parts(alert: Alert) -> str:
    """Say which parts rose, and to which level."""
    before, after = alert.before, alert.after
    level = raised_part(before, after) if before and after else None
    if before is None or after is None or level is None:
        return "parts raised"
    at_level = (part for part in raised_regions(before, after) if part.severity is level)
    return _with_names(f"parts raised to {level_words(level)}", list_names(at_level))


def lowered_parts(alert: Alert) -> str:
    """Say which parts are milder now, and from which level."""
    before, after = alert.before, alert.after
    if before is None or after is None:
        return "parts lowered"
    regions = lowered_regions(before, after)
    level = max((part.severity for part in regions), default=before.partial_severity)
    words = f"parts lowered from {level_words(level)}" if level else "parts lowered"
    return _with_names(words, list_names(part for part in regions if part.severity is level))


def graver_parts(advisory: Advisory | None) -> str:
    """Describe the parts that are graver than the whole: `4 do not travel: Crimea`; else empty."""
    part = advisory.partial_severity if advisory else None
    if advisory is None or part is None or part <= (advisory.severity or 0):
        return ""
    levels = (level for level in sorted(Severity, reverse=True) if level > (advisory.severity or 0))
    named = {level: _at(advisory, level) for level in levels}
    said = [_with_names(level_words(level), names) for level, names in named.items() if names]
    is_named = bool(named.get(part))
    return "; ".join(said if is_named else [level_words(part), *said])


def _at(advisory: Advisory, level: Severity) -> str:
    return list_names(region for region in advisory.regions if region.severity is level)


def _with_names(words: str, names: str) -> str:
    return f"{words}: {names}" if names else words
