"""The levels in words, and the names of destinations: the same in both endpoints."""

from html import unescape

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import destination_of
from advisory_watch.core.errors import UnknownLevel
from advisory_watch.parsing.html import last_segment, visible
from advisory_watch.parsing.index import destinations_named

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

ESCAPED_MAX = 3
"""How often a text is unescaped: once is usual, and twice was seen in other feeds."""


def severity_of(words: str) -> Severity:
    """Map the words of a level. Raises `UnknownLevel`."""
    severity = SEVERITY_OF_WORDS.get(" ".join(words.casefold().split()))
    if severity is None:
        raise UnknownLevel(f"no rule for level {words[:80]!r}")
    return severity


def place_of(name: str, link: str) -> str:
    """Identify a destination by its name, or an unknown name by the address of its page.

    Raises `UnknownDestination` if neither is known.
    """
    found = destinations_named(name, last_segment(link))
    return next(iter(found), None) or destination_of(name)


def unescaped(text: str) -> str:
    """Resolve the entities of a name that may have been escaped more than once."""
    for _ in range(ESCAPED_MAX):
        plain = unescape(text)
        if plain == text:
            break
        text = plain
    return " ".join(visible(text).split())
