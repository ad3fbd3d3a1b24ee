"""Words as people see them: the publishers' own, whatever way a publisher has of saying them."""

import re

from advisory_watch.core.scales import Severity

NO_ADVICE_AGAINST = "no advice against travel"
"""What a publisher says that sets no flag (United Kingdom). It does not mean `safe`."""

_FLAGS = re.compile(r"[a-z]+(?:_[a-z]+)+(?:,[a-z]+(?:_[a-z]+)+)*")
"""The names of a publisher's flags: `avoid_all_travel_to_parts,avoid_all_…`."""

_SHORT = {
    "avoid_all_travel_to_whole_country": "all travel",
    "avoid_all_but_essential_travel_to_whole_country": "all but essential travel",
    "avoid_all_travel_to_parts": "all travel to parts",
    "avoid_all_but_essential_travel_to_parts": "all but essential travel to parts",
}
"""The flags of the United Kingdom in few words, the gravest first: a cut takes the milder."""


def as_shown(native_level: str) -> str:
    """Show a native level: verbatim, but for names of flags, which are spelled as words."""
    if not native_level.strip():
        return NO_ADVICE_AGAINST
    if _FLAGS.fullmatch(native_level):
        return native_level.replace("_", " ").replace(",", ", ")
    return native_level


def in_short(native_level: str) -> str:
    """Show what distinguishes a native level: `Level 3`; of flags the gravest first.

    A flag that has no short form stands before the others: nobody knows how grave it is.
    """
    flags = native_level.split(",")
    if not _FLAGS.fullmatch(native_level) or _SHORT.keys().isdisjoint(flags):
        return " ".join(as_shown(native_level).split()).partition(":")[0]
    unknown = [as_shown(flag) for flag in flags if flag not in _SHORT]
    known = [words for flag, words in _SHORT.items() if flag in flags]
    return " + ".join([*unknown, f"avoid {known[0]}", *known[1:]])


def to_from(now: str, before: str) -> str:
    """Say where a level came from without saying its unit twice: `to Level 3 from 1`."""
    unit, _, rest = before.partition(" ")
    is_same_unit = rest.isdigit() and now.partition(" ")[0] == unit
    return f"to {now} from {rest if is_same_unit else before}"


def said(native_level: str) -> str:
    """Put a native level into a sentence; where there are no words, there is nothing to quote."""
    shown = as_shown(native_level)
    return f"gives {shown}" if shown == NO_ADVICE_AGAINST else f"says “{shown}”"


def in_sentence(title: str) -> str:
    """Name a source in a sentence by its title: `the US`, `Canada`."""
    return f"the {title}" if title.partition(" ")[0].isupper() else title


def step_of(severity: Severity | None) -> str:
    """Name a step of our own scale: `do not travel`; `no level` where none is stated."""
    return "no level" if severity is None else severity.name.lower().replace("_", " ")
