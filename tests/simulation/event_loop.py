"""Simulated time, and processes that take turns in it; the same scenario gives the same turns.

A process is a thread, because the real code makes blocking calls. Only one thread runs at a time: a
process that waits passes the baton to the next event.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from threading import Lock, Thread

from advisory_watch.core.errors import AdvisoryWatchError


class Killed(BaseException):
    """Ends a process; code in the process must not catch it, as it cannot catch a real end."""


class EventLoop:
    """The simulated time, and the queue of events."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self.baton = Lock()
        self.baton.acquire()
        self._scheduled: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()

    def call_at(self, when: datetime, action: Callable[[], None]) -> None:
        """Schedule an action."""
        heappush(self._scheduled, (when, next(self._order), action))

    def run(self) -> None:
        """Run the scheduled actions in order of time, until none is left."""
        while self._scheduled:
            when, _, action = heappop(self._scheduled)
            self.now = max(self.now, when)
            action()

    def is_quiet_until(self, when: datetime) -> bool:
        """Return whether no action is scheduled up to `when`."""
        return not self._scheduled or self._scheduled[0][0] > when


class Process:
    """A running Lambda, with a limit of `limit_s` seconds; `on_end` is called at its end.

    `error` is the error it failed with, if it was one of our own errors; `_failure` holds any other
    exception.
    """

    def __init__(
        self, loop: EventLoop, limit_s: float, work: Callable[[], None], on_end: Callable[[], None]
    ) -> None:
        self.started_at = loop.now
        self.deadline = loop.now + timedelta(seconds=limit_s)
        self.is_killed = False
        self.error: AdvisoryWatchError | None = None
        self._failure: BaseException | None = None
        self._loop = loop
        self._work = work
        self._on_end = on_end
        self._is_done = False
        self._turn = Lock()
        self._turn.acquire()
        self._thread = Thread(target=self._run, daemon=True)

    @property
    def seconds_left(self) -> float:
        """The seconds until Lambda stops the process."""
        return (self.deadline - self._loop.now).total_seconds()

    def start(self) -> None:
        """Run the process until it waits or ends."""
        self._thread.start()
        self._await_baton()

    def wait(self, seconds: float) -> None:
        """Let time pass for this process. Raises `Killed` when its time is up."""
        if self.is_killed:
            raise Killed
        wakes_at = self._loop.now + timedelta(seconds=seconds)
        self._sleep(min(wakes_at, self.deadline))
        if wakes_at >= self.deadline:
            self.die()

    def die(self) -> None:
        """End this process. Raises `Killed`, now and in every later call."""
        self.is_killed = True
        raise Killed

    def abandon(self) -> None:
        """End the process from outside, so that no thread is left."""
        if not self._is_done:
            self.is_killed = True
            self._turn.release()
            self._loop.baton.acquire()
        self._thread.join()

    def _sleep(self, until: datetime) -> None:
        if self._loop.is_quiet_until(until):
            self._loop.now = until
            return
        self._loop.call_at(until, self._resume)
        self._loop.baton.release()
        self._turn.acquire()
        if self.is_killed:
            raise Killed

    def _resume(self) -> None:
        self._turn.release()
        self._await_baton()

    def _await_baton(self) -> None:
        self._loop.baton.acquire()
        if self._failure is not None:
            raise self._failure
        if self._is_done:
            self._on_end()

    def _run(self) -> None:
        try:
            self._work()
        except Killed:
            self.is_killed = True
        except AdvisoryWatchError as error:
            self.error = error
        except BaseException as failure:  # noqa: BLE001 - raised again by the scenario
            self._failure = failure
        self._is_done = True
        self._loop.baton.release()
