"""Carry out many fetches at once: one loop for all hosts of a batch, in the caller's thread."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import inf
from queue import Empty, SimpleQueue
from typing import Any, Generic, Protocol, TypeVar

from advisory_watch.adapters.http.fetch import TooLate, Waits
from advisory_watch.adapters.http.transport import HttpResponse, Send
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

FetchResult = Page | NotModified | SourceError | None
"""The result of a request; None if it was too late to begin."""

Outcome = HttpResponse | BaseException


class HostQueue:
    """The fetches from one host, one by one, and their results in the same order.

    `due` is when to go on: never while a request is on the wire.
    """

    __slots__ = ("asks", "due", "fetch", "results")

    def __init__(self) -> None:
        self.asks: deque[FetchRequest] = deque()
        self.results: deque[FetchResult] = deque()
        self.fetch: Waits | None = None
        self.due = -inf


class Wire(Protocol):
    """Sends requests, at most one for each queue at a time."""

    def begin(self, queue: HostQueue, send: Send) -> None:
        """Begin a request."""

    def finished(self, timeout_s: float) -> Iterable[tuple[HostQueue, Outcome]]:
        """Return what has finished, after at most some seconds; an error is a result too."""

    def release(self) -> None:
        """Abandon or await all requests that have begun."""


class Batch:
    """Fetches in progress. `start` begins one, `wait` sleeps, `monotonic` counts seconds."""

    def __init__(
        self,
        *,
        start: Callable[[FetchRequest], Waits],
        wire: Wire,
        monotonic: Callable[[], float],
        wait: Callable[[float], None],
    ) -> None:
        self._start, self._wire = start, wire
        self._monotonic, self._wait = monotonic, wait
        self._queues: dict[str, HostQueue] = {}
        self._on_wire = 0
        self._waiting = 0
        self._waiting_bytes = 0

    def results(self, asks: Sequence[FetchRequest]) -> Iterator[FetchResult]:
        """Yield the results in the order of the asks, each as soon as all earlier ones are ready.

        If the caller stops early, no further request begins.
        """
        order = [self._queue(host_of(ask.target.url), ask) for ask in asks]
        try:
            for queue in order:
                while not queue.results:
                    self._go_on(queue)
                yield self._taken(queue)
        finally:
            self._wire.release()
            for queue in order:
                if queue.fetch is not None:
                    queue.fetch.close()

    def _queue(self, host: str, ask: FetchRequest) -> HostQueue:
        queue = self._queues.setdefault(host, HostQueue())
        queue.asks.append(ask)
        return queue

    def _taken(self, queue: HostQueue) -> FetchResult:
        result = queue.results.popleft()
        self._waiting -= 1
        self._waiting_bytes -= _size(result)
        return result

    def _go_on(self, awaited: HostQueue) -> None:
        """Begin what may begin, then wait for a response or for the end of a pause."""
        now = self._monotonic()
        if awaited.due <= now:
            self._advance(awaited)
        if len(self._queues) > 1:
            self._advance_others(now)
        if awaited.results:
            return
        begun = [queue.due for queue in self._queues.values() if queue.fetch is not None]
        rest_s = min(begun) - now if self._on_wire < HOSTS_AT_ONCE else inf
        if not self._on_wire:
            self._wait(rest_s)
            return
        for queue, outcome in self._wire.finished(max(rest_s, 0.0)):
            self._on_wire -= 1
            self._advance(queue, outcome)

    def _advance_others(self, now: float) -> None:
        for host, queue in tuple(self._queues.items()):
            if self._on_wire >= HOSTS_AT_ONCE:
                return
            if queue.fetch is None and not queue.asks:
                del self._queues[host]
            elif queue.due <= now and (queue.fetch is not None or self._has_room(queue)):
                self._advance(queue)

    def _has_room(self, queue: HostQueue) -> bool:
        return (
            len(queue.results) < PREFETCH
            and self._waiting < HOSTS_AT_ONCE * PREFETCH
            and self._waiting_bytes < WAITING_MAX_BYTES
        )

    def _advance(self, queue: HostQueue, outcome: Outcome | None = None) -> None:
        """Go on with a fetch, or with the next, until it waits for something or has a result."""
        result: FetchResult
        try:
            step = self._step(queue, outcome)
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
                self._wire.begin(queue, step)
            else:
                queue.due = self._monotonic() + step
            return
        queue.fetch, queue.due = None, -inf
        queue.results.append(result)
        self._waiting += 1
        self._waiting_bytes += _size(result)

    def _step(self, queue: HostQueue, outcome: Outcome | None) -> Send | float:
        if queue.fetch is None:
            queue.fetch = self._start(queue.asks.popleft())
        if isinstance(outcome, BaseException):
            return queue.fetch.throw(outcome)
        return queue.fetch.send(outcome)  # type: ignore[arg-type] # None begins it


def _size(result: FetchResult) -> int:
    return len(result.body) if isinstance(result, Page) else 0


Key = TypeVar("Key")


class Threads(Generic[Key]):
    """Runs jobs that block, each in a thread; at once if there is nothing else to wait for."""

    def __init__(self, *, is_alone: bool) -> None:
        self._pool = None if is_alone else ThreadPoolExecutor(HOSTS_AT_ONCE, "host")
        self._done: SimpleQueue[tuple[Key, Any]] = SimpleQueue()
        self.running = 0

    def begin(self, key: Key, job: Callable[[], object]) -> None:
        self.running += 1
        if self._pool is None:
            self._run(key, job)
        else:
            self._pool.submit(self._run, key, job)

    def finished(self, timeout_s: float) -> list[tuple[Key, Any]]:
        """Return a job that ended within some seconds, with its result or its error."""
        try:
            done = self._done.get(timeout=None if timeout_s == inf else timeout_s)
        except Empty:
            return []
        self.running -= 1
        return [done]

    def close(self) -> None:
        """Wait for the jobs that have begun."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _run(self, key: Key, job: Callable[[], object]) -> None:
        try:
            self._done.put((key, job()))
        except BaseException as error:  # noqa: BLE001 - handed on, not handled
            self._done.put((key, error))
