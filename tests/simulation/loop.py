"""Simulated time, and processes that take turns in it: the same story gives the same turns.

A process is a thread, since the real code calls and does not yield; but only one runs at a
time. Whoever waits hands the baton to whatever is due first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from threading import Lock, Thread

from advisory_watch.core.errors import AdvisoryWatchError


class Killed(BaseException):
    """The end of a process; nothing in it may catch this, as nothing catches a real end."""


class Loop:
    """The time, and what is due at which moment."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self.baton = Lock()
        self.baton.acquire()
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()

    def at(self, when: datetime, do: Callable[[], None]) -> None:
        """Have something done at a moment."""
        heappush(self._due, (when, next(self._order), do))

    def run(self) -> None:
        """Do what is due, in order of time, until nothing is left."""
        while self._due:
            when, _, do = heappop(self._due)
            self.now = max(self.now, when)
            do()

    def is_quiet_until(self, when: datetime) -> bool:
        """Tell whether nothing is due before a moment."""
        return not self._due or self._due[0][0] > when


class Process:
    """A Lambda at work, for at most so many seconds; `on_end` hears of its end.

    `error` is what it failed with, if it was one of our own errors; `failure` anything else.
    """

    def __init__(
        self, loop: Loop, lasts_s: float, work: Callable[[], None], on_end: Callable[[], None]
    ) -> None:
        self.started_at = loop.now
        self.deadline = loop.now + timedelta(seconds=lasts_s)
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
        """How long it is until Lambda stops it."""
        return (self.deadline - self._loop.now).total_seconds()

    def start(self) -> None:
        """Let it run until it waits or ends."""
        self._thread.start()
        self._await_baton()

    def wait(self, seconds: float) -> None:
        """Let time pass for this process. Raises `Killed` where its time is up."""
        if self.is_killed:
            raise Killed
        wakes_at = self._loop.now + timedelta(seconds=seconds)
        self._sleep(min(wakes_at, self.deadline))
        if wakes_at >= self.deadline:
            self.die()

    def die(self) -> None:
        """End this process. Raises `Killed`, now and whenever it is asked for anything more."""
        self.is_killed = True
        raise Killed

    def abandon(self) -> None:
        """End it from outside, so that no thread is left behind."""
        if not self._is_done:
            self.is_killed = True
            self._turn.release()
            self._loop.baton.acquire()
        self._thread.join()

    def _sleep(self, until: datetime) -> None:
        if self._loop.is_quiet_until(until):
            self._loop.now = until
            return
        self._loop.at(until, self._resume)
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
        except BaseException as failure:  # noqa: BLE001 - raised again where the story is told
            self._failure = failure
        self._is_done = True
        self._loop.baton.release()
