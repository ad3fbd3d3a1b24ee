"""Deliver a batch of messages of a queue to several channels, once to each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.channel_delivery import ChannelDelivery, ChannelReport
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import AdvisoryWatchError, DeliveryFailed, MalformedItem

Deliver = Callable[[ChannelDelivery], ChannelReport]

Workers = Callable[[Deliver, Iterable[ChannelDelivery]], Iterator[ChannelReport]]
"""Calls a function for every channel at the same time, and yields the results in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelBatch:
    """The messages of a batch, by their ids, and the channels that get them.

    `unread` are messages that hold no alert. A channel may have received some alerts earlier.
    """

    alerts: Mapping[str, Alert]
    unread: Mapping[str, MalformedItem]
    deliveries: Sequence[ChannelDelivery]
    workers: Workers

    def deliver(self, until: datetime) -> Iterator[ChannelReport]:
        """Deliver to all channels at the same time, so that a slow one delays no other."""
        return self.workers(lambda delivery: delivery.deliver(until), self.deliveries)

    def unfinished(self, reports: Sequence[ChannelReport]) -> tuple[str, ...]:
        """Return the ids of the messages that must be received again.

        An alert is unfinished if a channel refused it, was claimed by another process, ran out of
        time, or has quiet hours. Raises `DeliveryFailed` if there were failures, and no message
        is finished: an alarm counts such runs.
        """
        pending = {
            alert.id for delivery in self.deliveries for alert in delivery.queue.stored.pending()
        }
        waiting = (name for name, alert in self.alerts.items() if alert.id in pending)
        ids = (*self.unread, *waiting)
        refused = (error for report in reports for error in report.failures)
        failures = [*self.unread.values(), *refused]
        if failures and len(ids) == len(self.alerts) + len(self.unread):
            raise DeliveryFailed(
                f"expected channels to accept {len(ids)} messages, found none finished: "
                f"{reason_of(failures[0])}"
            )
        return ids


def reason_of(error: Exception) -> str:
    """Return why something failed; only texts of our own errors are sure to hold no secret."""
    return str(error) if isinstance(error, AdvisoryWatchError) else type(error).__name__
