"""Many pages side by side: hosts at once, the pages of one host one after the other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

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

AHEAD = 4
"""Answers of one host that may wait to be taken: reading is slower than fetching from nearby, and
all pages of a host at once would be a hundred megabytes."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake of our own, on its way to whoever waits for the answer."""

    error: BaseException


class Line:
    """The asks that stand in line at one host, and what came of them, in the same order.

    `room` holds a token for each answer that may come before one is taken. Queues of the
    standard library's C: a lock in Python for each of 1,200 pages takes longer than asking.
    """

    def __init__(self) -> None:
        self.asks: list[Ask] = []
        self.is_begun = False
        self.came: SimpleQueue[Came | Mistake] = SimpleQueue()
        self.room: SimpleQueue[None] = SimpleQueue()
        self._is_open = False
        self._make_room(AHEAD)

    def let_through(self) -> None:
        """Let all answers come, however few are taken."""
        if not self._is_open:
            self._is_open = True
            self._make_room(len(self.asks))

    def take(self) -> Came:
        """Wait for the next answer."""
        self._make_room(1)
        came = self.came.get()
        if isinstance(came, Mistake):
            raise came.error
        return came

    def _make_room(self, answers: int) -> None:
        for _ in range(answers):
            self.room.put(None)


def fetch_side_by_side(asks: Sequence[Ask], fetch: Fetch, deadline: Deadline) -> Iterator[Came]:
    """Yield the answers in the order of the asks, each as soon as those before it are there.

    Whoever stops listening ends the deadline, and waits for what is on the wire.
    """
    lines: dict[str, Line] = {}
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
            line.let_through()
        pool.shutdown(cancel_futures=True)


def _stand_in_line(ask: Ask, lines: dict[str, Line]) -> Line:
    """Join the line at the host of an ask; the hosts are in the order in which they appear."""
    host = host_of(ask.target.url)
    line = lines.get(host)
    if line is None:
        line = lines[host] = Line()
    line.asks.append(ask)
    return line


def _let_through(lines: Iterable[Line]) -> None:
    """Let the lines that were begun come to their ends, so that the next one can begin.

    They begin in the order in which they are waited for: whoever stands before one that has
    not begun has a thread, and would keep it for ever where nobody takes its answers.
    """
    for line in lines:
        if line.is_begun:
            line.let_through()


def _work_off(line: Line, fetch: Fetch, deadline: Deadline) -> None:
    """Ask one after the other; a mistake of our own reaches whoever waits for the answer."""
    line.is_begun = True
    for ask in line.asks:
        line.room.get()
        try:
            line.came.put(_came(ask, fetch, deadline))
        except BaseException as error:  # noqa: BLE001 - handed on, not handled
            line.came.put(Mistake(error))


def _came(ask: Ask, fetch: Fetch, deadline: Deadline) -> Came:
    try:
        deadline.require()
        return fetch(ask, deadline)
    except SourceError as error:
        return error
    except TooLate:
        return None
