"""A ledger that leaves every text out of its states, as that in the cloud does with long ones."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from advisory_watch.adapters.memory import MemoryLedger, MemoryOutbox
from advisory_watch.core.state import SourceState, text_name
from advisory_watch.core.versions import Known


class FrugalLedger(MemoryLedger):
    """Keeps all, and tells texts only of those destinations that it is asked about."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        super().__init__(outbox)
        self.asked: list[str] = []

    def state(self, source_id: str) -> SourceState:
        """Return everything but the texts."""
        state = super().state(source_id)
        left_out: dict[str, str] = {}
        known = dict(state.known)
        for code, each in state.known.items():
            if each.advisory is not None and each.advisory.text is not None:
                left_out[code] = text_name(each.advisory.text)
                known[code] = replace(each, advisory=replace(each.advisory, text=None))
        return replace(state, known=known, left_out=left_out)

    def in_full(self, source_id: str, destinations: Collection[str]) -> Mapping[str, Known]:
        """Return all of some, and remember which."""
        self.asked.extend(destinations)
        known = super().state(source_id).known
        return {code: known[code] for code in destinations}
