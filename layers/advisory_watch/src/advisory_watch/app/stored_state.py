"""Load what is stored of a source: enough to plan requests, then enough to judge a snapshot."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from advisory_watch.app.ports import Ledger
from advisory_watch.core.clock import is_after
from advisory_watch.core.source_state import SourceState

if TYPE_CHECKING:
    from advisory_watch.core.partition import Partition

RECORDS_READ_EVERY = timedelta(hours=24)
"""A check reads the records at least so often, so that a damaged one is found without news."""


@dataclass(slots=True, kw_only=True)
class StoredSource:
    """Loads what one check needs of a source or of a partition of it.

    The records are read once, when there is something to judge. They are read at the beginning if
    they were not read for a day, or if one of them is damaged. The health that an older program
    wrote does not say so: then they are read, too.
    With `may_lag`, the writes of the last second may be missing in the health.
    """

    ledger: Ledger
    source_id: str
    partition: "Partition | None"
    may_lag: bool
    _whole: SourceState | None = None

    def state(self, at: datetime) -> SourceState:
        """Return the part of the state that requests depend on."""
        if self.partition is not None:
            return self._state_of_partition(self.partition)
        health = self.ledger.health(self.source_id, may_lag=self.may_lag)
        state = SourceState(
            records={},
            health=health,
            awaited=frozenset(health.awaiting),
            are_records_left_out=True,
        )
        read_at = health.records_read_at
        is_recent = read_at is not None and at - read_at < RECORDS_READ_EVERY
        if read_at is not None and is_recent and not is_after(read_at, at) and not health.damaged:
            return state
        from advisory_watch.app.stored_records import after_records  # noqa: PLC0415 - once a day

        whole = self.with_records(state)
        health = after_records(health, whole.records, at)
        return replace(whole, health=health, awaited=frozenset(health.awaiting))

    def with_records(self, state: SourceState) -> SourceState:
        """Add the records to a state of the source, unless they are there."""
        if not state.are_records_left_out:
            return state
        if self._whole is None:
            # Not old: a page that agrees with an old record writes nothing that could be refused.
            self._whole = self.ledger.state(self.source_id)
        return replace(self._whole, health=state.health)

    def _state_of_partition(self, partition: "Partition") -> SourceState:
        health = self.ledger.health(self.source_id, partition.name)
        listed = (document.destinations for document in partition.documents)
        remembered = (document.destinations for document in health.documents.values())
        about = frozenset[str]().union(*listed, *remembered)
        return SourceState(records={}, health=health, not_loaded=about, awaited=partition.awaited)
