"""An hour of a watch: publishers change, a service is down, a reader sleeps."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from itertools import pairwise
from pathlib import Path

import pytest

from advisory_watch.app.channel_delivery import ChannelReport
from advisory_watch.app.results import SourceOutcome
from advisory_watch.app.watch import POLL
from advisory_watch.bootstrap.local import open_home
from advisory_watch.core.advisory import Severity
from advisory_watch.core.notify_channel import NotifyChannel, QuietHours
from support.fakes.receivers import Mailbox, Webhook
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import WORLD, FeedEntry, a_feed
from support.scenarios.simulated_watch import SimulatedTime, SimulatedWatch, a_channel

TODAY = datetime(2026, 9, 1, tzinfo=UTC)

NIGHT = QuietHours(start=hour(22), end=hour(7), zone=UTC)

MINUTE = timedelta(minutes=1)


def at(hours: int, minutes: int) -> datetime:
    """Return a time of the day."""
    return TODAY + timedelta(hours=hours, minutes=minutes)


def issue(severity: Severity, text: str) -> FeedEntry:
    """Return an issue of today."""
    return FeedEntry(severity=severity, issued_on=TODAY.date(), text=text)


CAUTION = issue(Severity.CAUTION, "Exercise increased caution due to <b>crime</b>.")
AVOID = issue(Severity.DO_NOT_TRAVEL, "Do not travel due to <b>armed conflict</b>.")


@dataclass(frozen=True)
class World:
    """A publisher, the services, and their time."""

    site: Site
    time: SimulatedTime
    mailbox: Mailbox
    webhook: Webhook

    @property
    def three_channels(self) -> tuple[NotifyChannel, ...]:
        """A mailbox, a sleeper with the same mail server, and a webhook."""
        sleeper = self.mailbox.url("sleeper@example.org")
        return (
            a_channel("duty", self.mailbox.url()),
            a_channel("sleeper", sleeper, quiet_hours=NIGHT),
            a_channel("chat", self.webhook.url()),
        )


@pytest.fixture
def world(site: Site, time: SimulatedTime, mailbox: Mailbox, webhook: Webhook) -> World:
    """Return everything outside the watch."""
    return World(site, time, mailbox, webhook)


@pytest.mark.slow
def test_an_hour_of_changes(tmp_path: Path, world: World) -> None:
    """Each change arrives once on each channel, and at once unless the channel is quiet or down."""
    site, time, mailbox, webhook = world.site, world.time, world.mailbox, world.webhook
    webhook.status = 503
    changed = {"BZ": CAUTION}
    time.plan(at(6, 25), lambda: site.play("/us_state/rss", an_answer(a_feed(**changed))))
    both = changed | {"KW": AVOID}
    time.plan(at(6, 40), lambda: site.play("/us_state/rss", an_answer(a_feed(**both))))
    time.plan(at(6, 55), lambda: setattr(webhook, "status", 200))
    watch = SimulatedWatch(
        folder=tmp_path,
        time=time,
        channels=world.three_channels,
        source_ids=("us_state", "au_dfat"),
        intervals={"us_state": 5 * MINUTE},
    )
    events = watch.run(until=at(7, 20))

    urgent, quiet = "US: Kuwait raised to Level 4 from 1", "US: Belize raised to Level 2 from 1"
    assert sorted(mailbox.titles) == sorted([quiet, quiet, urgent, urgent])
    heard = [email.at for email in mailbox.emails if email.title == urgent]
    assert len(heard) == 2
    assert max(heard) < at(6, 46)  # an urgent alert wakes the sleeper
    first, morning = (email.at for email in mailbox.emails if email.title == quiet)
    assert first < at(6, 31)
    assert at(7, 0) <= morning < at(7, 1)
    assert sorted(webhook.titles) == sorted([quiet, urgent])
    assert all(message.at >= at(6, 55) for message in webhook.messages)
    with open_home(tmp_path) as home:
        assert home.deliveries.waiting() == {}
    checks = [event for event in events if isinstance(event, SourceOutcome)]
    read = [outcome.decided_at for outcome in checks if outcome.source == "us_state"]
    gaps = [later - earlier for earlier, later in pairwise(read)]
    assert all(5 * MINUTE <= gap <= 6 * MINUTE for gap in gaps)
    assert len(read) >= 10
    failed = [outcome for outcome in checks if outcome.source == "au_dfat"]
    assert len(failed) >= 3
    assert not any(outcome.ok for outcome in failed)


def test_a_dead_channel_is_asked_less_and_less_often(tmp_path: Path, world: World) -> None:
    """A service that is down needs no request each second, and no reader waits for it."""
    site, time, mailbox, webhook = world.site, world.time, world.mailbox, world.webhook
    webhook.status = 500
    time.plan(at(6, 25), lambda: site.play("/us_state/rss", an_answer(a_feed(KW=AVOID))))
    watch = SimulatedWatch(folder=tmp_path, time=time, channels=world.three_channels)
    events = watch.run(until=at(7, 20))
    gaps = [later - earlier for earlier, later in pairwise(webhook.attempts)]
    rests = [timedelta(seconds=30 * 2**step) for step in range(5)] + [10 * MINUTE] * 2
    assert len(gaps) >= 5
    for gap, rest in zip(gaps, rests, strict=False):
        assert rest <= gap <= rest + POLL
    assert len(mailbox.emails) == 2
    failures = [
        str(failure)
        for event in events
        if isinstance(event, ChannelReport)
        for failure in event.failures
    ]
    assert set(failures) == {
        "chat: expected JSON to accept it, found: the service answered with HTTP status 500"
    }


def test_a_burst_is_one_message(
    tmp_path: Path, site: Site, time: SimulatedTime, mailbox: Mailbox
) -> None:
    """Twelve emails at once are too many to read, also on the morning after a night."""
    changes = dict.fromkeys(WORLD[:12], CAUTION)
    time.plan(at(6, 25), lambda: site.play("/us_state/rss", an_answer(a_feed(**changes))))
    channel = a_channel("sleeper", mailbox.url(), quiet_hours=NIGHT)
    SimulatedWatch(folder=tmp_path, time=time, channels=[channel]).run(until=at(7, 10))
    (email,) = mailbox.emails
    assert "12 changes" in email.title
    assert email.at >= at(7, 0)
    assert "Amazon" not in email.text
    assert "notify.toml" in email.text


def test_a_restart_neither_repeats_nor_asks_again(
    tmp_path: Path, site: Site, time: SimulatedTime, mailbox: Mailbox
) -> None:
    """A laptop is closed and opened all day: publishers and readers must not notice."""
    watch = SimulatedWatch(folder=tmp_path, time=time, channels=[a_channel("duty", mailbox.url())])
    watch.run(until=at(6, 21))
    site.play("/us_state/rss", an_answer(a_feed(KW=AVOID)))
    watch.run(until=at(6, 32))
    asked = len(site.asked)
    for minutes in (33, 34, 35):
        watch.run(until=at(6, minutes))
    assert len(site.asked) == asked
    assert mailbox.titles == ["US: Kuwait raised to Level 4 from 1"]


def test_a_clock_set_back_stops_no_source(tmp_path: Path, site: Site, time: SimulatedTime) -> None:
    """A laptop that woke with a wrong clock must not wait a day for its next check."""
    SimulatedWatch(folder=tmp_path, time=time, channels=[]).run(until=at(6, 21))
    asked = len(site.asked)
    yesterday = SimulatedTime(at(6, 21) - timedelta(days=1))
    SimulatedWatch(folder=tmp_path, time=yesterday, channels=[]).run(
        until=at(6, 22) - timedelta(days=1)
    )
    assert len(site.asked) > asked
