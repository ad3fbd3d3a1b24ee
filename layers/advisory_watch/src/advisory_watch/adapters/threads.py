"""A `map` that works on several items at once, each in its own thread."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

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
    """Yield the results in the order of the items, each as soon as all earlier ones are ready.

    An exception is raised at the place of its item. After an exception, or if the caller stops
    early, items that have not begun are cancelled. `on_leaving` may then hurry the running ones,
    which are waited for.
    """
    pool = ThreadPoolExecutor(SOURCES_AT_ONCE, thread_name_prefix="source")
    try:
        yield from pool.map(work, items)
    except BaseException:
        on_leaving()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
