"""Handing a wide source on: what one check cannot read in time, many workers read side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisory_watch.app.ports import Ledger, Workers
from advisory_watch.core.parts import PartSight, parted
from advisory_watch.core.sources import Door, Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """How many parts were handed on, and how well they could be read when they last were."""

    parts: int
    sights: Sequence[PartSight]

    @property
    def unread(self) -> int:
        """How many documents could not be read."""
        return sum(each.unread for each in self.sights)

    @property
    def dark(self) -> tuple[PartSight, ...]:
        """The parts in which something could not be read."""
        return tuple(each for each in self.sights if each.unread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """Hands on the documents of every door that lists at least `from_documents` of them.

    All parts are handed on at each check, whatever moved: only a part's own memory tells
    what in it is due, and to look there costs its worker one read.
    """

    workers: Workers
    ledger: Ledger
    from_documents: int

    def is_for(self, door: Door, listing: Listing) -> bool:
        """Tell whether a door lists so much that one check does not do for it."""
        return door.has_many and len(listing.documents) >= self.from_documents

    def hand(self, door: Door, listing: Listing, awaited: frozenset[str]) -> Handed:
        """Hand all parts on. Raises `HandingFailed`, and `LedgerError`."""
        source = door.target.source_id
        parts = parted(source, door.id, listing.documents, awaited)
        sights = self.ledger.parts(source)
        self.workers.hand(parts)
        seen = [sights[each.name] for each in parts if each.name in sights]
        return Handed(parts=len(parts), sights=seen)
