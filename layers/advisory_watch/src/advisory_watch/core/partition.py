"""Partitions of a source with many documents, so that hosts are processed in parallel.

Checks that need the whole source stay in the check that dispatches the partitions.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlsplit

from advisory_watch.core.health import Health
from advisory_watch.core.source import Document, Listing, Source

PART_DOCUMENTS = 64
"""Most documents in a partition on average: a minute's work at one each second, 8 kB of state.

One message per document would cost 25 times as much.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """A partition: some documents of one host, behind one endpoint of a source.

    `number` distinguishes the partitions of a host. `awaited` are destinations with a pending
    candidate that a repeated reading would confirm.
    """

    source: str
    endpoint: str
    host: str
    number: int
    documents: tuple[Document, ...]
    awaited: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The storage key of the partition, unique in its source."""
        return f"{self.host}#{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionHealth:
    """The result of the last read of a partition: its documents, and how many were unreadable."""

    partition: str
    documents: int
    unread: int
    failure: str = ""


def split_into_partitions(
    source: str, endpoint: str, documents: Iterable[Document], awaited: frozenset[str]
) -> tuple[Partition, ...]:
    """Divide documents into partitions: number 0 of every host first, then number 1, and so on.

    The partition of a document depends on its destinations and on the number of documents of
    its host, rounded up to a power of two. A new or removed document therefore moves no other.
    All documents of a host about the same destination share a partition, since their copies
    are judged together.
    """
    by_host: defaultdict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_host[urlsplit(document.target.url).hostname or ""].append(document)
    partitions = (
        Partition(
            source=source,
            endpoint=endpoint,
            host=host,
            number=number,
            documents=tuple(members),
            awaited=awaited
            & frozenset[str]().union(*(document.destinations for document in members)),
        )
        for host, listed in by_host.items()
        for number, members in _numbered(listed)
    )
    return tuple(sorted(partitions, key=lambda partition: (partition.number, partition.host)))


def restrict_to_partition(source: Source, partition: Partition) -> Source:
    """Return a copy of the source that has only this partition, behind one endpoint.

    To ask a second endpoint about a partition would fetch everything that it lists.
    """
    listing = Listing(documents=partition.documents)
    endpoint = next(endpoint for endpoint in source.endpoints if endpoint.id == partition.endpoint)
    narrow = replace(endpoint, list=lambda _target, _index: listing, has_index=False)
    return replace(source, endpoints=(narrow,), is_partition=True)


def partition_health(health: Health) -> PartitionHealth:
    """Return how well a partition could be read, from its stored health."""
    documents = [document for name, document in health.documents.items() if name != health.endpoint]
    unread = [document for document in documents if document.failing_since is not None]
    return PartitionHealth(
        partition=health.partition,
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


def _numbered(documents: Sequence[Document]) -> Iterable[tuple[int, list[Document]]]:
    """Divide the documents of a host; empty partitions are left out."""
    numbers = numbers_of(len(documents))
    partitions: defaultdict[int, list[Document]] = defaultdict(list)
    for document in documents:
        about = min(document.destinations, default=document.id)
        partitions[int(sha256(about.encode()).hexdigest(), 16) % numbers].append(document)
    return sorted(partitions.items())
