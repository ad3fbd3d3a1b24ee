"""The levels in words: the same in both endpoints."""

from advisory_watch.core.advisory import Severity
from advisory_watch.core.errors import UnknownLevel

LEVELS = {
    "Exercise normal safety precautions": Severity.NORMAL,
    "Exercise a high degree of caution": Severity.CAUTION,
    "Reconsider your need to travel": Severity.RECONSIDER,
    "Do not travel": Severity.DO_NOT_TRAVEL,
}
"""Smartraveller's levels 1 to 4, from its page `Travel advice explained`."""

SEVERITY_OF_WORDS = {words.casefold(): severity for words, severity in LEVELS.items()}

NO_ADVICE = "No travel advice"
"""Title and level of a row that describes the destinations without advice: no destination."""


def severity_of(words: str) -> Severity:
    """Map the words of a level. Raises `UnknownLevel`."""
    severity = SEVERITY_OF_WORDS.get(" ".join(words.casefold().split()))
    if severity is None:
        raise UnknownLevel(f"no rule for level {words[:80]!r}")
    return severity
