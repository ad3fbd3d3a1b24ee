"""Display forms of native levels and sources."""

import re

from advisory_watch.core.scales import Severity

NO_ADVICE_AGAINST = "no advice against travel"
"""The meaning of a page with no flag set (United Kingdom). It does not mean `safe`."""

_FLAGS = re.compile(r"[a-z]+(?:_[a-z]+)+(?:,[a-z]+(?:_[a-z]+)+)*")
"""The names of a publisher's flags: `avoid_all_travel_to_parts,avoid_all_…`."""

_SHORT = {
    "avoid_all_travel_to_whole_country": "all travel",
    "avoid_all_but_essential_travel_to_whole_country": "all but essential travel",
    "avoid_all_travel_to_parts": "all travel to parts",
    "avoid_all_but_essential_travel_to_parts": "all but essential travel to parts",
}
"""The flags of the United Kingdom in few words, gravest first: a cut drops the milder ones."""


def as_shown(native_level: str) -> str:
    """Format a native level for display: verbatim, except flag names, which become words."""
    if not native_level.strip():
        return NO_ADVICE_AGAINST
    if _FLAGS.fullmatch(native_level):
        return native_level.replace("_", " ").replace(",", ", ")
    return native_level


def in_short(native_level: str) -> str:
    """Shorten a native level to its distinctive part: `Level 3`; the gravest flag comes first.

    A flag without a short form comes before the others, because its gravity is unknown.
    """
    flags = native_level.split(",")
    if not _FLAGS.fullmatch(native_level) or _SHORT.keys().isdisjoint(flags):
        return " ".join(as_shown(native_level).split()).partition(":")[0]
    unknown = [as_shown(flag) for flag in flags if flag not in _SHORT]
    known = [words for flag, words in _SHORT.items() if flag in flags]
    return " + ".join([*unknown, f"avoid {known[0]}", *known[1:]])


def to_from(now: str, before: str) -> str:
    """Describe a change of level without repeating the unit: `to Level 3 from 1`."""
    unit, _, rest = before.partition(" ")
    is_same_unit = rest.isdigit() and now.partition(" ")[0] == unit
    return f"to {now} from {rest if is_same_unit else before}"


def said(native_level: str) -> str:
    """Put a native level into a sentence; an empty level is not quoted."""
    shown = as_shown(native_level)
    return f"gives {shown}" if shown == NO_ADVICE_AGAINST else f"says “{shown}”"


def in_sentence(title: str) -> str:
    """Name a source in a sentence by its title: `the US`, `Canada`."""
    return f"the {title}" if title.partition(" ")[0].isupper() else title


def step_of(severity: Severity | None) -> str:
    """Name a severity: `do not travel`, or `no level` for None."""
    return "no level" if severity is None else severity.name.lower().replace("_", " ")
