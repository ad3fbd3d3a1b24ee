"""Send pending alerts: urgent ones first, a burst as one email, emails at a limited rate."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from advisory_watch.app.alert_queue import claim, read_pending
from advisory_watch.app.delivery import Delivery
from advisory_watch.app.ports import AlertQueue, Clock, Notifier
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import (
    Batch,
    Channel,
    Publication,
    Transmission,
    group_transmission,
    is_mass_incomplete,
    single_transmission,
    split_into_batches,
    transmission_beside_group,
    urgent_part,
)
from advisory_watch.core.errors import CorruptLedger, DeliveryFailed, LedgerError

if TYPE_CHECKING:
    from advisory_watch.app.event_delivery import EventDelivery

READS_MAX = 5
"""Stop polling after five reads even if the outbox still grows: send the alerts found so far."""

MASS_READS_MAX = 15
"""Reads until a mass is sent although a check is still recording it: half a minute, in which a
check records more changes than a government has destinations.
"""


def wait_until_stable(
    outbox: AlertQueue, settle: Callable[[], None] | None = None
) -> tuple[list[Alert], CorruptLedger | None]:
    """Return the pending alerts, and the error if some of them cannot be read.

    A check records changes one by one, and the first one triggers the dispatcher. It calls `settle`
    between two reads, until a read finds no more alerts than the one before. The alerts of a mass
    say how many they are: it is sent as one message, so that the dispatcher waits longer for it.
    """
    pending, broken = read_pending(outbox)
    if settle is None:
        return pending, broken
    for reads in range(MASS_READS_MAX if pending else 0):
        is_awaited = is_mass_incomplete(pending)
        if reads >= READS_MAX and not is_awaited:
            break
        before = len(pending)
        settle()
        pending, broken = read_pending(outbox)
        if len(pending) <= before and not is_awaited:
            break
    return pending, broken


EMAILS_PER_SECOND = 4.0
"""Amazon SNS delivers ten emails a second to a subscription, and drops or suspends beyond that.

The stream trigger and the scheduled retry may send at the same time, without coordination. Two
times four is eight, which leaves a margin of two.
"""


@dataclass(slots=True, kw_only=True)
class EmailPacer:
    """Spaces emails evenly.

    `monotonic` and `wait` are in seconds. The interval also holds between two runs of the
    dispatcher in the same process.
    """

    monotonic: Callable[[], float]
    wait: Callable[[float], None]
    per_second: float = EMAILS_PER_SECOND
    _free_at: float = field(default=float("-inf"), init=False)

    def turn(self) -> None:
        """Wait until the next email may leave."""
        rest_s = self._free_at - self.monotonic()
        if rest_s > 0:
            self.wait(rest_s)
        self._free_at = self.monotonic() + 1 / self.per_second


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """Sends pending alerts, urgent ones first; a burst goes out as one email.

    `word` renders the message of a dispatch. `settle` waits while a check is still recording, so
    that a burst is seen as one. It is None if nothing records at the same time. `events` puts sent
    alerts on an event bus, if there is one.
    """

    outbox: AlertQueue
    notifier: Notifier
    clock: Clock
    word: Callable[[Transmission], Publication]
    pacer: EmailPacer
    settle: Callable[[], None] | None = None
    events: "EventDelivery | None" = None

    def drain(self, until: datetime | None = None) -> Iterator[Delivery]:
        """Send, then mark: after a crash in between, an alert is sent twice, never lost.

        An alert that cannot be claimed, sent or marked stays pending and does not affect the
        others. An alert that another dispatcher has claimed is skipped. Alerts not begun by `until`
        stay pending. Events come last. An event that is not accepted is one more `Delivery` of its
        alert. Raises `CorruptLedger` after all readable alerts were sent.
        """
        pending, broken = wait_until_stable(self.outbox, self.settle)
        for batch in split_into_batches(pending):
            yield from (self._send_burst if batch.is_burst else self._send_each)(batch, until)
        if self.events is not None:
            yield from self.events.drain(until)
        if broken is not None:
            raise broken

    def _send_each(self, batch: Batch, until: datetime | None) -> Iterator[Delivery]:
        """Send each alert by itself, and mark it before the next one is claimed."""
        for alert in batch.alerts:
            try:
                lease = claim(self.outbox, alert, self.clock, until)
                if lease is None:
                    continue
                self._send(single_transmission(alert), lease)
            except (DeliveryFailed, LedgerError) as error:
                yield Delivery(alert=alert, error=error)
            else:
                yield self._marked(alert)

    def _send_burst(self, batch: Batch, until: datetime | None) -> Iterator[Delivery]:
        """Send each alert to phones and programs, then all as one email, then mark them.

        Alerts that were handed to a carrier keep their claims until they are marked. If the email
        fails, only the email is sent again, after the claims end. The dispatcher that claims the
        first alert of a burst sends the whole burst. Only urgent alerts that are still unclaimed do
        not wait for it. Those of a mass wait: one by one, they would flood the phones.
        """
        accepted: list[Alert] = []
        for alert in batch.alerts:
            try:
                lease = claim(self.outbox, alert, self.clock, until)
                if lease is None and alert is batch.alerts[0]:
                    if not batch.is_mass:
                        yield from self._send_each(urgent_part(batch), until)
                    return
                if lease is None:
                    continue
                if not alert.is_partially_sent:
                    self._send(transmission_beside_group(alert), lease)
            except (DeliveryFailed, LedgerError) as error:
                yield Delivery(alert=alert, error=error)
            else:
                accepted.append(alert)
        if accepted:
            yield from self._send_group(group_transmission(accepted, batch))

    def _send_group(self, dispatch: Transmission) -> Iterator[Delivery]:
        try:
            self._publish(dispatch)
        except DeliveryFailed as error:
            for alert in dispatch.alerts:
                with suppress(LedgerError):  # on failure, phones and programs get it twice
                    self.outbox.mark_partially_sent(alert)
            yield from (Delivery(alert=alert, error=error) for alert in dispatch.alerts)
        else:
            yield from [self._marked(alert) for alert in dispatch.alerts]

    def _marked(self, alert: Alert) -> Delivery:
        """Mark a sent alert; if that fails, only this alert is sent again."""
        try:
            self.outbox.mark_sent(alert, self.clock())
        except LedgerError as error:
            return Delivery(alert=alert, error=error)
        return Delivery(alert=alert)

    def _send(self, dispatch: Transmission, lease: datetime) -> None:
        """Send one alert; if that fails, release it at once, so that it can be cancelled.

        An alert that phones have cannot be cancelled: its claim stays.
        """
        try:
            self._publish(dispatch)
        except BaseException:
            alert = dispatch.alerts[0]
            if not alert.is_partially_sent:
                with suppress(LedgerError):  # on failure, it becomes free when the claim ends
                    self.outbox.release(alert, lease)
            raise

    def _publish(self, dispatch: Transmission) -> None:
        publication = self.word(dispatch)
        if publication.is_for(Channel.EMAIL):
            self.pacer.turn()
        self.notifier.send(publication)
