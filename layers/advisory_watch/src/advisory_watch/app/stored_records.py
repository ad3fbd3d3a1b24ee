"""What a check needs of the stored records: some of it without them, and all to judge."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from advisory_watch.app.ports import Ledger
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.damaged_records import with_found
from advisory_watch.core.detection.confirm import awaits_repetition
from advisory_watch.core.health import Health
from advisory_watch.core.record import DestinationRecord, with_texts_of
from advisory_watch.core.revisits import advised_against, changes_in
from advisory_watch.core.source_state import SourceState


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
