"""Load what is stored of a source: enough to plan requests, then enough to judge a snapshot."""

from collections.abc import Collection

from advisory_watch.app.ports import Ledger
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.damaged_records import with_found
from advisory_watch.core.partition import Partition
from advisory_watch.core.record import SourceState, with_texts_of


def state_of(
    ledger: Ledger, source_id: str, partition: Partition | None, *, may_lag: bool = False
) -> SourceState:
    """Return the state of a source; for a partition, only the part that requests depend on."""
    if partition is None:
        return ledger.state(source_id, may_lag=may_lag)
    health = ledger.partition(source_id, partition.name)
    listed = (document.destinations for document in partition.documents)
    remembered = (document.destinations for document in health.documents.values())
    about = frozenset[str]().union(*listed, *remembered)
    return SourceState(records={}, health=health, not_loaded=about, awaited=partition.awaited)


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
