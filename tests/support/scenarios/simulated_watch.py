"""A watch in simulated time: real stores, publishers and services, and no wait."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from advisory_watch.app.watch import TaskResult, UpkeepReport, WatchEvent
from advisory_watch.bootstrap.watch import WatchPlan, WatchRuntime, open_watch
from advisory_watch.bootstrap.web import LOOPBACK, http_client, sources
from advisory_watch.core.alert_batch import Channel
from advisory_watch.core.notify_channel import NotifyChannel
from advisory_watch.core.subscription import SubscriptionFilter


@dataclass
class SimulatedTime:
    """A clock that advances only when a watch waits. `plans` happen at their times, in order."""

    now: datetime
    plans: deque[tuple[datetime, Callable[[], object]]] = field(default_factory=deque)

    def __call__(self) -> datetime:
        """Return the present moment."""
        return self.now

    def plan(self, at: datetime, event: Callable[[], object]) -> None:
        """Let something happen at a time, after all that is planned already."""
        self.plans.append((at, event))

    def advance_to(self, moment: datetime) -> None:
        """Move on, and run the plans until then."""
        while self.plans and self.plans[0][0] <= moment:
            at, event = self.plans.popleft()
            self.now = max(self.now, at)
            event()
        self.now = max(self.now, moment)


class InlineTasks:
    """Implement `TaskRunner` without threads: a task ends where it starts."""

    def __init__(self, time: SimulatedTime) -> None:
        self._time = time
        self._ended: deque[tuple[str, TaskResult]] = deque()

    def start(self, name: str, work: Callable[[], TaskResult]) -> None:
        """Run the task at once; its result waits."""
        self._ended.append((name, work()))

    def is_running(self, *names: str) -> bool:
        """Tell whether a result still waits."""
        return any(not names or name in names for name, _ in self._ended)

    def wait(self, until: datetime) -> Iterator[TaskResult]:
        """Yield what waits; only if nothing does, let time pass."""
        if not self._ended:
            self._time.advance_to(until)
        while self._ended:
            yield self._ended.popleft()[1]


def a_channel(name: str, url: str, **fields: object) -> NotifyChannel:
    """Build a channel that accepts every alert, unless a field says otherwise."""
    plausible: dict[str, object] = {"wanted": SubscriptionFilter(channel=Channel.EMAIL)}
    return NotifyChannel(name=name, url=url, **plausible | fields)  # type: ignore[arg-type]


@dataclass(kw_only=True)
class SimulatedWatch:
    """Watches one home with some channels; each `run` is a program of its own.

    It writes no site unless `has_site` is set: that takes longer than all the rest.
    """

    folder: Path
    time: SimulatedTime
    channels: Sequence[NotifyChannel]
    source_ids: Sequence[str] = ("us_state",)
    intervals: dict[str, timedelta] = field(default_factory=dict)
    has_site: bool = False

    def run(self, until: datetime) -> list[WatchEvent]:
        """Watch until a moment, then stop as after SIGTERM."""
        plan = WatchPlan(
            folder=self.folder,
            sources=sources(self.source_ids) if self.source_ids else (),
            intervals=self.intervals,
            channels=self.channels,
        )
        web = http_client(clock=self.time, wait=lambda _seconds: None, own_hosts=LOOPBACK)
        runtime = WatchRuntime(
            clock=self.time,
            web=web,
            tasks=InlineTasks(self.time),
            is_stopping=lambda: self.time() >= until,
            upkeep=None if self.has_site else UpkeepReport,
        )
        with closing(web), open_watch(plan, runtime) as watch:
            return list(watch.run())
