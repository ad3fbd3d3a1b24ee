"""Read and claim pending alerts, for every process that sends them."""

from datetime import datetime, timedelta

from advisory_watch.app.ports import AlertQueue, Clock
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import CorruptLedger

LEASE = timedelta(minutes=2)
"""Duration of a claim on an alert: the longest run of the sending function."""


def read_pending(queue: AlertQueue) -> tuple[list[Alert], CorruptLedger | None]:
    """Return the pending alerts, and the error if some of them cannot be read."""
    pending: list[Alert] = []
    try:
        pending.extend(queue.pending())
    except CorruptLedger as error:
        return pending, error
    return pending, None


def claim(queue: AlertQueue, alert: Alert, clock: Clock, until: datetime | None) -> datetime | None:
    """Return when the claim ends; None if it is too late, or another process has claimed.

    Raises `LedgerError`.
    """
    if until is not None and clock() >= until:
        return None
    claimed_at = clock()
    lease = claimed_at + LEASE
    return lease if queue.claim(alert, claimed_at, lease) else None
