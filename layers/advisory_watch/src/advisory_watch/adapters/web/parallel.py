"""Many pages side by side: hosts at once, the pages of one host one after the other."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Semaphore

from advisory_watch.adapters.web.deadline import Deadline, TooLate
from advisory_watch.adapters.web.redirects import host_of
from advisory_watch.core.errors import SourceError
from advisory_watch.core.pages import Ask, NotModified, Page

HOSTS_AT_ONCE = 8
"""Threads of one `fetch_each`, which mostly wait: a hundred and eighty hosts that answer in a
second are read in half a minute. More would hold more bodies, of 20 MB at worst, at once."""

Came = Page | NotModified | SourceError | None
"""What came of asking; None where it was too late to begin."""

Fetch = Callable[[Ask, Deadline], Page | NotModified]
"""Fetches one page; raises `SourceError`, or `TooLate` where it could not begin in time."""

AHEAD = 16
"""Answers of one host that may wait to be taken: reading is slower than fetching from nearby, and
all pages of a host at once would be a hundred megabytes."""


@dataclass(frozen=True, slots=True)
class Line:
    """The asks that stand in line at one host, each with the place of its answer.

    `room` is how many more answers may come before one is taken.
    """

    waiting: "list[tuple[Ask, Future[Came]]]" = field(default_factory=list)
    room: Semaphore = field(default_factory=lambda: Semaphore(AHEAD))


def fetch_side_by_side(asks: Sequence[Ask], fetch: Fetch, deadline: Deadline) -> Iterator[Came]:
    """Yield the answers in the order of the asks, each as soon as those before it are there.

    Whoever stops listening ends the deadline, and waits for what is on the wire.
    """
    lines: dict[str, Line] = {}
    answers = [_stand_in_line(ask, lines) for ask in asks]
    pool = ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="host")
    try:
        for line in lines.values():
            pool.submit(_work_off, line, fetch, deadline)
        answers.reverse()
        while answers:  # what was taken is let go: a page may have megabytes
            answers[-1][0].release()
            yield answers.pop()[1].result()
    finally:
        deadline.end()
        for room, _ in answers:
            room.release()
        pool.shutdown(cancel_futures=True)


def _stand_in_line(ask: Ask, lines: dict[str, Line]) -> "tuple[Semaphore, Future[Came]]":
    """Join the line at the host of an ask; the hosts are in the order in which they appear."""
    line = lines.setdefault(host_of(ask.target.url), Line())
    answer: Future[Came] = Future()
    line.waiting.append((ask, answer))
    return line.room, answer


def _work_off(line: Line, fetch: Fetch, deadline: Deadline) -> None:
    """Ask one after the other; a mistake of our own reaches whoever waits for the answer."""
    line.waiting.reverse()
    while line.waiting:
        ask, answer = line.waiting.pop()
        line.room.acquire()
        try:
            answer.set_result(_came(ask, fetch, deadline))
        except BaseException as error:  # noqa: BLE001 - handed on, not handled
            answer.set_exception(error)


def _came(ask: Ask, fetch: Fetch, deadline: Deadline) -> Came:
    try:
        deadline.require()
        return fetch(ask, deadline)
    except SourceError as error:
        return error
    except TooLate:
        return None
