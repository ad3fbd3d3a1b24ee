"""A ledger whose states leave out every text, as the cloud ledger does with long texts."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from advisory_watch.adapters.memory import MemoryLedger, MemoryOutbox
from advisory_watch.core.damaged_records import RecordOrError
from advisory_watch.core.record import exact_text_hash
from advisory_watch.core.source_state import SourceState


class LazyLedger(MemoryLedger):
    """Stores everything, but returns texts only for the destinations that are asked for."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        super().__init__(outbox)
        self.asked: list[str] = []

    def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
        """Return the state without texts."""
        state = super().state(source_id, may_lag=may_lag)
        left_out: dict[str, str] = {}
        known = dict(state.records)
        for code, record in state.records.items():
            if record.advisory is not None and record.advisory.text is not None:
                left_out[code] = exact_text_hash(record.advisory.text)
                known[code] = replace(record, advisory=replace(record.advisory, text=None))
        return replace(state, records=known, left_out=left_out)

    def in_full(self, source_id: str, destinations: Collection[str]) -> Mapping[str, RecordOrError]:
        """Return the full records of some destinations, and note which were asked for."""
        self.asked.extend(destinations)
        known = super().state(source_id).records
        return {code: known[code] for code in destinations}
