"""Words as people see them: the publishers' own, whatever way a publisher has of saying them."""

import re

from advisory_watch.core.scales import Severity

NO_ADVICE_AGAINST = "no advice against travel"
"""What a publisher says that sets no flag (United Kingdom). It does not mean `safe`."""

_FLAGS = re.compile(r"[a-z]+(?:_[a-z]+)+(?:,[a-z]+(?:_[a-z]+)+)*")
"""The names of a publisher's flags: `avoid_all_travel_to_parts,avoid_all_…`."""


def as_shown(native_level: str) -> str:
    """Show a native level: verbatim, but for names of flags, which are spelled as words."""
    if not native_level.strip():
        return NO_ADVICE_AGAINST
    if _FLAGS.fullmatch(native_level):
        return native_level.replace("_", " ").replace(",", ", ")
    return native_level


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
