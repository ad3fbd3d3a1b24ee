"""Test that a host gets one request at a time, with a pause after each."""

from collections.abc import Generator

import pytest

from advisory_watch.app.politeness import TooLate, Turns
from support.publishers.http_reader import FakeTime


def endless(_after_s: float) -> bool:
    """Set no deadline."""
    return True


def rest(waits: Generator[float, object, None]) -> float:
    """Return how long a caller must wait for a turn; 0 if it is taken."""
    return next(waits, 0.0)


def test_the_pause_is_counted_from_the_end_of_the_last_request() -> None:
    """Otherwise a slow host would get the next request as soon as it has answered."""
    time = FakeTime()
    turns = Turns(time.monotonic)
    assert rest(turns.take("a.example", 2, endless)) == 0
    time.now_s += 10
    turns.end("a.example", is_reached=True)
    second = turns.take("a.example", 2, endless)
    assert next(second) == 2
    time.now_s += 2
    assert rest(second) == 0
    turns.end("a.example", is_reached=True)
    time.now_s += 1.5
    assert rest(turns.take("a.example", 2, endless)) == 0.5


def test_hosts_do_not_wait_for_one_another() -> None:
    """Thirty publishers would take a minute instead of a second."""
    turns = Turns(FakeTime().monotonic)
    assert [rest(turns.take(host, 2, endless)) for host in ("a.example", "b.example")] == [0, 0]


@pytest.mark.parametrize(("is_reached", "rest_s"), [(True, 2), (False, 0)])
def test_only_a_host_that_was_reached_needs_a_pause(is_reached: bool, rest_s: float) -> None:  # noqa: FBT001
    """A host in trouble needs it more than any other; without a network, nothing is in trouble."""
    turns = Turns(FakeTime().monotonic)
    assert rest(turns.take("a.example", 2, endless)) == 0
    turns.end("a.example", is_reached=is_reached)
    assert rest(turns.take("a.example", 2, endless)) == rest_s


def test_a_second_caller_waits_for_its_turn() -> None:
    """Publishers treat two requests at once as a robot."""
    turns = Turns(FakeTime().monotonic)
    assert rest(turns.take("a.example", 0, endless)) == 0
    second = turns.take("a.example", 0, endless)
    assert next(second) > 0
    assert next(second) > 0
    turns.end("a.example", is_reached=True)
    assert rest(second) == 0


def test_a_turn_after_the_deadline_is_not_taken() -> None:
    """The next caller must not wait for a turn that was given to no request."""
    time = FakeTime()
    turns = Turns(time.monotonic)

    def deadline(after_s: float) -> bool:
        return time.now_s + after_s <= 3

    assert rest(turns.take("a.example", 0, endless)) == 0
    second = turns.take("a.example", 0, deadline)
    assert next(second) > 0
    turns.end("a.example", is_reached=True)
    time.now_s += 4
    with pytest.raises(TooLate):
        next(second)
    assert rest(turns.take("a.example", 0, endless)) == 0
