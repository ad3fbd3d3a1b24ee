"""Deliver alerts to one channel: its own dispatcher, filter and retries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from advisory_watch.app.delivery import Delivery
from advisory_watch.app.dispatcher import Dispatcher
from advisory_watch.app.ports import ChannelQueue, Clock
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.notify_channel import NotifyChannel

FIRST_RETRY = timedelta(seconds=30)
"""Rest of a channel after its first failure; it doubles with each failure in a row."""

DOUBLED_MAX = 5
"""Doublings of the rest, to sixteen minutes: more would only pass the limit below."""

LONGEST_RETRY = timedelta(minutes=10)
"""A service that is back after an outage gets its alerts within this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReport:
    """The result of one delivery to a channel.

    `error` is set if its queue could not be read, or if our own code failed. `retry_at` is the time
    of the next attempt, None if nothing failed.
    """

    channel: str
    deliveries: tuple[Delivery, ...] = ()
    error: Exception | None = None
    retry_at: datetime | None = None

    @property
    def failures(self) -> tuple[Exception, ...]:
        """Why alerts stay pending, in their order."""
        errors = (self.error, *(delivery.error for delivery in self.deliveries))
        return tuple(error for error in errors if error is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilteredQueue:
    """Implements `AlertQueue`: what a channel accepts, and what may disturb its reader now."""

    channel: NotifyChannel
    stored: ChannelQueue
    clock: Clock

    def pending(self) -> Iterator[Alert]:
        """Yield the alerts to send now; drop what the filter rejects."""
        for alert in self.stored.pending():
            if not self.channel.accepts(alert):
                self.stored.discard(alert)
            elif not self.channel.is_quiet_for(alert, self.clock()):
                yield alert

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim as stored."""
        return self.stored.claim(alert, at, until)

    def release(self, alert: Alert, until: datetime) -> None:
        """Release as stored."""
        self.stored.release(alert, until)

    def mark_partially_sent(self, alert: Alert) -> None:
        """Mark as stored."""
        self.stored.mark_partially_sent(alert)

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Mark as stored."""
        self.stored.mark_sent(alert, sent_at)


@dataclass(slots=True, kw_only=True)
class ChannelDelivery:
    """Sends the pending alerts of one channel; after a failure it rests, longer each time.

    An alert that was not tried yet ends the rest: one message that a service always refuses must
    not delay the next.
    """

    queue: FilteredQueue
    dispatcher: Dispatcher
    _failed: int = field(default=0, init=False)
    _retry_at: datetime | None = field(default=None, init=False)
    _tried: frozenset[str] = field(default=frozenset(), init=False)

    @property
    def name(self) -> str:
        """The name of the channel."""
        return self.queue.channel.name

    def is_due(self) -> bool:
        """Tell whether there is something to send now; an unreadable queue counts as something."""
        is_rested = self._retry_at is None or self.queue.clock() >= self._retry_at
        try:
            pending = {alert.id for alert in self.queue.pending()}
        except LedgerError:
            return is_rested
        return bool(pending) and (is_rested or bool(pending - self._tried))

    def deliver(self, until: datetime | None = None) -> ChannelReport:
        """Send, then mark, by the rules of the dispatcher; after `until`, begin no alert."""
        deliveries: list[Delivery] = []
        error: Exception | None = None
        try:
            deliveries.extend(self.dispatcher.drain(until))
        except Exception as broken:  # noqa: BLE001 - a bug must not end the other channels
            error = broken
        self._rest(deliveries, is_broken=error is not None)
        return ChannelReport(
            channel=self.name, deliveries=tuple(deliveries), error=error, retry_at=self._retry_at
        )

    def _rest(self, deliveries: Sequence[Delivery], *, is_broken: bool) -> None:
        unsent = {delivery.alert.id for delivery in deliveries if delivery.error is not None}
        if not unsent and not is_broken:
            self._failed, self._retry_at, self._tried = 0, None, frozenset()
            return
        is_any_sent = len(unsent) < len(deliveries)
        self._failed = 1 if is_any_sent else self._failed + 1
        rest = FIRST_RETRY * 2 ** min(self._failed - 1, DOUBLED_MAX)
        self._retry_at = self.queue.clock() + min(rest, LONGEST_RETRY)
        self._tried |= unsent
