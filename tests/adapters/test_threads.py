"""Several things worked on at once: the order is kept, and nothing is lost in a thread."""

from threading import Barrier, Event

import pytest

from advisory_watch.adapters.threads import SOURCES_AT_ONCE, side_by_side

PATIENCE_S = 20
"""How long a test waits for what happens at once, or never."""


def test_results_come_in_the_order_of_the_items() -> None:
    """Outcomes are reported by position: the slowest source must not swap names with another."""
    last_is_done = Event()

    def work(item: int) -> int:
        if item == 2:
            last_is_done.set()
        else:
            assert last_is_done.wait(PATIENCE_S)
        return item * 10

    assert list(side_by_side(work, range(3))) == [0, 10, 20]


def test_as_many_as_allowed_are_worked_on_at_once() -> None:
    """One after the other, the last source would be read when the function is stopped."""
    all_are_at_work = Barrier(SOURCES_AT_ONCE)
    results = side_by_side(lambda _: all_are_at_work.wait(PATIENCE_S), range(SOURCES_AT_ONCE))
    assert set(results) == set(range(SOURCES_AT_ONCE))


def test_an_exception_comes_through_at_its_place() -> None:
    """A bug that ends in a thread is a source that nobody misses."""

    def work(item: int) -> float:
        return 1 / item

    results = side_by_side(work, [2, 0, 1])
    assert next(results) == 0.5
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_whoever_leaves_early_hurries_what_runs_and_begins_nothing_more() -> None:
    """Ctrl-C must not wait for pages that nobody will read, nor leave a thread behind."""
    is_left, begun, finished = Event(), list[int](), list[int]()

    def work(item: int) -> int:
        begun.append(item)
        if item > 0:
            assert is_left.wait(PATIENCE_S)
        finished.append(item)
        return item

    results = side_by_side(work, range(4 * SOURCES_AT_ONCE), on_leaving=is_left.set)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined] # it is a generator
    assert sorted(begun) == sorted(finished)
    assert len(begun) <= 2 * SOURCES_AT_ONCE


def test_who_stays_to_the_end_hurries_nobody() -> None:
    """The web is closed by whoever opened it."""
    assert list(side_by_side(str, [1, 2], on_leaving=pytest.fail)) == ["1", "2"]
