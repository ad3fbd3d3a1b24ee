"""Carry out many fetches at once: one loop for all hosts of a batch, in the caller's thread."""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from math import inf
from queue import Empty, SimpleQueue
from typing import Any

from requests import Session

from advisory_watch.adapters.http.politeness import TooLate
from advisory_watch.adapters.http.requests_engine import send_with
from advisory_watch.adapters.http.response import HttpResponse, Send
from advisory_watch.core.errors import SourceError
from advisory_watch.core.page import FetchRequest, NotModified, Page
from advisory_watch.core.url import host_of

HOSTS_AT_ONCE = 8
"""Number of hosts that one batch asks at the same time.

180 hosts that each answer in a second are read in half a minute. More would hold more bodies at
once, of up to 20 MB each.
"""

PREFETCH = 4
"""Number of results of one host that may wait for the caller, who parses more slowly.

A single host is only asked when the caller wants its next page.
"""

WAITING_MAX_BYTES = 32 * 1024 * 1024
"""Bytes of bodies that may wait for the caller before only the awaited host is asked."""

Fetch = Generator[Send | float, HttpResponse, Page | NotModified]
"""A fetch: it waits for the responses to its requests, and for pauses in seconds."""

FetchResult = Page | NotModified | SourceError | None
"""The result of a request; None if it was too late to begin."""

Outcome = HttpResponse | BaseException


@dataclass(slots=True, eq=False)
class HostQueue:
    """The fetches from one host, one by one, and their results in the same order.

    `due` is when to go on: never while a request is on the wire.
    """

    asks: deque[FetchRequest] = field(default_factory=deque)
    results: deque[FetchResult] = field(default_factory=deque)
    fetch: Fetch | None = None
    due: float = -inf


class Wire:
    """Sends requests, at most one for each queue: with requests, each in a thread.

    If there is only one host, they run in the thread of the caller.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._done: SimpleQueue[tuple[Any, Any]] = SimpleQueue()
        self._running = 0

    def open(self, *, is_alone: bool) -> None:
        """Begin a batch."""
        self._pool = None if is_alone else ThreadPoolExecutor(HOSTS_AT_ONCE, "host")

    def begin(self, queue: HostQueue, send: Send) -> None:
        """Begin a request."""
        self._run(queue, partial(send_with, self._session, send))

    def finished(self, timeout_s: float) -> Sequence[tuple[HostQueue, Outcome]]:
        """Return what has finished, after at most some seconds; an error is a result too."""
        try:
            done = self._done.get(timeout=None if timeout_s == inf else timeout_s)
        except Empty:
            return []
        self._running -= 1
        return [done]

    def release(self) -> None:
        """Abandon or await all requests that have begun."""
        if self._pool is not None:
            self._pool.shutdown()

    def _run(self, key: object, job: Callable[[], object]) -> None:
        self._running += 1
        if self._pool is None:
            self._put(key, job)
        else:
            self._pool.submit(self._put, key, job)

    def _put(self, key: object, job: Callable[[], object]) -> None:
        try:
            self._done.put((key, job()))
        except BaseException as error:  # noqa: BLE001 - handed on, not handled
            self._done.put((key, error))


@dataclass(kw_only=True)
class Batch:
    """Fetches in progress. `start` begins one, `wait` sleeps, `monotonic` counts seconds."""

    start: Callable[[FetchRequest], Fetch]
    wire: Wire
    monotonic: Callable[[], float]
    wait: Callable[[float], None]

    def __post_init__(self) -> None:
        self._queues: dict[str, HostQueue] = {}
        self._on_wire = 0

    def results(self, asks: Sequence[FetchRequest]) -> Iterator[FetchResult]:
        """Yield the results in the order of the asks, each as soon as all earlier ones are ready.

        If the caller stops early, no further request begins.
        """
        order = [self._queues.setdefault(host_of(ask.target.url), HostQueue()) for ask in asks]
        for queue, ask in zip(order, asks, strict=True):
            queue.asks.append(ask)
        self.wire.open(is_alone=len(self._queues) == 1)
        try:
            for queue in order:
                while not queue.results:
                    self._go_on(queue)
                yield queue.results.popleft()
        finally:
            self.wire.release()
            for queue in order:
                if queue.fetch is not None:
                    queue.fetch.close()

    def _go_on(self, awaited: HostQueue) -> None:
        """Begin what may begin, then wait for a response or for the end of a pause."""
        now = self.monotonic()
        if awaited.due <= now:
            self._advance(awaited)
        if len(self._queues) > 1:
            self._advance_others(now)
        if awaited.results:
            return
        begun = [queue.due for queue in self._queues.values() if queue.fetch is not None]
        rest_s = min(begun) - now if self._on_wire < HOSTS_AT_ONCE else inf
        if not self._on_wire:
            self.wait(rest_s)
            return
        for queue, outcome in self.wire.finished(max(rest_s, 0.0)):
            self._on_wire -= 1
            self._advance(queue, outcome)

    def _advance_others(self, now: float) -> None:
        """Go on with the fetches that are due; begin new ones while there is room for results."""
        waiting = [_size(result) for queue in self._queues.values() for result in queue.results]
        has_room = len(waiting) < HOSTS_AT_ONCE * PREFETCH and sum(waiting) < WAITING_MAX_BYTES
        for host, queue in tuple(self._queues.items()):
            is_begun = queue.fetch is not None
            has_place = has_room and queue.asks and len(queue.results) < PREFETCH
            if self._on_wire >= HOSTS_AT_ONCE:
                return
            if not (is_begun or queue.asks or queue.results):
                del self._queues[host]
            elif queue.due <= now and (is_begun or has_place):
                self._advance(queue)

    def _advance(self, queue: HostQueue, outcome: Outcome | None = None) -> None:
        """Go on with a fetch, or with the next, until it waits for something or has a result."""
        result: FetchResult
        try:
            if queue.fetch is None:
                queue.fetch = self.start(queue.asks.popleft())
            if isinstance(outcome, BaseException):
                step = queue.fetch.throw(outcome)
            else:
                step = queue.fetch.send(outcome)  # type: ignore[arg-type] # None begins it
        except StopIteration as end:
            result = end.value
        except SourceError as error:
            result = error
        except TooLate:
            result = None
        else:
            if isinstance(step, Send):
                queue.due = inf
                self._on_wire += 1
                self.wire.begin(queue, step)
            else:
                queue.due = self.monotonic() + step
            return
        queue.fetch, queue.due = None, -inf
        queue.results.append(result)


def _size(result: FetchResult) -> int:
    return len(result.body) if isinstance(result, Page) else 0
