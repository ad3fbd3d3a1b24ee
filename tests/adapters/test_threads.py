"""Test parallel work: no result waits for another, and no error is lost in a thread."""

from datetime import datetime, timedelta
from threading import Barrier, Event
from weakref import ref

import pytest

from advisory_watch.adapters.threads import SOURCES_AT_ONCE, ThreadTasks, side_by_side
from advisory_watch.bootstrap.runtime import now

PATIENCE_S = 20
"""How long a test waits, in seconds, for an event that comes at once or never."""


def test_each_result_comes_as_soon_as_it_is_ready() -> None:
    """A function that is stopped while one publisher is silent has logged all other sources."""
    first_may_end = Event()

    def work(item: int) -> int:
        assert item > 0 or first_may_end.wait(PATIENCE_S)
        return item * 10

    results = side_by_side(work, range(3))
    assert {next(results), next(results)} == {10, 20}
    first_may_end.set()
    assert list(results) == [0]


class Result:
    """A result that can be watched."""


def test_a_result_is_forgotten_once_it_was_yielded() -> None:
    """The outcomes of a first check hold all texts of their sources."""
    second_may_end = Event()

    def work(item: int) -> Result:
        assert item == 0 or second_may_end.wait(PATIENCE_S)
        return Result()

    results = side_by_side(work, range(3))
    first = ref(next(results))
    second_may_end.set()
    next(results)
    assert first() is None


def test_as_many_items_as_allowed_run_at_once() -> None:
    """Checked one by one, the last source would be read only when the function is stopped."""
    all_are_at_work = Barrier(SOURCES_AT_ONCE)
    results = side_by_side(lambda _: all_are_at_work.wait(PATIENCE_S), range(SOURCES_AT_ONCE))
    assert set(results) == set(range(SOURCES_AT_ONCE))


def test_an_exception_is_raised_in_place_of_its_result() -> None:
    """A bug that ends in a thread would make a source vanish unnoticed."""
    is_first_done = Event()

    def work(item: int) -> float:
        assert item != 0 or is_first_done.wait(PATIENCE_S)
        return 1 / item

    results = side_by_side(work, [2, 0])
    assert next(results) == 0.5
    is_first_done.set()
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_an_early_exit_hurries_running_items_and_begins_no_more() -> None:
    """Ctrl-C must not wait for pages that are no longer needed, nor leave a thread behind."""
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


def test_a_complete_run_does_not_call_on_leaving() -> None:
    """The caller closes the web itself after a complete run."""
    assert list(side_by_side(str, [1, 2], on_leaving=pytest.fail)) == ["1", "2"]


def soon() -> datetime:
    """Return a time far enough ahead for any thread."""
    return now() + timedelta(seconds=60)


def test_a_task_runs_beside_the_others_and_gives_its_result() -> None:
    """A channel that hangs must delay no check."""
    tasks: ThreadTasks[str] = ThreadTasks(now)
    release = Event()
    tasks.start("slow", lambda: str(release.wait(60)))
    tasks.start("fast", lambda: "done")
    assert list(tasks.wait(soon())) == ["done"]
    assert tasks.is_running("slow")
    assert not tasks.is_running("fast")
    release.set()
    assert list(tasks.wait(soon())) == ["True"]
    assert not tasks.is_running()


def test_a_running_task_is_not_started_again() -> None:
    """Two deliveries of one channel would send twice."""
    tasks: ThreadTasks[str] = ThreadTasks(now)
    release = Event()
    tasks.start("one", lambda: str(release.wait(60)))
    tasks.start("one", lambda: "a second")
    release.set()
    assert list(tasks.wait(soon())) == ["True"]
    assert not tasks.is_running()


def test_a_wait_ends_when_it_is_woken() -> None:
    """Ctrl-C must not wait for the next check."""
    tasks: ThreadTasks[str] = ThreadTasks(now)
    tasks.wake()
    assert list(tasks.wait(now() + timedelta(days=1))) == []


def test_a_wait_without_a_task_ends_at_its_time() -> None:
    """The next source is due then."""
    tasks: ThreadTasks[str] = ThreadTasks(now)
    assert list(tasks.wait(now() - timedelta(days=1))) == []


def test_an_error_in_a_task_is_raised_in_the_waiting_thread() -> None:
    """An error in a thread would otherwise end it without a word."""
    tasks: ThreadTasks[float] = ThreadTasks(now)
    tasks.start("broken", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(tasks.wait(soon()))
    assert not tasks.is_running()
