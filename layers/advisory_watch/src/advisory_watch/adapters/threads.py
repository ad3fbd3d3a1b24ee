"""Work on several things at once, each in its own thread."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

SOURCES_AT_ONCE = 8
"""Number of threads that check one source each.

They mostly wait for publishers, and one slow government in eight threads delays no other. More
threads would only compete for one ledger.
"""


def side_by_side(
    work: Callable[[T], R], items: Iterable[T], on_leaving: Callable[[], None] = lambda: None
) -> Iterator[R]:
    """Yield each result as soon as it is ready, and keep none that was yielded.

    An exception is raised in place of its result. After an exception, or if the caller stops
    early, items that have not begun are cancelled. `on_leaving` may then hurry the running ones,
    which are waited for.
    """
    pool = ThreadPoolExecutor(SOURCES_AT_ONCE, thread_name_prefix="source")
    try:
        futures = as_completed([pool.submit(work, item) for item in items])
        yield from (future.result() for future in futures)
    except BaseException:
        on_leaving()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


WAIT_MAX_S = 60.0
"""Longest wait without a look at the clock: it may be set, and the machine may have slept."""


class ThreadTasks(Generic[R]):
    """Implement `TaskRunner`: one thread for each running task.

    A thread that still runs when the program ends is abandoned.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._ended: SimpleQueue[tuple[str, R | BaseException] | None] = SimpleQueue()
        self._running: set[str] = set()

    def start(self, name: str, work: Callable[[], R]) -> None:
        if name not in self._running:
            self._running.add(name)
            Thread(target=self._run, args=(name, work), name=name, daemon=True).start()

    def is_running(self, *names: str) -> bool:
        return not self._running.isdisjoint(names) if names else bool(self._running)

    def wait(self, until: datetime) -> Iterator[R]:
        timeout_s = min(max((until - self._clock()).total_seconds(), 0.0), WAIT_MAX_S)
        with suppress(Empty):
            ended = self._ended.get(timeout=timeout_s)
            while ended is not None:
                name, result = ended
                self._running.discard(name)
                if isinstance(result, BaseException):
                    raise result
                yield result
                ended = self._ended.get_nowait()

    def wake(self) -> None:
        """End the present wait, or the next one; a signal handler may call this."""
        self._ended.put(None)

    def _run(self, name: str, work: Callable[[], R]) -> None:
        try:
            self._ended.put((name, work()))
        except BaseException as error:  # noqa: BLE001 - the waiting thread raises it
            self._ended.put((name, error))
