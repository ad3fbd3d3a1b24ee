"""A source that moves as a whole: one email and one SMS, however many dispatchers send."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.app.alert_queue import LEASE
from advisory_watch.app.dispatcher import MASS_READS_MAX
from advisory_watch.core.alert import Alert, build_correction
from advisory_watch.core.alert_batch import Channel, Publication
from advisory_watch.core.errors import DeliveryFailed
from advisory_watch.core.mass_move import MassMove
from support.builders import NOON, an_alert
from support.fakes.dispatchers import a_dispatcher, with_pending
from support.fakes.notifiers import MemoryNotifier

EMAIL, SMS, NAMED_SMS, DATA = Channel.EMAIL, Channel.SMS, Channel.NAMED_SMS, Channel.DATA

WORLD = 151
MASS = MassMove(at=NOON, listed=230, moved=WORLD, raised=WORLD, alerts=WORLD)


def a_mass(count: int = WORLD, urgent: int = 120) -> list[Alert]:
    """Build the alerts of a mass move of all destinations, or the first of them."""
    return [
        an_alert(id=f"{number:016}", mass=MASS, is_urgent=number < urgent)
        for number in range(count)
    ]


def sent_to(notifier: MemoryNotifier, *channels: Channel) -> list[Publication]:
    """Return the publications of any of these channels."""
    return [sent for sent in notifier.publications if any(map(sent.is_for, channels))]


def told_by(publications: list[Publication]) -> list[str]:
    """Return the ids of the alerts in the publications, sorted."""
    return sorted(alert.id for sent in publications for alert in sent.alerts)


IDS = sorted(alert.id for alert in a_mass())


def test_people_get_one_message_and_programs_each_alert() -> None:
    """Real case: 151 destinations rose in one update. That many SMS hide what they say."""
    outbox, notifier = with_pending(MemoryOutbox(), *a_mass()), MemoryNotifier()
    deliveries = list(a_dispatcher(outbox, notifier).drain())
    (group,) = sent_to(notifier, EMAIL, SMS)
    assert (group.is_for(EMAIL), group.is_for(SMS), group.is_for(DATA)) == (True, True, False)
    assert told_by([group]) == IDS
    assert told_by(sent_to(notifier, DATA)) == IDS
    assert all(len(sent.alerts) == 1 for sent in sent_to(notifier, DATA))
    assert not any(delivery.error for delivery in deliveries)
    assert list(outbox.pending()) == []


def test_phones_that_follow_few_destinations_get_them_by_name() -> None:
    """The SMS for all has no room for every name, and one traveller is in one country."""
    outbox, notifier = with_pending(MemoryOutbox(), *a_mass()), MemoryNotifier()
    list(a_dispatcher(outbox, notifier).drain())
    assert told_by(sent_to(notifier, NAMED_SMS)) == IDS
    assert all(len(sent.alerts) == 1 for sent in sent_to(notifier, NAMED_SMS))


def test_a_mass_leaves_other_alerts_alone() -> None:
    """An embassy tells people to leave in the same minute: that is an SMS of its own."""
    leave = an_alert(id="leave", source="us_embassies")
    outbox, notifier = with_pending(MemoryOutbox(), *a_mass(), leave), MemoryNotifier()
    list(a_dispatcher(outbox, notifier).drain())
    first, group = sent_to(notifier, EMAIL, SMS)
    assert told_by([first]) == ["leave"]
    assert told_by([group]) == IDS
    assert notifier.publications[0] is first


def recording(outbox: MemoryOutbox, waiting: list[Alert], speed: int) -> Callable[[], None]:
    """Return a `settle` during which a check records some more alerts."""

    def settle() -> None:
        with_pending(outbox, *[waiting.pop(0) for _ in range(min(speed, len(waiting)))])

    return settle


def test_the_dispatcher_waits_for_all_that_the_check_announced() -> None:
    """The archive hangs for some seconds: the outbox does not grow, but is awaited."""
    outbox, notifier, waiting = MemoryOutbox(), MemoryNotifier(), a_mass()
    with_pending(outbox, *[waiting.pop(0) for _ in range(3)])
    pauses = iter([0, 0, 0, 50, 0, 0, 0, 0, WORLD])

    def settle() -> None:
        recording(outbox, waiting, next(pauses, 0))()

    list(replace(a_dispatcher(outbox, notifier), settle=settle).drain())
    (group,) = sent_to(notifier, EMAIL, SMS)
    assert told_by([group]) == IDS


def test_a_check_that_ended_early_is_awaited_for_half_a_minute() -> None:
    """It was stopped after a third; the rest comes with another check, as another message."""
    outbox, notifier, waits = with_pending(MemoryOutbox(), *a_mass(50)), MemoryNotifier(), []
    dispatcher = replace(a_dispatcher(outbox, notifier), settle=lambda: waits.append(1))
    list(dispatcher.drain())
    assert len(waits) == MASS_READS_MAX
    (group,) = sent_to(notifier, EMAIL, SMS)
    assert len(group.alerts) == 50


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, WORLD), max_size=4))
def test_no_alert_of_a_mass_is_an_sms_of_its_own(splits: list[int]) -> None:
    """Whatever part a dispatcher sees, phones get a group; nothing is lost or repeated."""
    outbox, notifier, waiting = MemoryOutbox(), MemoryNotifier(), a_mass()
    for count in (*splits, WORLD):
        with_pending(outbox, *[waiting.pop(0) for _ in range(min(count, len(waiting)))])
        list(a_dispatcher(outbox, notifier).drain())
    groups = sent_to(notifier, EMAIL, SMS)
    assert told_by(groups) == IDS
    assert len(groups) <= len(splits) + 1


def test_a_mass_that_another_dispatcher_sends_is_left_to_it() -> None:
    """Stream trigger and scheduled retry overlap: the second must not send the rest one by one."""
    outbox, notifier = with_pending(MemoryOutbox(), *a_mass()), MemoryNotifier()
    outbox.claim(a_mass()[0], NOON, NOON + LEASE)
    list(a_dispatcher(outbox, notifier).drain())
    assert notifier.publications == []
    list(a_dispatcher(outbox, notifier, lambda: NOON + LEASE).drain())
    (group,) = sent_to(notifier, EMAIL, SMS)
    assert told_by([group]) == IDS


def test_two_dispatchers_at_once_send_one_group() -> None:
    """The second begins while the first hands the alerts to programs, one by one."""
    outbox, second = with_pending(MemoryOutbox(), *a_mass()), MemoryNotifier()

    class Slow(MemoryNotifier):
        """A carrier during whose tenth call the other dispatcher runs."""

        def send(self, publication: Publication) -> None:
            """Send, and let the other one run once."""
            super().send(publication)
            if len(self.publications) == 10:
                list(a_dispatcher(outbox, second).drain())

    first = Slow()
    list(a_dispatcher(outbox, first).drain())
    assert second.publications == []
    (group,) = sent_to(first, EMAIL, SMS)
    assert told_by([group]) == IDS


def test_a_refused_group_is_tried_again_without_the_single_alerts() -> None:
    """Programs have them; people must get the group, also as an SMS."""
    outbox = with_pending(MemoryOutbox(), *a_mass())

    class Refusing(MemoryNotifier):
        """A carrier that refuses groups."""

        def send(self, publication: Publication) -> None:
            """Send unless it is a group."""
            if publication.is_for(EMAIL):
                raise DeliveryFailed("refused")
            super().send(publication)

    list(a_dispatcher(outbox, Refusing()).drain())
    again = MemoryNotifier()
    list(a_dispatcher(outbox, again, lambda: NOON + LEASE).drain())
    (group,) = again.publications
    assert (group.is_for(EMAIL), group.is_for(SMS)) == (True, True)
    assert told_by([group]) == IDS


def test_a_correction_goes_out_by_itself() -> None:
    """A person takes back one of 151; the group that named it was sent days before."""
    correction = build_correction(a_mass()[7], "It was a test page.", NOON)
    outbox, notifier = with_pending(MemoryOutbox(), correction), MemoryNotifier()
    list(a_dispatcher(outbox, notifier).drain())
    (sent,) = notifier.publications
    assert sent.message.subject.startswith("CORRECTION: ")
    assert all(map(sent.is_for, (EMAIL, SMS, DATA)))
