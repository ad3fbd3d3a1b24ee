"""Many pages side by side: hosts at once, the pages of one host one after the other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

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

Line = list[tuple[Ask, "Future[Came]"]]
"""The asks that stand in line at one host, each with the place of its answer."""


def fetch_side_by_side(asks: Sequence[Ask], fetch: Fetch, deadline: Deadline) -> Iterator[Came]:
    """Yield the answers in the order of the asks, each as soon as those before it are there.

    Whoever stops listening ends the deadline, and waits for what is on the wire.
    """
    answers: list[Future[Came]] = [Future() for _ in asks]
    pool = ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="host")
    try:
        for line in _lines(zip(asks, answers, strict=True)):
            pool.submit(_work_off, line, fetch, deadline)
        answers.reverse()
        while answers:  # what was taken is let go: a page may have megabytes
            yield answers.pop().result()
    finally:
        deadline.end()
        pool.shutdown(cancel_futures=True)


def _lines(waiting: Iterable[tuple[Ask, "Future[Came]"]]) -> Iterable[Line]:
    """Form one line at each host, the hosts in the order in which they first appear."""
    lines: dict[str, Line] = {}
    for ask, answer in waiting:
        lines.setdefault(host_of(ask.target.url), []).append((ask, answer))
    return lines.values()


def _work_off(line: Line, fetch: Fetch, deadline: Deadline) -> None:
    """Ask one after the other; a mistake of our own reaches whoever waits for the answer."""
    line.reverse()
    while line:
        ask, answer = line.pop()
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
