"""All that is owed at this moment, also what a check is about to add to it."""

from collections.abc import Callable

from advisory_watch.app.ports import Outbox
from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import CorruptLedger

LOOKS_MAX = 5
"""An outbox that still grows at the fifth look is not waited for: what is there is urgent."""


def owed_now(
    outbox: Outbox, settle: Callable[[], None] | None = None
) -> tuple[list[Alert], CorruptLedger | None]:
    """Return what is owed, and why some of it cannot be read.

    A check records its news one by one, and the first of them rings: between two looks
    is a `settle`, until the second finds no more than the first.
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
