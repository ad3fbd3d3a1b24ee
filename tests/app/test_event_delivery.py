"""Events are put after the emails, and a bus that fails neither delays nor repeats them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.app.alert_queue import LEASE
from advisory_watch.app.delivery import Delivery
from advisory_watch.app.dispatcher import Dispatcher
from advisory_watch.app.event_delivery import EventDelivery
from advisory_watch.core.alert import Alert
from advisory_watch.core.cloud_event import CloudEvent
from advisory_watch.core.errors import CorruptLedger, DeliveryFailed, LedgerError
from advisory_watch.core.messages.event import render_event
from support.builders import NOON, an_alert
from support.fakes.dispatchers import FakeTimer, a_dispatcher, with_pending, word
from support.fakes.notifiers import MemoryNotifier


class MemoryBus:
    """A bus that remembers what it accepted, and refuses some ids."""

    def __init__(self, *refused: str) -> None:
        self.refused = refused
        self.accepted: list[str] = []

    def put(self, events: Sequence[CloudEvent]) -> Iterator[DeliveryFailed | None]:
        """Accept every event that is not refused."""
        for event in events:
            if event.id in self.refused:
                yield DeliveryFailed(f"{event.id}: expected the event bus to accept it")
            else:
                self.accepted.append(event.id)
                yield None


class FanOut(MemoryOutbox):
    """An outbox that hands each sent alert to the queue of a bus."""

    def __init__(self, queue: MemoryOutbox) -> None:
        super().__init__()
        self._queue = queue

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Mark, and hand on."""
        super().mark_sent(alert, sent_at)
        self._queue.enqueue(alert)


def a_delivery(queue: MemoryOutbox, bus: MemoryBus, at: datetime = NOON) -> EventDelivery:
    """Build a delivery from a queue to a bus."""
    return EventDelivery(
        queue=queue, bus=bus, clock=lambda: at, render=lambda alert: render_event(alert, "US")
    )


def failed(deliveries: Iterator[Delivery]) -> list[str]:
    """Return the ids of the alerts whose events were not accepted."""
    return [delivery.alert.id for delivery in deliveries if delivery.error is not None]


def test_a_refused_event_stays_and_blocks_no_other() -> None:
    """One event that the bus rejects must not silence the others."""
    queue = with_pending(MemoryOutbox(), *(an_alert(id=number) for number in "123"))
    bus = MemoryBus("2")
    assert failed(a_delivery(queue, bus).drain()) == ["2"]
    assert bus.accepted == ["1", "3"]
    bus.refused = ()
    assert failed(a_delivery(queue, bus).drain()) == []
    assert bus.accepted == ["1", "3", "2"]
    assert list(queue.pending()) == []


def test_a_failed_bus_neither_delays_nor_repeats_messages() -> None:
    """Emails wake people: a bus for programs must not be in their way."""
    queue, notifier, bus = MemoryOutbox(), MemoryNotifier(), MemoryBus("1")
    outbox = with_pending(FanOut(queue), an_alert(id="1"))
    dispatcher = Dispatcher(
        outbox=outbox,
        notifier=notifier,
        clock=lambda: NOON,
        word=word,
        pacer=FakeTimer().pacer(),
        events=a_delivery(queue, bus),
    )
    sent, refused = dispatcher.drain()
    assert (sent.error, str(refused.error)) == (None, "1: expected the event bus to accept it")
    assert [alert.id for alert in queue.pending()] == ["1"]
    bus.refused = ()
    assert list(dispatcher.drain()) == []
    assert ([message.id for message in notifier.publications], bus.accepted) == (["1"], ["1"])
    assert list(queue.pending()) == []


def test_a_refused_message_puts_no_event_yet() -> None:
    """A retraction cancels an alert that no one has received: programs must not have it either."""

    class Refusing(MemoryNotifier):
        """A carrier that is out of order."""

        def send(self, *_: object) -> None:
            """Refuse."""
            raise DeliveryFailed("no")

    queue, bus = MemoryOutbox(), MemoryBus()
    outbox = with_pending(FanOut(queue), an_alert(id="1"))
    list(a_dispatcher(outbox, Refusing()).drain())
    assert failed(a_delivery(queue, bus).drain()) == []
    assert bus.accepted == []


def test_two_processes_at_once_put_an_event_once() -> None:
    """Stream trigger and scheduled retry can run at the same time."""
    queue = with_pending(MemoryOutbox(), an_alert(id="1"))
    queue.claim(an_alert(id="1"), NOON, NOON + LEASE)
    bus = MemoryBus()
    assert failed(a_delivery(queue, bus).drain()) == []
    assert bus.accepted == []
    assert failed(a_delivery(queue, bus, NOON + LEASE).drain()) == []
    assert bus.accepted == ["1"]


def test_without_time_left_events_stay_pending() -> None:
    """Lambda would end the function between put and mark, and the event would be put twice."""
    queue, bus = with_pending(MemoryOutbox(), an_alert(id="1")), MemoryBus()
    assert failed(a_delivery(queue, bus).drain(NOON - timedelta(seconds=1))) == []
    assert bus.accepted == []
    assert [alert.id for alert in queue.pending()] == ["1"]


def test_an_event_that_cannot_be_marked_is_reported_and_put_again() -> None:
    """An event twice is a nuisance that its id reveals; a lost one is a change unseen."""

    class Forgetful(MemoryOutbox):
        """A queue that cannot be written."""

        def mark_sent(self, *_: object) -> None:
            """Fail."""
            raise LedgerError("no answer")

    queue, bus = with_pending(Forgetful(), an_alert(id="1")), MemoryBus()
    assert failed(a_delivery(queue, bus).drain()) == ["1"]
    assert failed(a_delivery(queue, bus, NOON + LEASE).drain()) == ["1"]
    assert bus.accepted == ["1", "1"]


def test_an_unreadable_item_is_reported_after_the_readable_ones() -> None:
    """One broken item must neither silence the next event nor go unnoticed."""

    class Broken(MemoryOutbox):
        """A queue with an unreadable item."""

        def pending(self) -> Iterator[Alert]:
            """Yield the readable alerts, then raise `CorruptLedger`."""
            yield from super().pending()
            raise CorruptLedger("expected a record, found noise")

    queue, bus = with_pending(Broken(), an_alert(id="1")), MemoryBus()
    with pytest.raises(CorruptLedger):
        list(a_delivery(queue, bus).drain())
    assert bus.accepted == ["1"]


def test_an_event_that_cannot_be_claimed_is_reported_and_blocks_no_other() -> None:
    """The ledger may fail for one item."""

    class Picky(MemoryOutbox):
        """A queue that cannot claim one alert."""

        def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
            """Claim, except the first."""
            if alert.id == "1":
                raise LedgerError("no answer")
            return super().claim(alert, at, until)

    queue, bus = with_pending(Picky(), an_alert(id="1"), an_alert(id="2")), MemoryBus()
    assert failed(a_delivery(queue, bus).drain()) == ["1"]
    assert bus.accepted == ["2"]
