"""One channel: what it accepts, when it rests, and what it never repeats."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from advisory_watch.adapters.sqlite import Connection, SqliteDeliveries, SqliteOutbox, connect
from advisory_watch.app.channel_delivery import ChannelDelivery, FilteredQueue
from advisory_watch.app.dispatcher import Dispatcher
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Channel, Publication, Transmission
from advisory_watch.core.errors import DeliveryFailed
from advisory_watch.core.messages import build_publication
from advisory_watch.core.notify_channel import NotifyChannel, QuietHours
from advisory_watch.core.subscription import SubscriptionFilter
from support.builders import NOON, an_alert
from support.fakes.dispatchers import FakeTimer

ALL = SubscriptionFilter(channel=Channel.EMAIL)

HALF_A_MINUTE = timedelta(seconds=30)


@dataclass
class Service:
    """Accepts messages, except about the alerts that it refuses; `sent` lists those accepted."""

    refused: set[str] = field(default_factory=set)
    attempts: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    def send(self, publication: Publication) -> None:
        """Accept or refuse an email."""
        if not publication.is_for(Channel.EMAIL):
            return
        ids = [alert.id for alert in publication.alerts]
        self.attempts += ids
        if self.refused & {*ids, "all"}:
            raise DeliveryFailed("duty: expected Service to accept it, found: no")
        self.sent += ids


@dataclass
class Scene:
    """A channel of an open home, at a time that the test sets."""

    connection: Connection
    now: datetime = NOON
    service: Service = field(default_factory=Service)
    word: Callable[[Transmission], Publication] = lambda sent: build_publication(sent, str)

    def render(self, sent: Transmission) -> Publication:
        """Render with the present `word`, which a test may replace later."""
        return self.word(sent)

    def channel(
        self, wanted: SubscriptionFilter = ALL, quiet: QuietHours | None = None
    ) -> ChannelDelivery:
        """Register the channel, and return its delivery, as after a start."""
        deliveries = SqliteDeliveries(self.connection)
        deliveries.register(["duty"])
        queue = FilteredQueue(
            channel=NotifyChannel(name="duty", url="", wanted=wanted, quiet_hours=quiet),
            stored=deliveries.queue("duty"),
            clock=lambda: self.now,
        )
        dispatcher = Dispatcher(
            outbox=queue,
            notifier=self.service,
            clock=lambda: self.now,
            word=self.render,
            pacer=FakeTimer().pacer(),
        )
        return ChannelDelivery(queue=queue, dispatcher=dispatcher)

    def tell(self, *alert_ids: str, **fields: object) -> None:
        """Let alerts leave the outbox."""
        for alert_id in alert_ids:
            alert: Alert = replace(an_alert(id=alert_id), **fields)  # type: ignore[arg-type]
            SqliteOutbox(self.connection).enqueue(alert)
            SqliteOutbox(self.connection).mark_sent(alert, self.now)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Open a home."""
    with closing(connect(tmp_path / "ledger.sqlite")) as connection:
        yield Scene(connection)


def test_what_the_filter_rejects_is_dropped(scene: Scene) -> None:
    """It must not come back when the reader changes the filter next year."""
    channel = scene.channel(replace(ALL, destinations=("RU",)))
    scene.tell("a", destination="KW")
    scene.tell("b", destination="RU")
    assert channel.is_due()
    assert channel.deliver().failures == ()
    assert scene.service.sent == ["b"]
    assert list(scene.channel().queue.pending()) == []


def test_a_failing_channel_rests_longer_each_time_and_recovers(scene: Scene) -> None:
    """A service that is down is asked again after 30 s, then 60; once back, nothing is lost."""
    channel = scene.channel()
    scene.service.refused = {"all"}
    scene.tell("a")
    for rest in (HALF_A_MINUTE, 2 * HALF_A_MINUTE, 4 * HALF_A_MINUTE):
        assert channel.deliver().retry_at == scene.now + rest
        scene.now += rest - timedelta(seconds=1)
        assert not channel.is_due()
        scene.now += timedelta(seconds=1)
        assert channel.is_due()
    scene.service.refused = set()
    assert channel.deliver().retry_at is None
    assert (scene.service.sent, channel.is_due()) == (["a"], False)


def test_a_rest_is_ten_minutes_at_most(scene: Scene) -> None:
    """After a night without a service, its reader must not wait another hour."""
    channel = scene.channel()
    scene.service.refused = {"all"}
    scene.tell("a")
    for _ in range(100):
        channel.deliver()
    assert channel.deliver().retry_at == scene.now + timedelta(minutes=10)


def test_a_message_that_is_always_refused_delays_no_other(scene: Scene) -> None:
    """One text that a service does not like must not silence the next "leave now"."""
    channel = scene.channel()
    scene.service.refused = {"a"}
    scene.tell("a")
    channel.deliver()
    channel.deliver()
    scene.tell("b")
    assert channel.is_due()
    channel.deliver()
    assert scene.service.sent == ["b"]
    assert not channel.is_due()
    assert [alert.id for alert in channel.queue.pending()] == ["a"]


def test_a_refused_message_does_not_repeat_the_accepted_ones(scene: Scene) -> None:
    """A retry is for what was refused."""
    channel = scene.channel()
    scene.service.refused = {"b"}
    scene.tell("a", "b", "c")
    for _ in range(3):
        channel.deliver()
        scene.now += timedelta(minutes=20)
    assert sorted(scene.service.sent) == ["a", "c"]
    assert scene.service.attempts.count("b") == 3


def test_a_refused_group_is_tried_again_as_a_group(scene: Scene) -> None:
    """Twelve alerts in the morning are one message, also after an outage."""
    channel = scene.channel()
    scene.service.refused = {"all"}
    scene.tell(*(f"{number:02}" for number in range(12)))
    channel.deliver()
    assert len(scene.service.attempts) == 12
    scene.service.refused = set()
    scene.now += timedelta(minutes=3)
    assert channel.is_due()
    channel.deliver()
    assert sorted(scene.service.sent) == [f"{number:02}" for number in range(12)]
    assert not channel.is_due()


def test_quiet_hours_hold_only_what_is_not_urgent(scene: Scene) -> None:
    """The night belongs to the reader, a call to leave does not wait for the morning."""
    quiet = QuietHours(start=time(11), end=time(13), zone=UTC)
    channel = scene.channel(quiet=quiet)
    scene.tell("a", is_urgent=False)
    assert not channel.is_due()
    scene.tell("b", is_urgent=True)
    assert channel.is_due()
    channel.deliver()
    assert (scene.service.sent, channel.is_due()) == (["b"], False)
    scene.now = NOON + timedelta(hours=1)
    assert channel.is_due()
    channel.deliver()
    assert scene.service.sent == ["b", "a"]


def test_a_bug_of_ours_is_a_report(scene: Scene) -> None:
    """A message that we cannot render on one channel must not end the others."""

    def broken(_sent: Transmission) -> Publication:
        raise ZeroDivisionError

    scene.word = broken
    channel = scene.channel()
    scene.tell("a")
    report = channel.deliver()
    assert [type(failure) for failure in report.failures] == [ZeroDivisionError]
    assert report.retry_at is not None


def test_an_unreadable_alert_is_reported_and_the_others_are_sent(scene: Scene) -> None:
    """A record edited by hand must not stop the channel."""
    channel = scene.channel()
    scene.tell("a", "b")
    scene.connection.execute("UPDATE alert SET record = '{' WHERE id = 'a'")
    assert channel.is_due()
    report = channel.deliver()
    assert scene.service.sent == ["b"]
    assert len(report.failures) == 1
    assert not channel.is_due()
