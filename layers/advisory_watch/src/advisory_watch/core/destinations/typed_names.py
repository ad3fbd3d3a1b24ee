"""Read the name of a destination as a person types it, and suggest names for one that is unknown.

Publishers' names are never guessed. A person can be asked: a near match is a suggestion here, and
a name that means several destinations is a question.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache

from advisory_watch.core.destinations import (
    FOUND_MAX_CHARS,
    destination_names,
    destination_of,
    destination_of_code,
    name_or,
    normalise,
    read_table,
)
from advisory_watch.core.errors import UnknownDestination

SUGGESTIONS_MAX = 3
"""More names would hide the one that was meant."""

MEANINGS_MAX = 6
"""Names listed in a question; a part of more names, such as `islands`, is no name."""

LIKENESS = 0.75
"""The least ratio of `difflib` for a suggestion: a wrong or missing letter in a short name."""

SHORT_MAX_CHARS = 3
"""Abbreviations of this length are like too many words."""

COUNTRIES = ("iso3166", "synonyms", "german_names")
TOWNS = ("capitals", "places")
"""Tables of names that a person may type: of a country, or of a town or an island."""


def read_typed(text: str) -> str:
    """Return the code of a destination for an ISO code or a name that a person typed.

    Raises `UnknownDestination`, which suggests names or asks which destination is meant.
    """
    meanings = meanings_of(text)
    if len(meanings) == 1:
        return meanings[0]
    found = repr(text[:FOUND_MAX_CHARS])
    if meanings:
        raise UnknownDestination(
            f"expected one destination, found {found}: {_any_of(meanings)}? Give its code"
        )
    close = suggestions(text)
    hint = f"; did you mean {_any_of(close)}?" if close else ""
    raise UnknownDestination(f"expected an ISO 3166 code or a country's name, found {found}{hint}")


def meanings_of(text: str) -> tuple[str, ...]:
    """Return the codes that a typed text may mean: none for an unknown name."""
    try:
        return (destination_of_code(text),)
    except UnknownDestination:
        name = normalise(text)
    short_names = {normalise(short): code for code, short in destination_names().items()}
    if name in short_names:
        return (short_names[name],)
    joint = _codes_of_joint_names().get(name, ())
    shared = tuple(code for short, code in short_names.items() if f" {name} " in f" {short} ")
    for codes in (joint, shared):
        if 1 < len(codes) <= MEANINGS_MAX:
            return codes
    try:
        return (destination_of(text),)
    except UnknownDestination:
        return ()


def suggestions(text: str) -> tuple[str, ...]:
    """Return the codes of destinations with a name like the text, the closest first.

    A town is suggested only if no country has such a name.
    """
    name = normalise(text[:FOUND_MAX_CHARS])
    countries, towns = _codes_by_name(COUNTRIES), _codes_by_name(TOWNS)
    if exact := countries.get(name) or towns.get(name):
        return exact
    close = _close(name, countries) or _close(name, towns)
    return tuple(dict.fromkeys(close))[:SUGGESTIONS_MAX]


def _close(name: str, known: Mapping[str, tuple[str, ...]]) -> list[str]:
    long_enough = [other for other in known if len(other) > SHORT_MAX_CHARS]
    close = get_close_matches(name, long_enough, n=2 * SUGGESTIONS_MAX, cutoff=LIKENESS)
    parts = [other for other in known if name and f" {name} " in f" {other} "]
    return [code for other in (*close, *parts) for code in known[other]]


def _any_of(codes: Iterable[str]) -> str:
    return " or ".join(f"{name_or(code, code)} ({code})" for code in codes)


@cache
def _codes_of_joint_names() -> Mapping[str, tuple[str, ...]]:
    """Return the names of advice that covers several destinations, with all their codes."""
    joint = {normalise(name): tuple(codes.split()) for codes, name in read_table("synonyms")}
    return {name: codes for name, codes in joint.items() if len(codes) > 1}


@cache
def _codes_by_name(tables: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the codes of each name; a name of many destinations, such as a region, is left out."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for table in tables:
        for row in read_table(table):
            found[normalise(row[-1])] |= dict.fromkeys(row[0].split())
    return {name: tuple(codes) for name, codes in found.items() if len(codes) <= SUGGESTIONS_MAX}
