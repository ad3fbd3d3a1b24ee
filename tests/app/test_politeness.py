"""Test that a host gets one request at a time, with a delay from start to start."""

from collections.abc import Generator

import pytest

from advisory_watch.app.politeness import TooLate, Turns
from advisory_watch.core.source import Source
from advisory_watch.sources import SOURCES
from support.publishers.http_reader import FakeTime

SHORTEST_DELAY_S = 0.5


def endless(_after_s: float) -> bool:
    """Set no deadline."""
    return True


def rest(waits: Generator[float, object, None]) -> float:
    """Return how long a caller must wait for a turn; 0 if it is taken."""
    return next(waits, 0.0)


def test_the_delay_is_counted_from_the_start_of_the_last_request() -> None:
    """A crawl delay bounds requests a second; counted from the end, each check takes longer."""
    time = FakeTime()
    turns = Turns(time.monotonic)
    assert rest(turns.take("a.example", 2, endless)) == 0
    time.now_s += 0.5
    turns.end("a.example", is_reached=True)
    second = turns.take("a.example", 2, endless)
    assert next(second) == 1.5
    time.now_s += 1.5
    assert rest(second) == 0
    turns.end("a.example", is_reached=True)
    assert rest(turns.take("a.example", 2, endless)) == 2


def test_a_slow_host_gets_the_next_request_after_its_answer() -> None:
    """Requests that overlap would add to the trouble of a host that is slow already."""
    time = FakeTime()
    turns = Turns(time.monotonic)
    assert rest(turns.take("a.example", 2, endless)) == 0
    time.now_s += 10
    assert rest(turns.take("a.example", 2, endless)) > 0
    turns.end("a.example", is_reached=True)
    assert rest(turns.take("a.example", 2, endless)) == 0


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.id)
def test_no_host_gets_more_than_two_requests_a_second(source: Source) -> None:
    """The owner of each stack promises it to every publisher, in the README."""
    delays = [endpoint.target.crawl_delay_s for endpoint in source.endpoints]
    assert min(delays) >= SHORTEST_DELAY_S


def test_hosts_do_not_wait_for_one_another() -> None:
    """Thirty publishers would take a minute instead of a second."""
    turns = Turns(FakeTime().monotonic)
    assert [rest(turns.take(host, 2, endless)) for host in ("a.example", "b.example")] == [0, 0]


@pytest.mark.parametrize(("is_reached", "rest_s"), [(True, 2), (False, 0)])
def test_only_a_host_that_was_reached_needs_a_delay(is_reached: bool, rest_s: float) -> None:  # noqa: FBT001
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
