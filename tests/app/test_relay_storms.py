"""Sixty changes at once: one email for all, a call for each of the urgent, nothing lost."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from advisory_watch.adapters.memory import MemoryNotifier, MemoryOutbox
from advisory_watch.app.relay import LEASE, Relay
from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import DeliveryFailed
from advisory_watch.core.message import Channel, Publication
from builders import NOON, an_alert
from relays import Watchless, a_relay, noon, owing, word

EMAIL, SMS, DATA = Channel.EMAIL, Channel.SMS, Channel.DATA


class Silenced(MemoryNotifier):
    """A carrier that refuses email, or one alert."""

    def __init__(self, refused: str = "", *, is_without_email: bool = False) -> None:
        super().__init__()
        self.refused = refused
        self.is_without_email = is_without_email

    def send(self, publication: Publication) -> None:
        """Refuse what was said to be refused."""
        if publication.id == self.refused or (self.is_without_email and publication.is_for(EMAIL)):
            raise DeliveryFailed(f"{publication.id}: refused")
        super().send(publication)


def a_storm(urgent: int = 12, calm: int = 48) -> list[Alert]:
    """Owe sixty alerts, twelve of them urgent."""
    numbers = range(urgent + calm)
    return [an_alert(id=f"{number:016}", is_urgent=number < urgent) for number in numbers]


def sent_to(notifier: MemoryNotifier, channel: Channel) -> list[Publication]:
    """Return what a channel brings to its readers."""
    return [each for each in notifier.publications if each.is_for(channel)]


def told_by(publications: list[Publication]) -> list[str]:
    """Return the ids of the alerts that are told, in their order."""
    return [alert.id for each in publications for alert in each.alerts]


@pytest.fixture
def outbox() -> MemoryOutbox:
    """Owe a storm."""
    return owing(MemoryOutbox(), *a_storm())


def test_a_storm_is_one_email_and_an_sms_for_each_of_the_urgent(outbox: MemoryOutbox) -> None:
    """Sixty emails in a second make SNS switch the subscription off."""
    notifier = MemoryNotifier()
    deliveries = list(a_relay(outbox, notifier).drain())
    everything = [each.id for each in a_storm()]
    (email,) = sent_to(notifier, EMAIL)
    assert told_by([email]) == everything
    assert told_by(sent_to(notifier, SMS)) == everything[:12]
    assert told_by(sent_to(notifier, DATA)) == everything
    assert [each.alert_id for each in deliveries if not each.error] == everything
    assert list(outbox.pending()) == []


def test_an_email_that_is_refused_leaves_all_owed_and_comes_again(outbox: MemoryOutbox) -> None:
    """The SMS went out, the email did not: nobody is woken a second time for the first."""
    notifier = Silenced(is_without_email=True)
    assert all(each.error for each in a_relay(outbox, notifier).drain())
    assert len(list(outbox.pending())) == 60
    assert not outbox.cancel(a_storm()[0], NOON)
    again = MemoryNotifier()
    list(a_relay(outbox, again, lambda: NOON + LEASE).drain())
    assert len(told_by(sent_to(again, EMAIL))) == 60
    assert sent_to(again, SMS) == sent_to(again, DATA) == []
    assert list(outbox.pending()) == []


def test_an_email_that_is_owed_alone_is_sent_alone() -> None:
    """Of a storm whose email failed some may be left, too few for a storm."""
    outbox = owing(MemoryOutbox(), an_alert(id="1"), an_alert(id="2"))
    outbox.mark_handed(an_alert(id="1"))
    notifier = MemoryNotifier()
    list(a_relay(outbox, notifier).drain())
    assert sorted(told_by(sent_to(notifier, EMAIL))) == ["1", "2"]
    assert told_by(sent_to(notifier, SMS)) == told_by(sent_to(notifier, DATA)) == ["2"]


def test_what_phones_have_cannot_be_cancelled_while_its_email_fails() -> None:
    """Nobody would be told that what they were woken for was wrong."""
    outbox = owing(MemoryOutbox(), an_alert(id="1"))
    outbox.mark_handed(an_alert(id="1"))
    list(a_relay(outbox, Silenced(is_without_email=True)).drain())
    assert not outbox.cancel(an_alert(id="1"), NOON)


def test_one_that_is_refused_stays_owed_and_is_not_in_the_email(outbox: MemoryOutbox) -> None:
    """It will have an email of its own: twice is a nuisance."""
    notifier = Silenced(refused=f"{7:016}")
    errors = [each.alert_id for each in a_relay(outbox, notifier).drain() if each.error]
    assert errors == [f"{7:016}"]
    assert f"{7:016}" not in told_by(sent_to(notifier, EMAIL))
    assert [each.id for each in outbox.pending()] == [f"{7:016}"]


def test_a_crash_before_the_email_repeats_and_loses_nothing(outbox: MemoryOutbox) -> None:
    """Lambda stops a function at its time limit, wherever it is."""

    class Crashing(MemoryNotifier):
        """A carrier in whose hands the process ends at the email."""

        def send(self, publication: Publication) -> None:
            """Stop at the email."""
            if publication.is_for(EMAIL):
                raise KeyboardInterrupt
            super().send(publication)

    with pytest.raises(KeyboardInterrupt):
        list(a_relay(outbox, Crashing()).drain())
    notifier = MemoryNotifier()
    list(a_relay(outbox, notifier, lambda: NOON + LEASE).drain())
    assert len(told_by(sent_to(notifier, EMAIL))) == 60
    assert list(outbox.pending()) == []


def test_a_storm_in_other_hands_holds_back_nothing_urgent(outbox: MemoryOutbox) -> None:
    """Only what can wait waits for the claim of a relay that may have died."""
    outbox.claim(a_storm()[0], NOON, NOON + LEASE)
    notifier = MemoryNotifier()
    list(a_relay(outbox, notifier).drain())
    assert told_by(notifier.publications) == [each.id for each in a_storm()[1:12]]
    assert len(list(outbox.pending())) == 49


def test_without_time_left_the_rest_stays_owed(outbox: MemoryOutbox) -> None:
    """The sweep takes it; what was begun is finished, its email too."""
    moments = iter(NOON + timedelta(seconds=second) for second in range(1000))

    def clock() -> datetime:
        return next(moments)

    notifier = MemoryNotifier()
    list(a_relay(outbox, notifier, clock).drain(NOON + timedelta(seconds=20)))
    (email,) = sent_to(notifier, EMAIL)
    assert 0 < len(email.alerts) < 20
    assert told_by(sent_to(notifier, DATA)) == told_by([email])
    assert len(list(outbox.pending())) == 60 - len(email.alerts)
    assert list(a_relay(outbox, notifier).drain(NOON)) == []


def test_emails_leave_no_faster_than_four_a_second() -> None:
    """Doorbell and sweep together stay under the eight that inboxes are promised."""
    time, notifier = Watchless(), MemoryNotifier()
    relay = replace(a_relay(owing(MemoryOutbox(), *a_storm(5, 5)), notifier), pacer=time.pacer())
    list(relay.drain())
    assert len(sent_to(notifier, EMAIL)) == 10
    assert time.waited == pytest.approx([0.25] * 9)


def test_a_check_that_is_still_recording_is_waited_for() -> None:
    """The first alert of sixty rings; the others are written while it does."""
    outbox, notifier = MemoryOutbox(), MemoryNotifier()
    waiting = a_storm()
    owing(outbox, waiting.pop(0))

    def settle() -> None:
        for _ in range(min(30, len(waiting))):
            outbox.owe(waiting.pop(0))

    relay = Relay(
        outbox=outbox,
        notifier=notifier,
        clock=noon,
        word=word,
        pacer=Watchless().pacer(),
        settle=settle,
    )
    list(relay.drain())
    assert len(sent_to(notifier, EMAIL)) == 1
    assert len(told_by(sent_to(notifier, EMAIL))) == 60


def test_an_empty_outbox_is_not_waited_for() -> None:
    """The sweep looks into it every five minutes, and pays by the second."""

    def settle() -> None:
        raise AssertionError("nothing to wait for")

    relay = replace(a_relay(MemoryOutbox(), MemoryNotifier()), settle=settle)
    assert list(relay.drain()) == []
