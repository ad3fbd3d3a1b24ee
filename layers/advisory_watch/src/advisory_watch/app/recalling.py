"""Reading what is known, and putting back what the ledger left out before anything is judged."""

from collections.abc import Collection
from dataclasses import replace

from advisory_watch.app.ports import Ledger
from advisory_watch.core.advisories import Reading
from advisory_watch.core.parts import Part
from advisory_watch.core.state import SourceState, with_known, with_texts_of


def state_of(ledger: Ledger, source_id: str, part: Part | None) -> SourceState:
    """Return what is known of a source; of a part of it only what it is asked with."""
    if part is None:
        return ledger.outline(source_id)
    health = ledger.part(source_id, part.name)
    listed = (each.destinations for each in part.documents)
    remembered = (each.destinations for each in health.documents.values())
    about = frozenset[str]().union(*listed, *remembered)
    return SourceState(known={}, health=health, not_loaded=about, awaited=part.awaited)


def in_full(
    ledger: Ledger, state: SourceState, reading: Reading, gone: Collection[str]
) -> SourceState:
    """Return the state with every text that a reading is judged against, or that is written.

    Most copies bring the very text that is known; the ledger is asked only for the others,
    and for those destinations that are `gone`. Of a part of a source nothing was read yet: it
    is asked for all that the part is about, since one destination is judged beside the others.
    """
    judged = {each.destination for each in reading.advisories} | set(gone)
    if state.health.part:
        about = sorted(judged | state.not_loaded)
        return replace(state, known=ledger.in_full(state.health.source, about))
    recalled = with_texts_of(state, reading.advisories)
    missing = sorted(judged & recalled.left_out.keys())
    if not missing:
        return recalled
    return with_known(recalled, ledger.in_full(state.health.source, missing))
