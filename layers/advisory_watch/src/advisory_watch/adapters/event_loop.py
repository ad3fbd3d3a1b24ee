"""Check several sources in one thread: while one waits for a publisher, the others go on.

Threads would contend for the interpreter's lock (docs/adr/0016). A check is an ordinary function:
where it waits, its greenlet switches to the loop, which waits for all of them at once.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from math import inf
from typing import Any, Protocol, TypeVar, cast

from greenlet import getcurrent, greenlet

from advisory_watch.core.errors import SourceError
from advisory_watch.core.http_message import HttpRequest, HttpResponse

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 8
"""Number of items that are worked on at once, as in `threads`."""

REQUESTS_AT_ONCE = 64
"""Number of requests on the wire at once: each work asks eight hosts at most."""

LONG_S = 0.001
"""After a longer computation, requests that it began are sent before other work goes on."""

Arrival = tuple[Any, HttpResponse | SourceError]
"""The key of a request, and its outcome."""


class Wire(Protocol):
    """What sends requests: the port `HttpWire`."""

    def begin(self, key: Any, request: HttpRequest) -> None:
        """Begin a request."""

    def finished(self, timeout_s: float) -> Sequence[Arrival]:
        """Return what came, after at most some seconds."""


class Wires(Protocol):
    """What gives out wires: the port `HttpWires`."""

    def wire(self, requests: int, at_once: int) -> AbstractContextManager[Wire]:
        """Give out a wire for some requests."""

    def close(self) -> None:
        """Close the connections."""


class EventLoop:
    """Runs work side by side, as `threads.side_by_side` does, and implements `HttpWires` for it.

    All requests of the work are on one wire of `wires`. The work must wait through `wire` and
    `wait`; any other wait stops all of it, and one for a lock that waiting work holds never ends.
    Other callers have `wires` and `sleep` to themselves.
    """

    def __init__(
        self,
        wires: Wires,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,  # noqa: TID251 - nothing can go on meanwhile
    ) -> None:
        self._wires, self._monotonic, self._sleep = wires, monotonic, sleep
        self._waiting: deque[_Task] = deque()
        self._running: list[_Task] = []
        self._on_wire = 0

    def side_by_side(
        self,
        work: Callable[[T], R],
        items: Iterable[T],
        on_leaving: Callable[[], None] = lambda: None,
    ) -> Iterator[R]:
        """Yield the results in the order of the items, each as soon as all earlier ones are ready.

        The work stands still while the caller has control.
        """
        tasks = [_Task(partial(work, item)) for item in items]
        self._waiting.extend(tasks)
        with self._wires.wire(len(tasks), REQUESTS_AT_ONCE) as self._wire:
            try:
                for task in tasks:
                    while not task.dead:
                        self._go_on()
                    yield task.result()
            except BaseException:
                self._waiting.clear()
                on_leaving()
                raise
            finally:
                while self._running:
                    self._go_on()

    def wire(self, requests: int, at_once: int) -> AbstractContextManager[Wire]:
        task = _current_task()
        return self._wires.wire(requests, at_once) if task is None else _TaskWire(self, task)

    def wait(self, seconds: float) -> None:
        """Wait, and let the other work go on."""
        task = _current_task()
        if task is None:
            self._sleep(seconds)
        else:
            task.wait_until(self._monotonic() + seconds)

    def close(self) -> None:
        self._wires.close()

    def begin(self, key: "_Key", request: HttpRequest) -> None:
        """Begin a request of a task."""
        self._on_wire += 1
        self._wire.begin(key, request)

    def finished(self, task: "_Task", timeout_s: float) -> Sequence[Arrival]:
        """Return what came for a task, after at most some seconds."""
        if not task.arrivals:
            task.wait_until(self._monotonic() + timeout_s)
        arrivals, task.arrivals = task.arrivals, []
        return arrivals

    def _go_on(self) -> None:
        """Let all work go on that can; if there is none, wait for the wire or for a time."""
        while self._waiting and len(self._running) < AT_ONCE:
            self._running.append(self._waiting.popleft())
        now = self._monotonic()
        ready = [task for task in self._running if task.arrivals or task.wakes_at <= now]
        for task in ready:
            self._switch_to(task)
            if self._monotonic() - now > LONG_S:
                self._use_wire(0.0)
                return
        if ready:
            return
        rest_s = min(task.wakes_at for task in self._running) - now
        if self._on_wire:
            self._use_wire(rest_s)
        else:
            self._sleep(rest_s)

    def _use_wire(self, timeout_s: float) -> None:
        """Send what was begun, and deliver what comes within some seconds."""
        if self._on_wire:
            for (wire, key), outcome in self._wire.finished(timeout_s):
                self._on_wire -= 1
                wire.deliver(key, outcome)

    def _switch_to(self, task: "_Task") -> None:
        try:
            task.switch()
        finally:
            if task.dead:
                self._running.remove(task)


class _Task(greenlet):
    """Work that begins with the first switch to it.

    `arrivals` came for it from the wire. It can go on at `wakes_at`, or with an arrival.
    """

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self._work = work
        self._result: Any = None
        self._error: Exception | None = None
        self.arrivals: list[Arrival] = []
        self.wakes_at = -inf

    def run(self) -> None:
        try:
            self._result = self._work()
        except Exception as error:  # noqa: BLE001 - raised at the place of its item
            self._error = error

    def result(self) -> Any:
        """Return what the work returned, or raise what it raised, once it is dead."""
        if self._error is not None:
            raise self._error
        return self._result

    def wait_until(self, wakes_at: float) -> None:
        """Let the others go on."""
        self.wakes_at = wakes_at
        cast("greenlet", self.parent).switch()


def _current_task() -> _Task | None:
    current = getcurrent()
    return current if isinstance(current, _Task) else None


class _TaskWire(AbstractContextManager["_TaskWire"]):
    """Implement `HttpWire` for a batch of one task.

    What comes after the end of the batch is dropped: nobody waits for it.
    """

    def __init__(self, loop: EventLoop, task: _Task) -> None:
        self._loop, self._task = loop, task
        self._is_open = True

    def __exit__(self, *_: object) -> None:
        self._is_open = False
        self._task.arrivals.clear()

    def begin(self, key: object, request: HttpRequest) -> None:
        self._loop.begin((self, key), request)

    def finished(self, timeout_s: float) -> Sequence[Arrival]:
        return self._loop.finished(self._task, timeout_s)

    def deliver(self, key: object, outcome: HttpResponse | SourceError) -> None:
        """Pass on an outcome of the wire."""
        if self._is_open:
            self._task.arrivals.append((key, outcome))


_Key = tuple[_TaskWire, Any]
"""The wire of a task, and the key of its request."""
