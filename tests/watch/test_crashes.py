"""A watch that dies at any point of a delivery: nothing is lost, and hardly anything repeated."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from advisory_watch.adapters.sqlite import Connection
from advisory_watch.bootstrap.local import open_home
from advisory_watch.core.alert import Alert
from support.builders import an_advisory, an_alert
from support.fakes.receivers import Mailbox, Webhook
from support.scenarios.simulated_watch import SimulatedTime, SimulatedWatch, a_channel

COMMITS = 12
"""Commits of one delivery of two alerts to two channels: one registers the channels, two hand
over, four claim, four mark, and one is spare.
"""

MINUTES = timedelta(minutes=5)


class PowerCut(BaseException):
    """Simulate the end of the process at an arbitrary point."""


@dataclass
class Power:
    """Ends the process before or after a commit: from then on, no statement is executed."""

    commits_left: int
    is_before: bool
    commits: int = 0
    is_off: bool = False

    def execute(self, connection: Connection, statement: str, *values: Any) -> sqlite3.Cursor:
        """Execute a statement while there is power."""
        if self.is_off:
            raise PowerCut
        if statement != "COMMIT":
            return sqlite3.Connection.execute(connection, statement, *values)
        self.commits += 1
        self.is_off = self.commits == self.commits_left
        if self.is_off and self.is_before:
            raise PowerCut
        cursor = sqlite3.Connection.execute(connection, statement, *values)
        if self.is_off:
            raise PowerCut
        return cursor


def two_alerts() -> tuple[Alert, ...]:
    """Return an urgent and a usual alert."""
    return (
        an_alert(id="a" * 16, destination="KW", after=an_advisory(name="Kuwait"), is_urgent=True),
        an_alert(id="b" * 16, destination="BZ", after=an_advisory(name="Belize"), is_urgent=False),
    )


@pytest.fixture
def deliver(
    tmp_path: Path,
    time: SimulatedTime,
    mailbox: Mailbox,
    webhook: Webhook,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Power], Counter[str]]:
    """Return a function that delivers two alerts, with a power cut and a restart."""

    def run(power: Power) -> Counter[str]:
        folder = tmp_path / f"{power.commits_left}{power.is_before}"
        with open_home(folder) as home:
            for alert in two_alerts():
                home.outbox.enqueue(alert)
        mailbox.emails.clear()
        webhook.messages.clear()
        channels = [a_channel("duty", mailbox.url()), a_channel("chat", webhook.url())]
        watch = SimulatedWatch(folder=folder, time=time, channels=channels, source_ids=())
        with monkeypatch.context() as patch, suppress(PowerCut):
            patch.setattr(Connection, "execute", _executing(power), raising=False)
            watch.run(until=time() + MINUTES)
        watch.run(until=time() + MINUTES)
        with open_home(folder) as home:
            assert list(home.outbox.pending()) == []
            assert home.deliveries.waiting() == {}
        told = [f"duty {title}" for title in mailbox.titles]
        return Counter([*told, *(f"chat {title}" for title in webhook.titles)])

    return run


def _executing(power: Power) -> Callable[..., sqlite3.Cursor]:
    def execute(connection: Connection, statement: str, *values: Any) -> sqlite3.Cursor:
        return power.execute(connection, statement, *values)

    return execute


def test_without_a_crash_each_alert_is_told_once(
    deliver: Callable[[Power], Counter[str]],
) -> None:
    """The number of crash points follows from this run: the next test must reach the last one."""
    power = Power(commits_left=0, is_before=True)
    assert sorted(deliver(power).values()) == [1, 1, 1, 1]
    assert power.commits >= COMMITS - 1


@pytest.mark.slow
def test_a_crash_at_any_point_loses_nothing(deliver: Callable[[Power], Counter[str]]) -> None:
    """Only a message that a service accepted in the moment of the crash is sent again.

    Each message has one such moment: after the service has accepted it, before it is marked.
    """
    repeated: list[str] = []
    for commit in range(1, COMMITS + 1):
        for is_before in (True, False):
            told = deliver(Power(commits_left=commit, is_before=is_before))
            assert len(told) == 4, (commit, is_before, told)
            twice = [message for message, times in told.items() if times > 1]
            assert len(twice) <= 1, (commit, is_before, told)
            assert max(told.values()) <= 2
            repeated.extend(twice)
    assert len(repeated) == 4
    assert len(set(repeated)) == 4
