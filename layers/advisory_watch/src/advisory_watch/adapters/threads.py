"""A `map` that works on several things at once, each in a thread of its own."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

SOURCES_AT_ONCE = 8
"""Threads that check a source each: they wait for publishers most of the time, and one slow
government in eight places holds up nobody. More would only take turns at one ledger."""


def side_by_side(
    work: Callable[[T], R], items: Iterable[T], on_leaving: Callable[[], None] = lambda: None
) -> Iterator[R]:
    """Yield the results in the order of the items, each as soon as those before it are there.

    An exception comes through at its place. Where that or the caller ends it early, what was
    not begun is not begun any more, `on_leaving` may hurry what runs, and that is waited for.
    """
    pool = ThreadPoolExecutor(SOURCES_AT_ONCE, thread_name_prefix="source")
    is_done = False
    try:
        yield from pool.map(work, items)
        is_done = True
    finally:
        if not is_done:
            on_leaving()
        pool.shutdown(cancel_futures=True)
