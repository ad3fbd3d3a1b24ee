"""Pass a large source on in partitions, which many workers read in parallel."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisory_watch.app.ports import Ledger, Workers
from advisory_watch.core.parts import PartSight, parted
from advisory_watch.core.sources import Door, Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """The number of partitions that were passed on, and their health after their last read."""

    parts: int
    sights: Sequence[PartSight]

    @property
    def unread(self) -> int:
        """The number of documents that could not be read."""
        return sum(sight.unread for sight in self.sights)

    @property
    def dark(self) -> tuple[PartSight, ...]:
        """The partitions with unreadable documents."""
        return tuple(sight for sight in self.sights if sight.unread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """Passes on the documents of every endpoint that lists at least `from_documents` of them.

    Each check passes on all partitions, changed or not: only the state of a partition tells which
    documents are due. To look there costs its worker one read.
    """

    workers: Workers
    ledger: Ledger
    from_documents: int

    def is_for(self, door: Door, listing: Listing) -> bool:
        """Tell whether an endpoint lists too many documents for one check."""
        return door.has_many and len(listing.documents) >= self.from_documents

    def hand(self, door: Door, listing: Listing, awaited: frozenset[str]) -> Handed:
        """Pass all partitions on. Raises `HandingFailed` and `LedgerError`."""
        source = door.target.source_id
        parts = parted(source, door.id, listing.documents, awaited)
        sights = self.ledger.parts(source)
        self.workers.hand(parts)
        seen = [sights[part.name] for part in parts if part.name in sights]
        return Handed(parts=len(parts), sights=seen)
