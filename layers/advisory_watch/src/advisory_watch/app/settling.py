"""Read all pending alerts, including those that a running check is about to add."""

from collections.abc import Callable

from advisory_watch.app.ports import Outbox
from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import CorruptLedger

LOOKS_MAX = 5
"""Stop polling after five reads even if the outbox still grows: send the alerts found so far."""


def owed_now(
    outbox: Outbox, settle: Callable[[], None] | None = None
) -> tuple[list[Alert], CorruptLedger | None]:
    """Return the pending alerts, and the error if some of them cannot be read.

    A check records changes one by one, and the first one triggers the dispatcher. It calls `settle`
    between two reads, until a read finds no more alerts than the one before.
    """
    owed, broken = _read(outbox)
    if settle is None:
        return owed, broken
    for _ in range(LOOKS_MAX if owed else 0):
        before = len(owed)
        settle()
        owed, broken = _read(outbox)
        if len(owed) <= before:
            break
    return owed, broken


def _read(outbox: Outbox) -> tuple[list[Alert], CorruptLedger | None]:
    owed: list[Alert] = []
    try:
        owed.extend(outbox.pending())
    except CorruptLedger as error:
        return owed, error
    return owed, None
