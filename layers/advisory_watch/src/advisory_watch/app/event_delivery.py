"""Put sent alerts on an event bus: a queue of its own, which no email waits for."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.alert_queue import claim, read_pending
from advisory_watch.app.delivery import Delivery
from advisory_watch.app.ports import AlertQueue, Clock, EventBus
from advisory_watch.core.alert import Alert
from advisory_watch.core.cloud_event import CloudEvent
from advisory_watch.core.errors import LedgerError


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDelivery:
    """Puts the alerts of a queue on a bus.

    The outbox hands each sent alert to the queue. A bus that fails therefore neither delays nor
    repeats an email. `render` makes the event of an alert.
    """

    queue: AlertQueue
    bus: EventBus
    clock: Clock
    render: Callable[[Alert], CloudEvent]

    def drain(self, until: datetime | None = None) -> Iterator[Delivery]:
        """Put, then mark; yield only the alerts that stay pending, with the error.

        After a crash in between, an event is put twice, never lost. An alert that another process
        has claimed is skipped, and so is one not begun by `until`. Raises `CorruptLedger` after all
        readable alerts were put.
        """
        pending, broken = read_pending(self.queue)
        claimed: list[tuple[Alert, datetime]] = []
        for alert in pending:
            try:
                lease = claim(self.queue, alert, self.clock, until)
            except LedgerError as error:
                yield Delivery(alert=alert, error=error)
                continue
            if lease is not None:
                claimed.append((alert, lease))
        if claimed:
            yield from self._put(claimed)
        if broken is not None:
            raise broken

    def _put(self, claimed: list[tuple[Alert, datetime]]) -> Iterator[Delivery]:
        results = self.bus.put([self.render(alert) for alert, _ in claimed])
        for (alert, lease), refused in zip(claimed, results, strict=True):
            error = refused or self._unmarked(alert)
            if refused is not None:
                with suppress(LedgerError):  # on failure, it becomes free when the claim ends
                    self.queue.release(alert, lease)
            if error is not None:
                yield Delivery(alert=alert, error=error)

    def _unmarked(self, alert: Alert) -> LedgerError | None:
        """Mark an alert; return the error if that fails: then its event is put again."""
        try:
            self.queue.mark_sent(alert, self.clock())
        except LedgerError as error:
            return error
        return None
