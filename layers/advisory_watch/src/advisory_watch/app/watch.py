"""Watch the sources on a laptop: check each at its own interval, and deliver what changed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from advisory_watch.app.channel_delivery import ChannelDelivery, ChannelReport
from advisory_watch.app.ports import Clock, Ledger, Outbox
from advisory_watch.app.results import SourceOutcome
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.source import Source

JITTER = 0.1
"""Each interval is longer by up to this fraction, so that many laptops do not ask at once."""

POLL = timedelta(seconds=15)
"""Time between two looks at the outbox: another command may have added an alert."""

GRACE = timedelta(seconds=30)
"""Time for messages that are being sent to end after a stop request; systemd allows 90 seconds."""

UPKEEP_INTERVAL = timedelta(minutes=5)
"""Least time between two updates of the site if no destination changed."""

UPKEEP = "upkeep of the home"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepReport:
    """The result of the work after checks, such as updating the site."""

    problems: tuple[str, ...] = ()


TaskResult = SourceOutcome | ChannelReport | UpkeepReport

WatchEvent = TaskResult | Alert | LedgerError
"""The result of a task, an alert that was handed to all channels, or an unreadable outbox."""


class TaskRunner(Protocol):
    """Runs tasks at the same time; each has a name, and a task that runs is not started again."""

    def start(self, name: str, work: Callable[[], TaskResult]) -> None:
        """Start a task unless one of this name is running."""

    def is_running(self, *names: str) -> bool:
        """Tell whether a task is running, of these names or, without names, any."""

    def wait(self, until: datetime) -> Iterator[TaskResult]:
        """Yield the results of ended tasks; wait for one until then, or until a stop request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """A source and the time between the beginnings of two checks."""

    source: Source
    interval: timedelta


@dataclass(slots=True, kw_only=True)
class Watch:
    """Checks sources when they are due, and delivers to all channels, one task for each.

    An alert that leaves `outbox` is pending on every channel. `check` checks one source. `upkeep`
    does what follows checks, such as updating the site. `spread` returns a random number from 0 to
    1, and `is_stopping` true after a stop request.
    """

    sources: Sequence[WatchedSource]
    channels: Sequence[ChannelDelivery]
    ledger: Ledger
    outbox: Outbox
    check: Callable[[Source], SourceOutcome]
    upkeep: Callable[[], UpkeepReport]
    tasks: TaskRunner
    clock: Clock
    spread: Callable[[], float]
    is_stopping: Callable[[], bool]
    _due_at: dict[str, datetime] = field(default_factory=dict, init=False)
    _upkeep_at: datetime | None = field(default=None, init=False)

    def run(self) -> Iterator[WatchEvent]:
        """Watch until a stop request, then wait for messages that are being sent.

        Running checks are not waited for: what they have not recorded, the next ones find.
        """
        while not self.is_stopping():
            yield from self._turn()
        yield from self._finish_sending()

    def run_once(self) -> Iterator[WatchEvent]:
        """Check the sources that are due, and deliver pending alerts; for cron."""
        self._start_checks()
        while self._is_checking() and not self.is_stopping():
            yield from self._wait(self.clock() + POLL)
        yield from self._hand_over()
        if self._upkeep_at is not None:
            self._upkeep_at = self.clock()
            self._start_upkeep()
        while self.tasks.is_running() and not self.is_stopping():
            yield from self._wait(self.clock() + POLL)
        yield from self._finish_sending()

    def due_at(self, watched: WatchedSource) -> datetime:
        """Return when a source is next checked: an interval after its last good read.

        A time further ahead than two intervals was made under a clock ahead, and does not count.
        """
        now, name = self.clock(), watched.source.id
        if name not in self._due_at:
            self._due_at[name] = self._first_due_at(watched)
        due_at = self._due_at[name]
        return now if due_at - now > 2 * watched.interval else due_at

    def _first_due_at(self, watched: WatchedSource) -> datetime:
        try:
            read_at = self.ledger.health(watched.source.id).last_good_at
        except LedgerError:  # the check itself reports it
            read_at = None
        return self.clock() if read_at is None else read_at + watched.interval

    def _turn(self) -> Iterator[WatchEvent]:
        self._start_checks()
        if not self._is_checking():  # a running check may still be recording a burst
            yield from self._hand_over()
            self._start_upkeep()
        self._start_deliveries()
        yield from self._wait(self._next_turn())

    def _wait(self, until: datetime) -> Iterator[WatchEvent]:
        for result in self.tasks.wait(until):
            yield result
            if isinstance(result, SourceOutcome):
                self._plan_upkeep(result)
                yield from self._hand_over()

    def _start_checks(self) -> None:
        for watched in self.sources:
            now, source = self.clock(), watched.source
            if self.due_at(watched) <= now and not self.tasks.is_running(source.id):
                self._due_at[source.id] = now + watched.interval * (1 + JITTER * self.spread())
                self.tasks.start(source.id, partial(self.check, source))

    def _start_deliveries(self) -> None:
        for channel in self.channels:
            name = _task_name(channel)
            if not self.tasks.is_running(name) and channel.is_due():
                self.tasks.start(name, channel.deliver)

    def _plan_upkeep(self, outcome: SourceOutcome) -> None:
        planned_at = self.clock() + (timedelta() if outcome.changes else UPKEEP_INTERVAL)
        self._upkeep_at = min(planned_at, self._upkeep_at or planned_at)

    def _start_upkeep(self) -> None:
        """Do it when no check is running: it takes seconds of all cores."""
        is_due = self._upkeep_at is not None and self._upkeep_at <= self.clock()
        if is_due and not self.tasks.is_running(UPKEEP):
            self._upkeep_at = None
            self.tasks.start(UPKEEP, self.upkeep)

    def _hand_over(self) -> Iterator[Alert | LedgerError]:
        """Hand pending alerts to all channels, and start to deliver.

        An alert is reported, then marked: after a crash in between, it is reported again.
        """
        try:
            for alert in self.outbox.pending():
                yield alert
                self.outbox.mark_sent(alert, self.clock())
        except LedgerError as error:
            yield error
        self._start_deliveries()

    def _is_checking(self) -> bool:
        return self.tasks.is_running(*(watched.source.id for watched in self.sources))

    def _next_turn(self) -> datetime:
        dues = (
            self.due_at(watched)
            for watched in self.sources
            if not self.tasks.is_running(watched.source.id)
        )
        return min((self.clock() + POLL, *dues))

    def _finish_sending(self) -> Iterator[WatchEvent]:
        names = tuple(map(_task_name, self.channels))
        ends_at = self.clock() + GRACE
        while names and self.tasks.is_running(*names) and self.clock() < ends_at:
            yield from self._wait(ends_at)


def _task_name(channel: ChannelDelivery) -> str:
    """Return a task name that no source id can be."""
    return f"channel {channel.name}"
