"""What is owed is sent, and marked only then."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from advisory_watch.adapters.memory import MemoryNotifier, MemoryOutbox
from advisory_watch.app.deliveries import Delivery
from advisory_watch.app.ports import Notifier, Outbox
from advisory_watch.app.relay import LEASE
from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import CorruptLedger, DeliveryFailed
from advisory_watch.core.message import Publication
from builders import NOON, an_alert
from relays import a_relay, owing


class PowerCut(Exception):
    """The end of the process, in the middle of something."""


class ForgetfulOutbox(MemoryOutbox):
    """An outbox whose process ends between sending and marking, once."""

    is_cut = True

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Mark, unless the power is cut."""
        if self.is_cut:
            self.is_cut = False
            raise PowerCut
        super().mark_sent(alert, sent_at)


class PickyNotifier(MemoryNotifier):
    """A carrier that refuses one alert."""

    def send(self, publication: Publication) -> None:
        """Send all but one."""
        if publication.id == "refused":
            raise DeliveryFailed("refused: not a number we can reach")
        super().send(publication)


def drain(outbox: Outbox, notifier: Notifier, at: datetime = NOON) -> list[Delivery]:
    """Send what is owed, at noon or at another time."""
    return list(a_relay(outbox, notifier, lambda: at).drain())


@pytest.fixture
def notifier() -> MemoryNotifier:
    """Carry everything."""
    return MemoryNotifier()


def test_what_was_sent_is_marked_and_not_sent_again(notifier: MemoryNotifier) -> None:
    """The sweep comes every few minutes: a second mail each time is spam."""
    outbox = owing(MemoryOutbox(), an_alert(id="1"))
    (delivery,) = drain(outbox, notifier)
    assert (delivery.alert_id, delivery.error) == ("1", None)
    assert drain(outbox, notifier) == []
    assert [each.id for each in outbox.sent("2026-09")] == ["1"]


def test_the_urgent_go_first_then_the_oldest(notifier: MemoryNotifier) -> None:
    """'Leave immediately' must not stand in line behind forty reissues."""
    late, early = NOON, NOON - timedelta(hours=1)
    owed = (
        an_alert(id="calm", is_urgent=False, owed_at=early),
        an_alert(id="late", is_urgent=True, owed_at=late),
        an_alert(id="early", is_urgent=True, owed_at=early),
    )
    drain(owing(MemoryOutbox(), *owed), notifier)
    assert [each.id for each in notifier.publications] == ["early", "late", "calm"]


def test_an_alert_that_cannot_be_sent_holds_up_no_other() -> None:
    """One wrong number in the list must not silence all the others."""
    outbox = owing(MemoryOutbox(), *(an_alert(id=each) for each in ("first", "refused", "third")))
    notifier = PickyNotifier()
    errors = {each.alert_id: each.error is not None for each in drain(outbox, notifier)}
    assert errors == {"first": False, "refused": True, "third": False}
    assert [each.id for each in outbox.pending()] == ["refused"]


def test_an_alert_that_was_refused_is_tried_again(notifier: MemoryNotifier) -> None:
    """The carrier's bad hour must not become our lost warning."""
    outbox = owing(MemoryOutbox(), an_alert(id="refused"))
    drain(outbox, PickyNotifier())
    drain(outbox, notifier)
    assert [each.id for each in notifier.publications] == ["refused"]


def test_after_a_crash_before_the_mark_it_is_sent_twice_and_never_lost(
    notifier: MemoryNotifier,
) -> None:
    """Two warnings are a nuisance; none is a person who stayed."""
    outbox = owing(ForgetfulOutbox(), an_alert(id="1"), an_alert(id="2"))
    with pytest.raises(PowerCut):
        drain(outbox, notifier)
    drain(outbox, notifier, NOON + LEASE)
    assert sorted(each.id for each in notifier.publications) == ["1", "1", "2"]
    assert list(outbox.pending()) == []


def test_two_relays_at_once_send_once(notifier: MemoryNotifier) -> None:
    """Doorbell and sweep meet whenever a raise comes at a full five minutes."""
    outbox = owing(MemoryOutbox(), *(an_alert(id=each) for each in "123"))
    first = a_relay(outbox, notifier).drain()
    next(first)

    class Meeting(MemoryNotifier):
        """A carrier in whose hands the alert is when the other relay comes by."""

        def send(self, publication: Publication) -> None:
            """Let the other relay do all of its work, then send."""
            list(first)
            notifier.send(publication)

    drain(outbox, Meeting())
    assert sorted(each.id for each in notifier.publications) == ["1", "2", "3"]


def test_an_alert_in_the_hands_of_a_relay_that_died_is_sent_after_the_lease(
    notifier: MemoryNotifier,
) -> None:
    """Lambda kills a function at its time limit, after the claim and before the sending."""
    outbox = owing(MemoryOutbox(), an_alert(id="1"))
    outbox.claim(an_alert(id="1"), NOON, NOON + LEASE)
    assert drain(outbox, notifier, NOON + LEASE - timedelta(seconds=1)) == []
    assert [each.alert_id for each in drain(outbox, notifier, NOON + LEASE)] == ["1"]


def test_a_relay_that_is_interrupted_while_it_sends_gives_the_alert_back(
    notifier: MemoryNotifier,
) -> None:
    """Whoever presses Ctrl-C and starts again wants to read what was about to come."""

    class Interrupted(MemoryNotifier):
        """A carrier that is cut off."""

        def send(self, publication: Publication) -> None:
            """Stop."""
            raise PowerCut(publication.id)

    outbox = owing(MemoryOutbox(), an_alert(id="1"))
    with pytest.raises(PowerCut):
        drain(outbox, Interrupted())
    assert [each.alert_id for each in drain(outbox, notifier)] == ["1"]


def test_what_cannot_be_read_holds_back_nothing_that_can(notifier: MemoryNotifier) -> None:
    """One broken item must not silence the raise beside it, nor pass unnoticed."""

    class Broken(MemoryOutbox):
        """An outbox with an item that nobody can read."""

        def pending(self) -> Iterator[Alert]:
            """Return the readable ones, then say what is wrong."""
            yield from super().pending()
            raise CorruptLedger("OUTBOX: expected a record, found noise")

    outbox = owing(Broken(), an_alert(id="1"))
    with pytest.raises(CorruptLedger):
        drain(outbox, notifier)
    assert [each.id for each in notifier.publications] == ["1"]
