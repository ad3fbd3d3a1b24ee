"""Name the parts of a destination in a few words: `parts at 4 do not travel: Crimea, Donetsk`."""

import re
from collections.abc import Iterable

from advisory_watch.core.advisory import Advisory, Region, Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.regions import lowered_regions, raised_part, raised_regions
from advisory_watch.core.text import cut_at_word, step_of

NAMES_MAX = 3
"""A reader of a phone takes in three names; the page has all of them."""

NAME_MAX_CHARS = 55
"""Enough for `within 50km of the whole border with South Sudan`; publishers name roads, too."""

_DETAIL = re.compile(
    r"(?: - |,? \(|,? \b(?:including|except|excluding|which|particularly|with the exception)\b).*"
)
_LEADING = re.compile(r"^[Tt]he(?: (?=\S)|(?=[A-Z]))")
"""The article, also if the publisher's editor joined it to the name: `theYemen border`."""


def shorten_name(name: str, whole: str = "") -> str:
    """Shorten the name of a part: without its exceptions and what it includes.

    `whole` is the name of the destination, which keeps its exceptions: `Libya except for Misrata`.
    """
    head = _LEADING.sub("", _DETAIL.sub("", name)) or name
    return cut_at_word(name if head.casefold() == whole.casefold() else head, NAME_MAX_CHARS)


def list_names(
    regions: Iterable[Region],
    names_max: int = NAMES_MAX,
    whole: str = "",
    known: Iterable[Region] = (),
) -> str:
    """List the short names of parts and count the rest: new ones first, then the gravest.

    `known` are the parts that were named before.
    """
    old = set(known)
    ordered = sorted(regions, key=lambda region: (region in old, -region.severity, region.name))
    names = tuple(dict.fromkeys(shorten_name(region.name, whole) for region in ordered))
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
    names = list_names(at_level, whole=after.name)
    return _with_names(f'parts raised to "{severity_words(level)}"', names)


def lowered_parts(alert: Alert) -> str:
    """Say which parts are milder now, and from which level."""
    before, after = alert.before, alert.after
    if before is None or after is None:
        return "parts lowered"
    regions = lowered_regions(before, after)
    level = max((part.severity for part in regions), default=before.partial_severity)
    words = f'parts lowered from "{severity_words(level)}"' if level else "parts lowered"
    lowered = (part for part in regions if part.severity is level)
    return _with_names(words, list_names(lowered, whole=before.name))


def changed_areas(alert: Alert) -> str:
    """Name the areas that only the new advisory names, then those that only the old one names."""
    before, after = alert.before, alert.after
    new = set(after.regions if after else ()) - set(before.regions if before else ())
    gone = set(before.regions if before else ()) - set(after.regions if after else ())
    named = [
        f"{label} {list_names(regions)}"
        for label, regions in (("now", new), ("before", gone))
        if regions
    ]
    return _with_names("areas changed", ", ".join(named))


def gravest_parts(advisory: Advisory | None) -> str:
    """Name the gravest parts that are graver than the whole, or return an empty text."""
    part = advisory.partial_severity if advisory else None
    if advisory is None or part is None or part <= (advisory.severity or 0):
        return ""
    return _with_names(f'parts at "{severity_words(part)}"', _at(advisory, part))


def graver_names(advisory: Advisory) -> str:
    """List the parts that are graver than the whole, the gravest first."""
    whole = advisory.severity or 0
    return list_names(region for region in advisory.regions if region.severity > whole)


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


def part_levels(advisory: Advisory, other: Advisory | None, names_max: int) -> tuple[str, ...]:
    """Describe each level of the parts that are graver than the whole, the gravest first.

    The parts that the `other` advisory does not name come first.
    """
    part, whole = advisory.partial_severity or 0, advisory.severity or 0
    known = other.regions if other else ()
    named = {
        level: list_names(_regions_at(advisory, level), names_max, advisory.name, known)
        for level in sorted(Severity, reverse=True)
        if level > whole
    }
    return tuple(
        f"{severity_words(level)}: {names or 'areas that the list does not name'}"
        for level, names in named.items()
        if names or level == part
    )


def severity_words(severity: Severity) -> str:
    """Name a severity in words that need no scale: `reconsider travel`."""
    return _SEVERITY_WORDS[severity]


_SEVERITY_WORDS = {
    Severity.NORMAL: "no warning",
    Severity.CAUTION: "increased caution",
    Severity.RECONSIDER: "reconsider travel",
    Severity.DO_NOT_TRAVEL: "do not travel",
}


def _at(advisory: Advisory, level: Severity) -> str:
    return list_names(_regions_at(advisory, level), whole=advisory.name)


def _regions_at(advisory: Advisory, level: Severity) -> tuple[Region, ...]:
    return tuple(region for region in advisory.regions if region.severity is level)


def _with_names(words: str, names: str) -> str:
    return f"{words}: {names}" if names else words
