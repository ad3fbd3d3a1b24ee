"""Keep the outbox in memory."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock

from advisory_watch.core.alerts import Alert


class MemoryOutbox:
    """Implement `Outbox`; a `MemoryLedger` enqueues its alerts with `owe`."""

    def __init__(self) -> None:
        self._owed: dict[str, Alert] = {}
        self._sent: dict[str, tuple[datetime, Alert]] = {}
        self._claimed_until: dict[str, datetime] = {}
        self._lock = Lock()

    def owe(self, alert: Alert) -> bool:
        """Enqueue an alert, unless its id was ever enqueued before."""
        with self._lock:
            is_new = alert.id not in self._sent and alert.id not in self._owed
            if is_new:
                self._owed[alert.id] = alert
            return is_new

    def found(self, alert_ids: Collection[str]) -> Mapping[str, Alert]:
        """Return the alerts that were ever enqueued, by id."""
        with self._lock:
            ever = {alert_id: alert for alert_id, (_, alert) in self._sent.items()} | self._owed
        return {alert_id: ever[alert_id] for alert_id in alert_ids if alert_id in ever}

    def cancel(self, alert: Alert, at: datetime) -> bool:
        """Cancel a pending alert, unless a dispatcher claimed it."""
        with self._lock:
            if alert.id not in self._owed or alert.id in self._claimed_until:
                return False
            del self._owed[alert.id]
            self._sent[alert.id] = (at.astimezone(UTC), replace(alert, is_cancelled=True))
            return True

    def pending(self) -> Iterator[Alert]:
        """Return the pending alerts, urgent first, then oldest first."""
        with self._lock:
            waiting = tuple(self._owed.values())
        yield from sorted(waiting, key=lambda alert: (not alert.is_urgent, alert.owed_at, alert.id))

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim a pending alert, unless another dispatcher holds a claim to it."""
        with self._lock:
            taken_until = self._claimed_until.get(alert.id, at)
            if alert.id not in self._owed or taken_until > at:
                return False
            self._claimed_until[alert.id] = until
            return True

    def release(self, alert: Alert, until: datetime) -> None:
        """Give back the claim that ends at `until`."""
        with self._lock:
            if self._claimed_until.get(alert.id) == until:
                del self._claimed_until[alert.id]

    def mark_handed(self, alert: Alert) -> None:
        """Note that only the email of a pending alert is still to be sent."""
        with self._lock:
            if alert.id in self._owed:
                self._owed[alert.id] = replace(alert, is_handed=True)

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Move the alert from pending to sent; marking twice is harmless."""
        with self._lock:
            if self._owed.pop(alert.id, None) is not None:
                self._sent[alert.id] = (sent_at.astimezone(UTC), alert)

    def sent(self, month: str) -> tuple[Alert, ...]:
        """Return the alerts sent in a month (`2026-03`), in order of sending."""
        with self._lock:
            sent = tuple(self._sent.values())
        within = [
            entry for entry in sent if f"{entry[0]:%Y-%m}" == month and not entry[1].is_cancelled
        ]
        return tuple(
            alert for _, alert in sorted(within, key=lambda entry: (entry[0], entry[1].id))
        )
