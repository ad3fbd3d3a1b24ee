"""Partitions of a source that is too wide for one check: each holds documents of one host.

Each partition is fetched, judged and stored separately, so that different hosts are processed
in parallel. Checks that need the whole source stay in the check that dispatches the
partitions.
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
"""Maximum average number of documents in a partition. At one second per document, a worker
finishes in a minute, and their stored state is 8 kB. One message per document would cost 25
times as much.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A partition: some documents of one host, behind one endpoint of a source.

    `number` distinguishes the partitions of a host. `awaited` are destinations with a pending
    candidate that a repeated reading would confirm.
    """

    source: str
    door: str
    host: str
    number: int
    documents: tuple[Document, ...]
    awaited: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The storage key of the partition, unique in its source."""
        return f"{self.host}#{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSight:
    """The result of the last read of a partition: its documents, and how many were unreadable."""

    part: str
    documents: int
    unread: int
    failure: str = ""


def parted(
    source: str, door: str, documents: Iterable[Document], awaited: frozenset[str]
) -> tuple[Part, ...]:
    """Divide documents into partitions: number 0 of every host first, then number 1, and so on.

    The partition of a document depends on its destinations and on the number of documents of
    its host, rounded up to a power of two. A new or removed document therefore moves no other.
    All documents of a host about the same destination share a partition, since their copies
    are judged together.
    """
    by_host: defaultdict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_host[_host_of(document)].append(document)
    parts = (
        Part(
            source=source,
            door=door,
            host=host,
            number=number,
            documents=tuple(members),
            awaited=awaited
            & frozenset[str]().union(*(document.destinations for document in members)),
        )
        for host, listed in by_host.items()
        for number, members in _numbered(listed)
    )
    return tuple(sorted(parts, key=lambda part: (part.number, part.host)))


def narrowed(source: Source, part: Part) -> Source:
    """Return a copy of the source that has only this partition.

    It has one endpoint. To ask a second endpoint about a partition would fetch everything that
    it lists.
    """
    listing = Listing(documents=part.documents)
    door = next(candidate for candidate in source.doors if candidate.id == part.door)
    narrow = replace(door, list=lambda _target, _index: listing, has_index=False)
    return replace(source, doors=(narrow,), shape=OfAPart(source.shape))


def sight_of(health: Health) -> PartSight:
    """Return how well a partition could be read, from its stored health."""
    documents = [document for name, document in health.documents.items() if name != health.door]
    unread = [document for document in documents if document.failing_since is not None]
    return PartSight(
        part=health.part,
        documents=len(documents),
        unread=len(unread),
        failure=unread[0].failure or "" if unread else "",
    )


def numbers_of(documents: int) -> int:
    """Return the number of partitions of a host for this many documents: a power of two."""
    numbers = 1
    while numbers * PART_DOCUMENTS < documents:
        numbers *= 2
    return numbers


def _host_of(document: Document) -> str:
    return urlsplit(document.target.url).hostname or ""


def _numbered(documents: Sequence[Document]) -> Iterable[tuple[int, list[Document]]]:
    """Divide the documents of a host; empty partitions are left out."""
    numbers = numbers_of(len(documents))
    parts: defaultdict[int, list[Document]] = defaultdict(list)
    for document in documents:
        about = min(document.destinations, default=document.id)
        parts[int(sha256(about.encode()).hexdigest(), 16) % numbers].append(document)
    return sorted(parts.items())
