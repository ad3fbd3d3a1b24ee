"""Fetch the documents of several hosts at once, within a deadline."""

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

    `end` ends it early, and so does the end of the outer deadline `within`. A request that has
    begun goes on: it has limits of its own.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        until: datetime | None = None,
        within: "Deadline | None" = None,
    ) -> None:
        self._clock = clock
        self._until = until
        self._within = within
        self._is_ended = False

    def end(self) -> None:
        """Stop all further requests from beginning."""
        self._is_ended = True

    def allows(self, after_s: float = 0.0) -> bool:
        """Return whether a request may still begin, now or after some seconds."""
        if self._is_ended or (self._within is not None and not self._within.allows(after_s)):
            return False
        return self._until is None or self._clock() + timedelta(seconds=after_s) <= self._until

    def require(self, after_s: float = 0.0) -> None:
        """Raise `TooLate` if no request may begin any more."""
        if not self.allows(after_s):
            raise TooLate


HOSTS_AT_ONCE = 8
"""Number of threads of one `fetch_each`.

They mostly wait: 180 hosts that each answer in a second are read in half a minute. More threads
would hold more bodies at once, of up to 20 MB each.
"""

Came = Page | NotModified | SourceError | None
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
        self.came: SimpleQueue[Came | UnexpectedError] = SimpleQueue()
        self.room: SimpleQueue[None] = SimpleQueue()
        self._is_open = False
        self._make_room(PREFETCH)

    def unbound(self) -> None:
        """Remove the limit on waiting results, however few are taken."""
        if not self._is_open:
            self._is_open = True
            self._make_room(len(self.asks))

    def take(self) -> Came:
        """Wait for the next result."""
        self._make_room(1)
        came = self.came.get()
        if isinstance(came, UnexpectedError):
            raise came.error
        return came

    def _make_room(self, answers: int) -> None:
        for _ in range(answers):
            self.room.put(None)


def fetch_side_by_side(
    asks: Sequence[FetchRequest], fetch: Fetch, deadline: Deadline
) -> Iterator[Came]:
    """Yield the results in the order of the asks, each as soon as all earlier ones are ready.

    If the caller stops early, the deadline ends, and requests on the wire are waited for.
    """
    lines: dict[str, HostQueue] = {}
    turns = [_stand_in_line(ask, lines) for ask in asks]
    pool = ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="host")
    try:
        for line in lines.values():
            pool.submit(_work_off, line, fetch, deadline)
        for turn in turns:
            if len(lines) > HOSTS_AT_ONCE and not turn.is_begun:
                _let_through(lines.values())
            yield turn.take()
    finally:
        deadline.end()
        for line in lines.values():
            line.unbound()
        pool.shutdown(cancel_futures=True)


def _stand_in_line(ask: FetchRequest, lines: dict[str, HostQueue]) -> HostQueue:
    """Add an ask to the queue of its host; hosts keep the order in which they first appear."""
    host = host_of(ask.target.url)
    line = lines.get(host)
    if line is None:
        line = lines[host] = HostQueue()
    line.asks.append(ask)
    return line


def _let_through(lines: Iterable[HostQueue]) -> None:
    """Remove the limit of all queues that have begun, so that they finish and the next can begin.

    Queues begin in the order in which the caller waits for them. A queue before one that has not
    begun holds a thread, and would never free it if its results were not taken.
    """
    for line in lines:
        if line.is_begun:
            line.unbound()


def _work_off(line: HostQueue, fetch: Fetch, deadline: Deadline) -> None:
    """Process a queue in order; an unexpected error reaches the caller who waits for the result."""
    line.is_begun = True
    for ask in line.asks:
        line.room.get()
        try:
            line.came.put(_came(ask, fetch, deadline))
        except BaseException as error:  # noqa: BLE001 - handed on, not handled
            line.came.put(UnexpectedError(error))


def _came(ask: FetchRequest, fetch: Fetch, deadline: Deadline) -> Came:
    try:
        deadline.require()
        return fetch(ask, deadline)
    except SourceError as error:
        return error
    except TooLate:
        return None
