"""Test that a host gets one request at a time, with a pause after each."""

from collections.abc import Generator
from contextlib import suppress

import pytest
from urllib3.exceptions import ConnectTimeoutError

from advisory_watch.adapters.http.politeness import Deadline, TooLate, Turns
from advisory_watch.core.errors import Blocked, Unreachable
from advisory_watch.core.page import FetchRequest, Validators
from support.publishers.http_publisher import a_redirect, an_answer
from support.publishers.http_reader import NOON, FakeTime, Reader, a_target

FEED = b"<rss/>"
ENDLESS = Deadline(FakeTime().clock)


def rest(waits: Generator[float, object, None]) -> float:
    """Return how long a caller must wait for a turn; 0 if it is taken."""
    return next(waits, 0.0)


def test_the_pause_is_counted_from_the_end_of_the_last_request() -> None:
    """Otherwise a slow host would get the next request as soon as it has answered."""
    time = FakeTime()
    turns = Turns(time.monotonic)
    assert rest(turns.take("a.example", 2, ENDLESS)) == 0
    time.now_s += 10
    turns.end("a.example", is_reached=True)
    second = turns.take("a.example", 2, ENDLESS)
    assert next(second) == 2
    time.now_s += 2
    assert rest(second) == 0
    turns.end("a.example", is_reached=True)
    time.now_s += 1.5
    assert rest(turns.take("a.example", 2, ENDLESS)) == 0.5


def test_hosts_do_not_wait_for_one_another() -> None:
    """Thirty publishers would take a minute instead of a second."""
    turns = Turns(FakeTime().monotonic)
    assert [rest(turns.take(host, 2, ENDLESS)) for host in ("a.example", "b.example")] == [0, 0]


@pytest.mark.parametrize(("is_reached", "rest_s"), [(True, 2), (False, 0)])
def test_only_a_host_that_was_reached_needs_a_pause(is_reached: bool, rest_s: float) -> None:  # noqa: FBT001
    """A host in trouble needs it more than any other; without a network, nothing is in trouble."""
    turns = Turns(FakeTime().monotonic)
    assert rest(turns.take("a.example", 2, ENDLESS)) == 0
    turns.end("a.example", is_reached=is_reached)
    assert rest(turns.take("a.example", 2, ENDLESS)) == rest_s


def test_a_second_caller_waits_for_its_turn() -> None:
    """Publishers treat two requests at once as a robot."""
    turns = Turns(FakeTime().monotonic)
    assert rest(turns.take("a.example", 0, ENDLESS)) == 0
    second = turns.take("a.example", 0, ENDLESS)
    assert next(second) > 0
    assert next(second) > 0
    turns.end("a.example", is_reached=True)
    assert rest(second) == 0


def test_a_turn_after_the_deadline_is_not_taken() -> None:
    """The next caller must not wait for a turn that was given to no request."""
    time = FakeTime()
    turns, deadline = Turns(time.monotonic), Deadline(time.clock, NOON.replace(second=3))
    assert rest(turns.take("a.example", 0, ENDLESS)) == 0
    second = turns.take("a.example", 0, deadline)
    assert next(second) > 0
    turns.end("a.example", is_reached=True)
    time.now_s += 4
    with pytest.raises(TooLate):
        next(second)
    assert rest(turns.take("a.example", 0, ENDLESS)) == 0


@pytest.mark.parametrize(("cause", "waits"), [(ConnectTimeoutError(), 0), (OSError(), 2)])
def test_a_host_that_was_not_reached_needs_no_pause(
    reader: Reader, cause: Exception, waits: int
) -> None:
    """Without a network, 226 documents of one host would take four minutes to fail."""
    web = reader.web
    fetch = web.start(
        FetchRequest(target=a_target("http://a.example/feed", crawl_delay_s=2)), ENDLESS
    )
    next(fetch)
    failure = Unreachable("us_state", "no answer")
    failure.__cause__ = cause
    with suppress(Unreachable):
        fetch.throw(failure)
    assert rest(web.turns.take("a.example", 2, ENDLESS)) == waits


def test_two_fetches_from_one_host_are_separated(reader: Reader) -> None:
    """Publishers ask for a delay in robots.txt, and block clients that ignore it."""
    reader.site.play("/feed", an_answer(FEED))
    web, target = reader.web, a_target(reader.site.url("/feed"), crawl_delay_s=2)
    web.fetch(target, Validators())
    web.fetch(target, Validators())
    assert reader.time.waits == [2]


def test_a_redirect_counts_as_a_request(reader: Reader) -> None:
    """The host sees two requests."""
    reader.site.play("/feed", a_redirect("/moved"))
    reader.site.play("/moved", an_answer(FEED))
    reader.web.fetch(a_target(reader.site.url("/feed"), crawl_delay_s=2), Validators())
    assert reader.time.waits == [2]


def test_a_retry_waits_for_the_longer_of_pause_and_crawl_delay(reader: Reader) -> None:
    """A retry after half a second would violate the crawl delay of the host."""
    reader.site.play("/feed", an_answer(b"", status=503))
    with pytest.raises(Blocked):
        reader.web.fetch(a_target(reader.site.url("/feed"), crawl_delay_s=5), Validators())
    assert sum(reader.time.waits) == pytest.approx(10)
