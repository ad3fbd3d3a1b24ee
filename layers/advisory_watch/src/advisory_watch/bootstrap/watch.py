"""Build the watch of a laptop: one for each home, until a signal ends it."""

import random
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event
from types import FrameType

from advisory_watch.adapters.process_lock import process_lock
from advisory_watch.adapters.threads import ThreadTasks
from advisory_watch.app.polite_fetcher import PoliteFetcher
from advisory_watch.app.ports import Clock
from advisory_watch.app.watch import TaskResult, TaskRunner, UpkeepReport, Watch, WatchedSource
from advisory_watch.bootstrap.channels import channel_deliveries
from advisory_watch.bootstrap.local import StoredHome, check_through, open_home
from advisory_watch.bootstrap.local_site import (
    home_publisher,
    is_printed,
    moved,
    revisions,
    site_folder,
)
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.signing import manifest_signer
from advisory_watch.bootstrap.web import http_client
from advisory_watch.core.errors import AdvisoryWatchError
from advisory_watch.core.notify_channel import NotifyChannel
from advisory_watch.core.source import Source

LOCK_FILE = "watch.lock"

PATIENCE_S = 60.0
"""Seconds that a write waits for the ledger: a mark that fails after a send would repeat it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPlan:
    """What to watch: a home, its channels, and the interval of each source."""

    folder: Path
    sources: Sequence[Source]
    intervals: Mapping[str, timedelta]
    channels: Sequence[NotifyChannel] = ()

    @property
    def watched(self) -> tuple[WatchedSource, ...]:
        """Each source with its interval: as given, or as the source has it."""
        return tuple(
            WatchedSource(
                source=source,
                interval=self.intervals.get(
                    source.id, timedelta(minutes=source.check_interval_min)
                ),
            )
            for source in self.sources
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """Updates the site of a home, and signs its manifest of the day."""

    folder: Path
    home: StoredHome
    sources: Sequence[Source]
    known: dict[tuple[str, str], int]

    def __call__(self) -> UpkeepReport:
        """Do both; a failure is reported and tried again after the next check."""
        problems = []
        for about, work in (("site", self._update_site), ("manifest", self._sign)):
            try:
                work()
            except (AdvisoryWatchError, OSError) as error:
                problems.append(f"{about}: {error}")
        return UpkeepReport(problems=tuple(problems))

    def _update_site(self) -> None:
        out, found = site_folder(self.folder), revisions(self.home, self.sources)
        touched = moved(self.known, found)
        publisher = home_publisher(self.folder, out, self.home)
        is_current = is_printed(out) and not touched
        for _ in publisher.front_page() if is_current else publisher.touched(touched):
            pass
        self.known.update(found)

    def _sign(self) -> None:
        manifest_signer(self.folder, self.home.ledger, self.home.ledger).run()


@contextmanager
def only_watch(folder: Path) -> Iterator[None]:
    """Be the only watch of a home. Raises `AlreadyRunning`."""
    with process_lock(folder / LOCK_FILE):
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRuntime:
    """What a watch runs on; a simulation has parts of its own."""

    clock: Clock
    web: PoliteFetcher
    tasks: TaskRunner
    is_stopping: Callable[[], bool]
    upkeep: Callable[[], UpkeepReport] | None = None


@contextmanager
def signalled_runtime() -> Iterator[WatchRuntime]:
    """Run on threads, until SIGINT or SIGTERM; a second signal ends the program at once."""
    tasks: ThreadTasks[TaskResult] = ThreadTasks(now)
    stopping = Event()
    _stop_on_signals(stopping, tasks.wake)
    with closing(http_client()) as web:
        yield WatchRuntime(clock=now, web=web, tasks=tasks, is_stopping=stopping.is_set)


@contextmanager
def open_watch(plan: WatchPlan, runtime: WatchRuntime) -> Iterator[Watch]:
    """Open the home and all channels."""
    with open_home(plan.folder, busy_timeout_s=PATIENCE_S) as home:
        yield Watch(
            sources=plan.watched,
            channels=channel_deliveries(home, plan.channels, runtime.clock),
            ledger=home.ledger,
            outbox=home.outbox,
            check=check_through(runtime.web, home).check,
            upkeep=runtime.upkeep or _upkeep(plan, home),
            tasks=runtime.tasks,
            clock=runtime.clock,
            spread=random.random,
            is_stopping=runtime.is_stopping,
        )


def _upkeep(plan: WatchPlan, home: StoredHome) -> Upkeep:
    known = revisions(home, plan.sources)
    return Upkeep(folder=plan.folder, home=home, sources=plan.sources, known=known)


def _stop_on_signals(stopping: Event, wake: Callable[[], None]) -> None:
    def stop(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        stopping.set()
        wake()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
