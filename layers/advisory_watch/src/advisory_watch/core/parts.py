"""A source too wide for one check, in parts: each holds documents of one host.

A part is asked for, judged and remembered by itself, so that different hosts are worked
side by side. What only the whole can tell stays with the check that hands the parts on.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlsplit

from advisory_watch.core.health import Health
from advisory_watch.core.sources import Document, Listing, Source
from advisory_watch.core.verdicts.of_a_part import OfAPart

PART_DOCUMENTS = 64
"""How many documents a part has on average, at most: at a second each, a worker is done in
a minute, and what is remembered of them is 8 kB. A message a document costs 25 times as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some documents of one host, behind one door of a source.

    `number` tells the parts of a host apart. `awaited` are the destinations in it of which
    the same words said again would mean something.
    """

    source: str
    door: str
    host: str
    number: int
    documents: tuple[Document, ...]
    awaited: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name under which it is remembered, unique in its source."""
        return f"{self.host}#{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSight:
    """How well a part could be read when it last was: of how many documents how many not."""

    part: str
    documents: int
    unread: int
    failure: str = ""


def parted(
    source: str, door: str, documents: Iterable[Document], awaited: frozenset[str]
) -> tuple[Part, ...]:
    """Divide documents into parts: the first of every host, then the second of those that have one.

    Which part a document is in depends on what it is about and on how many its host has,
    to the power of two: one that comes or goes moves no other. All of a host about the same
    destination are in one part, since their copies are judged together.
    """
    by_host: defaultdict[str, list[Document]] = defaultdict(list)
    for each in documents:
        by_host[_host_of(each)].append(each)
    parts = (
        Part(
            source=source,
            door=door,
            host=host,
            number=number,
            documents=tuple(some),
            awaited=awaited & frozenset[str]().union(*(each.destinations for each in some)),
        )
        for host, listed in by_host.items()
        for number, some in _numbered(listed)
    )
    return tuple(sorted(parts, key=lambda each: (each.number, each.host)))


def narrowed(source: Source, part: Part) -> Source:
    """Return a source that has this part, and nothing else.

    It has one door: to ask a second one about a part is to ask it for all that it lists.
    """
    listing = Listing(documents=part.documents)
    door = next(each for each in source.doors if each.id == part.door)
    narrow = replace(door, list=lambda _target, _index: listing, has_index=False)
    return replace(source, doors=(narrow,), shape=OfAPart(source.shape))


def sight_of(health: Health) -> PartSight:
    """Say how well a part could be read, by what is remembered of it."""
    documents = [each for name, each in health.documents.items() if name != health.door]
    unread = [each for each in documents if each.failing_since is not None]
    return PartSight(
        part=health.part,
        documents=len(documents),
        unread=len(unread),
        failure=unread[0].failure or "" if unread else "",
    )


def numbers_of(documents: int) -> int:
    """Return how many numbers a host with so many documents has: a power of two."""
    numbers = 1
    while numbers * PART_DOCUMENTS < documents:
        numbers *= 2
    return numbers


def _host_of(document: Document) -> str:
    return urlsplit(document.target.url).hostname or ""


def _numbered(documents: Sequence[Document]) -> Iterable[tuple[int, list[Document]]]:
    """Divide the documents of a host; numbers that nothing falls upon are left out."""
    numbers = numbers_of(len(documents))
    parts: defaultdict[int, list[Document]] = defaultdict(list)
    for each in documents:
        about = min(each.destinations, default=each.id)
        parts[int(sha256(about.encode()).hexdigest(), 16) % numbers].append(each)
    return sorted(parts.items())
