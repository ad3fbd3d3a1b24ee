"""The nine official risk indicators, in the Department's wording."""

import re

from advisory_watch.core.scales import Indicator

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
