"""Load the stored state, and add the texts that the ledger left out before detection."""

from collections.abc import Collection
from dataclasses import replace

from advisory_watch.app.ports import Ledger
from advisory_watch.core.advisories import Reading
from advisory_watch.core.parts import Part
from advisory_watch.core.state import SourceState, with_known, with_texts_of


def state_of(ledger: Ledger, source_id: str, part: Part | None) -> SourceState:
    """Return the state of a source; for a partition, only the part that requests depend on."""
    if part is None:
        return ledger.outline(source_id)
    health = ledger.part(source_id, part.name)
    listed = (document.destinations for document in part.documents)
    remembered = (document.destinations for document in health.documents.values())
    about = frozenset[str]().union(*listed, *remembered)
    return SourceState(known={}, health=health, not_loaded=about, awaited=part.awaited)


def in_full(
    ledger: Ledger, state: SourceState, reading: Reading, gone: Collection[str]
) -> SourceState:
    """Return the state with every text that a snapshot is compared with or that is written.

    Most copies contain the stored text; the ledger is queried only for the others and for
    destinations that are `gone`. For a partition no record was read yet. All its destinations are
    read, because one destination is compared in the context of the others.
    """
    judged = {advisory.destination for advisory in reading.advisories} | set(gone)
    if state.health.part:
        about = sorted(judged | state.not_loaded)
        return replace(state, known=ledger.in_full(state.health.source, about))
    recalled = with_texts_of(state, reading.advisories)
    missing = sorted(judged & recalled.left_out.keys())
    if not missing:
        return recalled
    return with_known(recalled, ledger.in_full(state.health.source, missing))
