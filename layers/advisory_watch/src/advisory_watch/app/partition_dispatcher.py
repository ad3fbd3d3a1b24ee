"""Pass on the documents of a large endpoint in partitions."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisory_watch.app.ports import Ledger, PartitionQueue
from advisory_watch.core.partition import PartitionHealth, split_into_partitions
from advisory_watch.core.source import Endpoint, Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionDispatch:
    """The number of partitions that were passed on, and their health after their last read."""

    partitions: int
    statuses: Sequence[PartitionHealth]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionDispatcher:
    """Passes on the documents of every endpoint that lists at least `from_documents` of them.

    Each check passes on all partitions, changed or not: only the state of a partition tells which
    documents are due. To look there costs its worker one read.
    """

    workers: PartitionQueue
    ledger: Ledger
    from_documents: int

    def is_for(self, endpoint: Endpoint, listing: Listing) -> bool:
        """Tell whether an endpoint lists too many documents for one check."""
        return endpoint.has_many and len(listing.documents) >= self.from_documents

    def hand(
        self, endpoint: Endpoint, listing: Listing, awaited: frozenset[str]
    ) -> PartitionDispatch:
        """Pass all partitions on. Raises `HandingFailed` and `LedgerError`."""
        source = endpoint.target.source_id
        partitions = split_into_partitions(source, endpoint.id, listing.documents, awaited)
        statuses = self.ledger.partitions(source)
        self.workers.hand(partitions)
        read = [statuses[partition.name] for partition in partitions if partition.name in statuses]
        return PartitionDispatch(partitions=len(partitions), statuses=read)
