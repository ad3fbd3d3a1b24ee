"""Find the source and the endpoint of a URL."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisory_watch.core.sources import Door, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The source and the endpoint that a page belongs to."""

    source: Source
    door: Door


class Ownership:
    """Maps URLs to sources and endpoints.

    Documents of an endpoint with an index have URLs below the index. An endpoint without an index
    lists its documents itself.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        owners = [Owner(source=each, door=door) for each in sources for door in each.doors]
        self._by_url = {url: each for each in owners for url in _addresses(each.door)}
        self._by_index = {
            f"{each.door.target.url.rstrip('/')}/": each for each in owners if each.door.has_index
        }

    def of(self, url: str) -> Owner | None:
        """Return the owner of a page, or None if no endpoint leads to it."""
        if url in self._by_url:
            return self._by_url[url]
        return next(
            (owner for index, owner in self._by_index.items() if url.startswith(index)), None
        )


def _addresses(door: Door) -> Iterator[str]:
    yield door.target.url
    if door.has_many and not door.has_index:
        yield from (document.target.url for document in door.list(door.target, None).documents)
