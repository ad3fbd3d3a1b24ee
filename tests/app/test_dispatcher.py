"""The dispatcher sends pending alerts, and marks them only after sending."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.app.alert_queue import LEASE
from advisory_watch.app.delivery import Delivery
from advisory_watch.app.ports import Notifier, Outbox
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Publication
from advisory_watch.core.errors import CorruptLedger, DeliveryFailed
from support.builders import NOON, an_alert
from support.fakes.dispatchers import a_dispatcher, with_pending
from support.fakes.notifiers import MemoryNotifier


class PowerCut(Exception):
    """Simulate the end of the process at an arbitrary point."""


class ForgetfulOutbox(MemoryOutbox):
    """An outbox whose process ends once, between sending and marking."""

    is_cut = True

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Mark, except the first time."""
        if self.is_cut:
            self.is_cut = False
            raise PowerCut
        super().mark_sent(alert, sent_at)


class PickyNotifier(MemoryNotifier):
    """A carrier that refuses one alert."""

    def send(self, publication: Publication) -> None:
        """Send every alert except `refused`."""
        if publication.id == "refused":
            raise DeliveryFailed("refused: not a number we can reach")
        super().send(publication)


def drain(outbox: Outbox, notifier: Notifier, at: datetime = NOON) -> list[Delivery]:
    """Send the pending alerts, at noon or at another time."""
    return list(a_dispatcher(outbox, notifier, lambda: at).drain())


@pytest.fixture
def notifier() -> MemoryNotifier:
    """Carry everything."""
    return MemoryNotifier()


def test_a_sent_alert_is_marked_and_not_sent_again(notifier: MemoryNotifier) -> None:
    """The scheduled retry runs every few minutes: a second email each time is spam."""
    outbox = with_pending(MemoryOutbox(), an_alert(id="1"))
    (delivery,) = drain(outbox, notifier)
    assert (delivery.alert.id, delivery.error) == ("1", None)
    assert drain(outbox, notifier) == []
    assert [marked.id for marked in outbox.sent("2026-09")] == ["1"]


def test_the_urgent_go_first_then_the_oldest(notifier: MemoryNotifier) -> None:
    """'Leave immediately' must not wait behind forty reissues."""
    late, early = NOON, NOON - timedelta(hours=1)
    alerts = (
        an_alert(id="calm", is_urgent=False, created_at=early),
        an_alert(id="late", is_urgent=True, created_at=late),
        an_alert(id="early", is_urgent=True, created_at=early),
    )
    drain(with_pending(MemoryOutbox(), *alerts), notifier)
    assert [sent.id for sent in notifier.publications] == ["early", "late", "calm"]


def test_an_alert_that_cannot_be_sent_blocks_no_other() -> None:
    """One wrong number in the list must not silence all the others."""
    outbox = with_pending(
        MemoryOutbox(), *(an_alert(id=item) for item in ("first", "refused", "third"))
    )
    notifier = PickyNotifier()
    errors = {item.alert.id: item.error is not None for item in drain(outbox, notifier)}
    assert errors == {"first": False, "refused": True, "third": False}
    assert [item.id for item in outbox.pending()] == ["refused"]


def test_an_alert_that_was_refused_is_tried_again(notifier: MemoryNotifier) -> None:
    """A carrier's outage must not lose a warning."""
    outbox = with_pending(MemoryOutbox(), an_alert(id="refused"))
    drain(outbox, PickyNotifier())
    drain(outbox, notifier)
    assert [sent.id for sent in notifier.publications] == ["refused"]


def test_a_crash_before_the_mark_sends_twice_and_loses_nothing(
    notifier: MemoryNotifier,
) -> None:
    """Two warnings are a nuisance; no warning leaves a person in danger."""
    outbox = with_pending(ForgetfulOutbox(), an_alert(id="1"), an_alert(id="2"))
    with pytest.raises(PowerCut):
        drain(outbox, notifier)
    drain(outbox, notifier, NOON + LEASE)
    assert sorted(sent.id for sent in notifier.publications) == ["1", "1", "2"]
    assert list(outbox.pending()) == []


def test_two_dispatchers_at_once_send_once(notifier: MemoryNotifier) -> None:
    """Stream trigger and scheduled retry can run at the same time."""
    outbox = with_pending(MemoryOutbox(), *(an_alert(id=number) for number in "123"))
    first = a_dispatcher(outbox, notifier).drain()
    next(first)

    class Meeting(MemoryNotifier):
        """A carrier that has the alert when the other dispatcher runs."""

        def send(self, publication: Publication) -> None:
            """Let the other dispatcher finish, then send."""
            list(first)
            notifier.send(publication)

    drain(outbox, Meeting())
    assert sorted(number.id for number in notifier.publications) == ["1", "2", "3"]


def test_an_alert_claimed_by_a_dead_dispatcher_is_sent_later(
    notifier: MemoryNotifier,
) -> None:
    """Lambda kills a function at its time limit, after the claim and before the sending."""
    outbox = with_pending(MemoryOutbox(), an_alert(id="1"))
    outbox.claim(an_alert(id="1"), NOON, NOON + LEASE)
    assert drain(outbox, notifier, NOON + LEASE - timedelta(seconds=1)) == []
    assert [delivery.alert.id for delivery in drain(outbox, notifier, NOON + LEASE)] == ["1"]


def test_an_interrupted_dispatcher_releases_its_alert(
    notifier: MemoryNotifier,
) -> None:
    """A user who presses Ctrl-C and restarts expects the alert that was about to be sent."""

    class Interrupted(MemoryNotifier):
        """A carrier that is interrupted."""

        def send(self, publication: Publication) -> None:
            """Raise `PowerCut`."""
            raise PowerCut(publication.id)

    outbox = with_pending(MemoryOutbox(), an_alert(id="1"))
    with pytest.raises(PowerCut):
        drain(outbox, Interrupted())
    assert [delivery.alert.id for delivery in drain(outbox, notifier)] == ["1"]


def test_an_unreadable_alert_blocks_no_readable_one(notifier: MemoryNotifier) -> None:
    """One broken item must neither silence the next raise nor go unnoticed."""

    class Broken(MemoryOutbox):
        """An outbox with an unreadable item."""

        def pending(self) -> Iterator[Alert]:
            """Yield the readable alerts, then raise `CorruptLedger`."""
            yield from super().pending()
            raise CorruptLedger("OUTBOX: expected a record, found noise")

    outbox = with_pending(Broken(), an_alert(id="1"))
    with pytest.raises(CorruptLedger):
        drain(outbox, notifier)
    assert [sent.id for sent in notifier.publications] == ["1"]
