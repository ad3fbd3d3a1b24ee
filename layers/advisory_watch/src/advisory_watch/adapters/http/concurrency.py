"""Fetch the documents of several hosts at once, within a deadline."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import SimpleQueue

from advisory_watch.adapters.http.redirects import host_of
from advisory_watch.core.errors import SourceError
from advisory_watch.core.page import FetchRequest, NotModified, Page


class TooLate(Exception):
    """The turn at a host would come after the deadline; no request was sent."""


class Deadline:
    """An optional time limit for beginning requests.

    `end` ends it early, and so does the end of the outer deadline `outer`. A request that has
    begun goes on: it has limits of its own.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        until: datetime | None = None,
        outer: "Deadline | None" = None,
    ) -> None:
        self._clock = clock
        self._until = until
        self._outer = outer
        self._is_ended = False

    def end(self) -> None:
        self._is_ended = True

    def allows(self, after_s: float = 0.0) -> bool:
        """Return whether a request may still begin, now or after some seconds."""
        if self._is_ended or (self._outer is not None and not self._outer.allows(after_s)):
            return False
        return self._until is None or self._clock() + timedelta(seconds=after_s) <= self._until

    def require(self, after_s: float = 0.0) -> None:
        if not self.allows(after_s):
            raise TooLate


HOSTS_AT_ONCE = 8
"""Number of threads of one `fetch_each`.

They mostly wait: 180 hosts that each answer in a second are read in half a minute. More threads
would hold more bodies at once, of up to 20 MB each.
"""

FetchResult = Page | NotModified | SourceError | None
"""The result of a request; None if it was too late to begin."""

Fetch = Callable[[FetchRequest, Deadline], Page | NotModified]
"""Fetches one page; raises `SourceError`, or `TooLate` if it could not begin in time."""

PREFETCH = 4
"""Number of responses of one host that may wait for the caller.

Parsing is slower than fetching from nearby, and all pages of a host at once would take a hundred
megabytes.
"""


@dataclass(frozen=True, slots=True)
class UnexpectedError:
    """An unexpected error in a thread, passed to the caller who waits for the response."""

    error: BaseException


class HostQueue:
    """The queue of requests to one host, and their results in the same order.

    `room` holds a token for each result that may arrive before one is taken. `SimpleQueue` is
    written in C: a lock in Python for each of 1,200 pages takes longer than the requests.
    """

    def __init__(self) -> None:
        self.asks: list[FetchRequest] = []
        self.is_begun = False
        self.results: SimpleQueue[FetchResult | UnexpectedError] = SimpleQueue()
        self.room: SimpleQueue[None] = SimpleQueue()
        self._is_open = False
        self._make_room(PREFETCH)

    def unbound(self) -> None:
        """Remove the limit on waiting results, however few are taken."""
        if not self._is_open:
            self._is_open = True
            self._make_room(len(self.asks))

    def take(self) -> FetchResult:
        self._make_room(1)
        result = self.results.get()
        if isinstance(result, UnexpectedError):
            raise result.error
        return result

    def _make_room(self, answers: int) -> None:
        for _ in range(answers):
            self.room.put(None)


def fetch_side_by_side(
    asks: Sequence[FetchRequest], fetch: Fetch, deadline: Deadline
) -> Iterator[FetchResult]:
    """Yield the results in the order of the asks, each as soon as all earlier ones are ready.

    The documents of a single host are fetched in the caller's thread, one by one as they are taken:
    threads that pass them on take longer than the requests. If the caller stops early, the deadline
    ends, and requests on the wire are waited for.
    """
    queues: defaultdict[str, HostQueue] = defaultdict(HostQueue)  # by host, in order of the asks
    turns = [queues[host_of(ask.target.url)] for ask in asks]
    for ask, turn in zip(asks, turns, strict=True):
        turn.asks.append(ask)
    if len(queues) == 1:
        yield from (_fetch_one(ask, fetch, deadline) for ask in asks)
        return
    pool = ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="host")
    try:
        for queue in queues.values():
            pool.submit(_process, queue, fetch, deadline)
        for turn in turns:
            if len(queues) > HOSTS_AT_ONCE and not turn.is_begun:
                _unbind_begun(queues.values())
            yield turn.take()
    finally:
        deadline.end()
        for queue in queues.values():
            queue.unbound()
        pool.shutdown(cancel_futures=True)


def _unbind_begun(queues: Iterable[HostQueue]) -> None:
    """Remove the limit of all queues that have begun, so that they finish and the next can begin.

    Queues begin in the order in which the caller waits for them. A queue before one that has not
    begun holds a thread, and would never free it if its results were not taken.
    """
    for queue in queues:
        if queue.is_begun:
            queue.unbound()


def _process(queue: HostQueue, fetch: Fetch, deadline: Deadline) -> None:
    """Process a queue in order; an unexpected error reaches the caller who waits for the result."""
    queue.is_begun = True
    for ask in queue.asks:
        queue.room.get()
        try:
            queue.results.put(_fetch_one(ask, fetch, deadline))
        except BaseException as error:  # noqa: BLE001 - handed on, not handled
            queue.results.put(UnexpectedError(error))


def _fetch_one(ask: FetchRequest, fetch: Fetch, deadline: Deadline) -> FetchResult:
    try:
        deadline.require()
        return fetch(ask, deadline)
    except SourceError as error:
        return error
    except TooLate:
        return None
