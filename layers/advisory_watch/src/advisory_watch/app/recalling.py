"""Putting back the texts that the ledger left out, before anything is judged."""

from collections.abc import Collection

from advisory_watch.app.ports import Ledger
from advisory_watch.core.advisories import Reading
from advisory_watch.core.state import SourceState, with_known, with_texts_of


def in_full(
    ledger: Ledger, state: SourceState, reading: Reading, gone: Collection[str]
) -> SourceState:
    """Return the state with every text that a reading is judged against, or that is written.

    Most copies bring the very text that is known; the ledger is asked only for the others,
    and for those destinations that are `gone`.
    """
    recalled = with_texts_of(state, reading.advisories)
    judged = {each.destination for each in reading.advisories} | set(gone)
    missing = sorted(judged & recalled.left_out.keys())
    if not missing:
        return recalled
    return with_known(recalled, ledger.in_full(state.health.source, missing))
