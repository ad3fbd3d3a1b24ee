"""Sixty changes at once: one email for all, one SMS for each urgent one, nothing lost."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.app.alert_queue import LEASE
from advisory_watch.app.dispatcher import Dispatcher
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Channel, Publication
from advisory_watch.core.errors import DeliveryFailed
from support.builders import NOON, an_alert
from support.fakes.dispatchers import FakeTimer, a_dispatcher, noon, with_pending, word
from support.fakes.notifiers import MemoryNotifier

EMAIL, SMS, DATA = Channel.EMAIL, Channel.SMS, Channel.DATA


class Silenced(MemoryNotifier):
    """A carrier that refuses email, or one alert."""

    def __init__(self, refused: str = "", *, is_without_email: bool = False) -> None:
        super().__init__()
        self.refused = refused
        self.is_without_email = is_without_email

    def send(self, publication: Publication) -> None:
        """Send unless the publication is refused."""
        if publication.id == self.refused or (self.is_without_email and publication.is_for(EMAIL)):
            raise DeliveryFailed(f"{publication.id}: refused")
        super().send(publication)


def a_storm(urgent: int = 12, calm: int = 48) -> list[Alert]:
    """Build sixty alerts, twelve of them urgent."""
    numbers = range(urgent + calm)
    return [an_alert(id=f"{number:016}", is_urgent=number < urgent) for number in numbers]


def sent_to(notifier: MemoryNotifier, channel: Channel) -> list[Publication]:
    """Return the publications of a channel."""
    return [sent for sent in notifier.publications if sent.is_for(channel)]


def told_by(publications: list[Publication]) -> list[str]:
    """Return the ids of the alerts in the publications, in order."""
    return [alert.id for sent in publications for alert in sent.alerts]


@pytest.fixture
def outbox() -> MemoryOutbox:
    """Return an outbox with a burst of pending alerts."""
    return with_pending(MemoryOutbox(), *a_storm())


def test_a_burst_is_one_email_and_an_sms_per_urgent_alert(outbox: MemoryOutbox) -> None:
    """Sixty emails in a second make SNS disable the subscription."""
    notifier = MemoryNotifier()
    deliveries = list(a_dispatcher(outbox, notifier).drain())
    everything = [item.id for item in a_storm()]
    (email,) = sent_to(notifier, EMAIL)
    assert told_by([email]) == everything
    assert told_by(sent_to(notifier, SMS)) == everything[:12]
    assert told_by(sent_to(notifier, DATA)) == everything
    assert [item.alert.id for item in deliveries if not item.error] == everything
    assert list(outbox.pending()) == []


def test_a_refused_email_leaves_all_pending_for_a_retry(outbox: MemoryOutbox) -> None:
    """The SMS was sent but the email was not; no person may get the SMS again."""
    notifier = Silenced(is_without_email=True)
    assert all(delivery.error for delivery in a_dispatcher(outbox, notifier).drain())
    assert len(list(outbox.pending())) == 60
    assert not outbox.cancel(a_storm()[0], NOON)
    again = MemoryNotifier()
    list(a_dispatcher(outbox, again, lambda: NOON + LEASE).drain())
    assert len(told_by(sent_to(again, EMAIL))) == 60
    assert sent_to(again, SMS) == sent_to(again, DATA) == []
    assert list(outbox.pending()) == []


def test_a_remaining_email_is_sent_alone() -> None:
    """After a burst with a failed email, too few alerts may remain for another burst."""
    outbox = with_pending(MemoryOutbox(), an_alert(id="1"), an_alert(id="2"))
    outbox.mark_partially_sent(an_alert(id="1"))
    notifier = MemoryNotifier()
    list(a_dispatcher(outbox, notifier).drain())
    assert sorted(told_by(sent_to(notifier, EMAIL))) == ["1", "2"]
    assert told_by(sent_to(notifier, SMS)) == told_by(sent_to(notifier, DATA)) == ["2"]


def test_an_alert_sent_by_sms_cannot_be_cancelled() -> None:
    """The people woken by the SMS would never learn that it was wrong."""
    outbox = with_pending(MemoryOutbox(), an_alert(id="1"))
    outbox.mark_partially_sent(an_alert(id="1"))
    list(a_dispatcher(outbox, Silenced(is_without_email=True)).drain())
    assert not outbox.cancel(an_alert(id="1"), NOON)


def test_a_refused_alert_stays_pending_and_out_of_the_email(outbox: MemoryOutbox) -> None:
    """It is sent later with its own email: a repetition is only a nuisance."""
    notifier = Silenced(refused=f"{7:016}")
    errors = [item.alert.id for item in a_dispatcher(outbox, notifier).drain() if item.error]
    assert errors == [f"{7:016}"]
    assert f"{7:016}" not in told_by(sent_to(notifier, EMAIL))
    assert [item.id for item in outbox.pending()] == [f"{7:016}"]


def test_a_crash_before_the_email_repeats_and_loses_nothing(outbox: MemoryOutbox) -> None:
    """Lambda stops a function at its time limit, at any point."""

    class Crashing(MemoryNotifier):
        """A carrier that ends the process at the email."""

        def send(self, publication: Publication) -> None:
            """Raise `KeyboardInterrupt` at the email."""
            if publication.is_for(EMAIL):
                raise KeyboardInterrupt
            super().send(publication)

    with pytest.raises(KeyboardInterrupt):
        list(a_dispatcher(outbox, Crashing()).drain())
    notifier = MemoryNotifier()
    list(a_dispatcher(outbox, notifier, lambda: NOON + LEASE).drain())
    assert len(told_by(sent_to(notifier, EMAIL))) == 60
    assert list(outbox.pending()) == []


def test_a_burst_claimed_by_another_blocks_nothing_urgent(outbox: MemoryOutbox) -> None:
    """Only non-urgent alerts wait for the claim of a dispatcher that may be dead."""
    outbox.claim(a_storm()[0], NOON, NOON + LEASE)
    notifier = MemoryNotifier()
    list(a_dispatcher(outbox, notifier).drain())
    assert told_by(notifier.publications) == [alert.id for alert in a_storm()[1:12]]
    assert len(list(outbox.pending())) == 49


def test_without_time_left_the_rest_stays_pending(outbox: MemoryOutbox) -> None:
    """The scheduled retry sends them; a batch that was started is finished with its email."""
    moments = iter(NOON + timedelta(seconds=second) for second in range(1000))

    def clock() -> datetime:
        return next(moments)

    notifier = MemoryNotifier()
    list(a_dispatcher(outbox, notifier, clock).drain(NOON + timedelta(seconds=20)))
    (email,) = sent_to(notifier, EMAIL)
    assert 0 < len(email.alerts) < 20
    assert told_by(sent_to(notifier, DATA)) == told_by([email])
    assert len(list(outbox.pending())) == 60 - len(email.alerts)
    assert list(a_dispatcher(outbox, notifier).drain(NOON)) == []


def test_emails_leave_no_faster_than_four_a_second() -> None:
    """Stream trigger and scheduled retry together stay below the promised eight a second."""
    time, notifier = FakeTimer(), MemoryNotifier()
    dispatcher = replace(
        a_dispatcher(with_pending(MemoryOutbox(), *a_storm(5, 5)), notifier), pacer=time.pacer()
    )
    list(dispatcher.drain())
    assert len(sent_to(notifier, EMAIL)) == 10
    assert time.waited == pytest.approx([0.25] * 9)


def test_the_dispatcher_waits_for_a_check_that_still_records() -> None:
    """The first of sixty alerts fires the stream trigger while the others are still written."""
    outbox, notifier = MemoryOutbox(), MemoryNotifier()
    waiting = a_storm()
    with_pending(outbox, waiting.pop(0))

    def settle() -> None:
        for _ in range(min(30, len(waiting))):
            outbox.enqueue(waiting.pop(0))

    dispatcher = Dispatcher(
        outbox=outbox,
        notifier=notifier,
        clock=noon,
        word=word,
        pacer=FakeTimer().pacer(),
        settle=settle,
    )
    list(dispatcher.drain())
    assert len(sent_to(notifier, EMAIL)) == 1
    assert len(told_by(sent_to(notifier, EMAIL))) == 60


def test_the_dispatcher_does_not_wait_for_an_empty_outbox() -> None:
    """The scheduled retry reads it every five minutes, and Lambda bills by the second."""

    def settle() -> None:
        raise AssertionError("nothing to wait for")

    dispatcher = replace(a_dispatcher(MemoryOutbox(), MemoryNotifier()), settle=settle)
    assert list(dispatcher.drain()) == []
