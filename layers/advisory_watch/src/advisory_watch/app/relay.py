"""The relay: takes owed alerts from the outbox and hands them to their carrier."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from advisory_watch.app.outcomes import Delivery
from advisory_watch.app.ports import Clock, Notifier, Outbox
from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import DeliveryFailed

LEASE = timedelta(minutes=2)
"""How long an alert is ours to send: as long as the function that sends may run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Sends what is owed, the urgent first."""

    outbox: Outbox
    notifier: Notifier
    clock: Clock

    def drain(self) -> Iterator[Delivery]:
        """Send, then mark: after a crash in between, an alert is sent twice, never lost.

        One alert that cannot be sent does not hold up the others; it stays owed. One that
        another relay is about to send is passed over.
        """
        for alert in self.outbox.pending():
            claimed_at = self.clock()
            claimed_until = claimed_at + LEASE
            if not self.outbox.claim(alert, claimed_at, claimed_until):
                continue
            try:
                self._send(alert, claimed_until)
            except DeliveryFailed as error:
                yield _delivery(alert, error)
            else:
                self.outbox.mark_sent(alert, self.clock())
                yield _delivery(alert)

    def _send(self, alert: Alert, claimed_until: datetime) -> None:
        """Send one alert; what was not sent is anybody's again, at once."""
        try:
            self.notifier.send(alert)
        except BaseException:
            self.outbox.release(alert, claimed_until)
            raise


def _delivery(alert: Alert, error: DeliveryFailed | None = None) -> Delivery:
    return Delivery(
        alert_id=alert.id,
        source=alert.source,
        destination=alert.destination,
        kind=alert.kind,
        urgent=alert.is_urgent,
        error=error,
    )
