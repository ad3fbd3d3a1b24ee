"""Load what is stored of a source: enough to plan requests, then enough to judge a snapshot."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from advisory_watch.app.ports import Ledger
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.clock import is_after
from advisory_watch.core.damaged_records import with_found
from advisory_watch.core.detection.confirm import awaits_repetition
from advisory_watch.core.health import Health
from advisory_watch.core.partition import Partition
from advisory_watch.core.record import DestinationRecord, SourceState, with_texts_of
from advisory_watch.core.revisits import advised_against, changes_in

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
    partition: Partition | None
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
        whole = self.with_records(state)
        return replace(whole, health=after_records(health, whole.records, at))

    def with_records(self, state: SourceState) -> SourceState:
        """Add the records to a state of the source, unless they are there."""
        if not state.are_records_left_out:
            return state
        if self._whole is None:
            # Not old: a page that agrees with an old record writes nothing that could be refused.
            self._whole = self.ledger.state(self.source_id)
        return replace(self._whole, health=state.health)

    def _state_of_partition(self, partition: Partition) -> SourceState:
        health = self.ledger.health(self.source_id, partition.name)
        listed = (document.destinations for document in partition.documents)
        remembered = (document.destinations for document in health.documents.values())
        about = frozenset[str]().union(*listed, *remembered)
        return SourceState(records={}, health=health, not_loaded=about, awaited=partition.awaited)


def after_records(health: Health, records: Mapping[str, DestinationRecord], at: datetime) -> Health:
    """Remember what a check needs of the records; `records` are all of the source."""
    waiting = (code for code, record in records.items() if awaits_repetition(record))
    return replace(
        health,
        awaiting=tuple(sorted(waiting)),
        changed_at=changes_in(records.values()),
        against_travel=advised_against(records.values()),
        records_read_at=at,
    )


def in_full(
    ledger: Ledger, state: SourceState, snapshot: Snapshot, withdrawn: Collection[str]
) -> SourceState:
    """Return the state with every text that a snapshot is compared with or that is written.

    Most copies contain the stored text; the ledger is queried only for the others and for
    `withdrawn` destinations. For a partition no record was read yet. All its destinations are read,
    because one destination is compared in the context of the others.
    """
    judged = {advisory.destination for advisory in snapshot.advisories} | set(withdrawn)
    if state.health.partition:
        about = sorted(judged | state.not_loaded)
        return with_found(state, ledger.in_full(state.health.source, about))
    recalled = with_texts_of(state, snapshot.advisories)
    missing = sorted(judged & recalled.left_out.keys())
    if not missing:
        return recalled
    return with_found(recalled, ledger.in_full(state.health.source, missing))
