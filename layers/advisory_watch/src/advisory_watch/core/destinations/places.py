"""Find the names of destinations, towns, islands and regions in a text.

The resolver of this package reads a name; this module searches for names in running text. The
longest name counts: `Dominican Republic` is not Dominica, `French Guiana` is not Guyana.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from advisory_watch.core.destinations import destination_names, normalise, read_table

NAME_MAX_WORDS = 8
"""The longest names that occur in running text have seven words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A name in a text: the destinations that it means, and its words `start` to `end`."""

    start: int
    end: int
    destinations: frozenset[str]


def words_of(text: str) -> tuple[str, ...]:
    """Split a text into the words in which names are searched."""
    return tuple(normalise(text).split())


def find_places(words: tuple[str, ...]) -> Iterator[PlaceName]:
    """Yield every name of a place in the order of the text; names do not overlap."""
    start = 0
    while start < len(words):
        place = _place_at(words, start)
        if place is not None:
            yield place
        start = place.end if place else start + 1


def _place_at(words: tuple[str, ...], start: int) -> PlaceName | None:
    known = _destinations_by_name()
    for end in range(min(len(words), start + NAME_MAX_WORDS), start, -1):
        destinations = known.get(" ".join(words[start:end]))
        if destinations:
            return PlaceName(start=start, end=end, destinations=destinations)
    return None


@cache
def _destinations_by_name() -> Mapping[str, frozenset[str]]:
    """Return the destinations of each name; a town may exist in several of them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for table in ("synonyms", "places"):
        for codes, name in read_table(table):
            found[normalise(name)] |= set(codes.split())
    for code, name in destination_names().items():
        found[normalise(name)].add(code)
    return {name: frozenset(codes) for name, codes in found.items()}
