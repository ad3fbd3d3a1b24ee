"""Carry out many fetches at once: one loop for all hosts of a batch, in the caller's thread."""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf

from advisory_watch.app.politeness import TooLate
from advisory_watch.app.ports import Answer, HttpWire, HttpWires
from advisory_watch.core.errors import SourceError
from advisory_watch.core.http_message import HttpRequest, HttpResponse
from advisory_watch.core.page import FetchRequest, Page
from advisory_watch.core.url import host_of

HOSTS_AT_ONCE = 8
"""Number of hosts that one batch asks at the same time.

180 hosts that each answer in a second are read in half a minute. More would hold more bodies at
once, of up to 20 MB each.
"""

PREFETCH = 4
"""Number of answers of one host that may wait for the caller, who parses more slowly.

A single host is only asked when the caller wants its next page.
"""

WAITING_MAX_BYTES = 32 * 1024 * 1024
"""Bytes of bodies that may wait for the caller before only the awaited host is asked."""

Fetch = Generator[HttpRequest | float, HttpResponse | SourceError, Answer]
"""A fetch: it waits for the outcomes of its requests, and for pauses in seconds."""


@dataclass(slots=True, eq=False)
class HostQueue:
    """The fetches from one host, one by one, and their answers in the same order.

    `due` is when to go on: never while a request is on the wire.
    """

    asks: deque[FetchRequest] = field(default_factory=deque)
    answers: deque[Answer] = field(default_factory=deque)
    fetch: Fetch | None = None
    due: float = -inf


@dataclass(kw_only=True)
class Batch:
    """Fetches in progress. `start` begins one, `wait` sleeps, `monotonic` counts seconds."""

    start: Callable[[FetchRequest], Fetch]
    wires: HttpWires
    monotonic: Callable[[], float]
    wait: Callable[[float], None]

    def __post_init__(self) -> None:
        self._queues: dict[str, HostQueue] = {}
        self._wire: HttpWire
        self._on_wire = 0

    def answers(self, asks: Sequence[FetchRequest]) -> Iterator[Answer]:
        """Yield the answers in the order of the asks, each as soon as all earlier ones are ready.

        If the caller stops early, no further request begins.
        """
        order = [self._queues.setdefault(host_of(ask.target.url), HostQueue()) for ask in asks]
        for queue, ask in zip(order, asks, strict=True):
            queue.asks.append(ask)
        at_once = min(len(self._queues), HOSTS_AT_ONCE)
        try:
            with self.wires.wire(len(asks), at_once) as self._wire:
                for queue in order:
                    while not queue.answers:
                        self._go_on(queue)
                    yield queue.answers.popleft()
        finally:
            for queue in order:
                if queue.fetch is not None:
                    queue.fetch.close()

    def _go_on(self, awaited: HostQueue) -> None:
        """Begin what may begin, then wait for the wire or for the end of a pause."""
        now = self.monotonic()
        if awaited.due <= now:
            self._advance(awaited)
        if len(self._queues) > 1:
            self._advance_others(now)
        if awaited.answers:
            return
        begun = [queue.due for queue in self._queues.values() if queue.fetch is not None]
        rest_s = min(begun) - now if self._on_wire < HOSTS_AT_ONCE else inf
        if not self._on_wire:
            self.wait(rest_s)
            return
        for queue, outcome in self._wire.finished(max(rest_s, 0.0)):
            self._on_wire -= 1
            self._advance(queue, outcome)

    def _advance_others(self, now: float) -> None:
        """Go on with the fetches that are due; begin new ones while there is room for answers."""
        waiting = [_size(answer) for queue in self._queues.values() for answer in queue.answers]
        has_room = len(waiting) < HOSTS_AT_ONCE * PREFETCH and sum(waiting) < WAITING_MAX_BYTES
        for host, queue in tuple(self._queues.items()):
            is_begun = queue.fetch is not None
            has_place = has_room and queue.asks and len(queue.answers) < PREFETCH
            if self._on_wire >= HOSTS_AT_ONCE:
                return
            if not (is_begun or queue.asks or queue.answers):
                del self._queues[host]
            elif queue.due <= now and (is_begun or has_place):
                self._advance(queue)

    def _advance(self, queue: HostQueue, outcome: HttpResponse | SourceError | None = None) -> None:
        """Go on with a fetch, or with the next, until it waits for something or has an answer."""
        answer: Answer = None
        try:
            queue.fetch = queue.fetch or self.start(queue.asks.popleft())
            step = queue.fetch.send(outcome)  # type: ignore[arg-type] # None begins it
        except StopIteration as end:
            answer = end.value
        except SourceError as error:
            answer = error
        except TooLate:
            pass
        else:
            if isinstance(step, HttpRequest):
                queue.due = inf
                self._on_wire += 1
                self._wire.begin(queue, step)
            else:
                queue.due = self.monotonic() + step
            return
        queue.fetch, queue.due = None, -inf
        queue.answers.append(answer)


def _size(answer: Answer) -> int:
    return len(answer.body) if isinstance(answer, Page) else 0
