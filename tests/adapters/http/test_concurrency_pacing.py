"""Test that the requests to a host are separated by a delay."""

from collections.abc import Generator
from contextlib import suppress

import pytest

from advisory_watch.core.errors import Blocked, NotReached, SourceError, Unreachable
from advisory_watch.core.page import FetchRequest
from support.publishers.http_publisher import a_redirect, an_answer
from support.publishers.http_reader import Reader, a_target, fetch_one


def rest(waits: Generator[float, object, None]) -> float:
    """Return how long a caller must wait for a turn; 0 if it is taken."""
    return next(waits, 0.0)


FEED = b"<rss/>"


def endless(_after_s: float) -> bool:
    """Set no deadline."""
    return True


@pytest.mark.parametrize(("kind", "waits"), [(NotReached, 0), (Unreachable, 2)])
def test_a_host_that_was_not_reached_needs_no_delay(
    reader: Reader, kind: type[SourceError], waits: int
) -> None:
    """Without a network, 226 documents of one host would take four minutes to fail."""
    web = reader.web
    ask = FetchRequest(target=a_target("http://a.example/feed", crawl_delay_s=2))
    fetch = web.start(ask, endless)
    next(fetch)
    with suppress(StopIteration):
        fetch.send(kind("us_state", "no answer"))
    assert rest(web.turns.take("a.example", 2, endless)) == waits


def test_two_fetches_from_one_host_are_separated(reader: Reader) -> None:
    """Publishers ask for a delay in robots.txt, and block clients that ignore it."""
    reader.site.play("/feed", an_answer(FEED))
    web, target = reader.web, a_target(reader.site.url("/feed"), crawl_delay_s=2)
    fetch_one(web, target)
    fetch_one(web, target)
    assert reader.time.waits == [2]


def test_a_redirect_counts_as_a_request(reader: Reader) -> None:
    """The host sees two requests."""
    reader.site.play("/feed", a_redirect("/moved"))
    reader.site.play("/moved", an_answer(FEED))
    fetch_one(reader.web, a_target(reader.site.url("/feed"), crawl_delay_s=2))
    assert reader.time.waits == [2]


def test_a_retry_waits_for_the_longer_of_pause_and_crawl_delay(reader: Reader) -> None:
    """A retry after half a second would violate the crawl delay of the host."""
    reader.site.play("/feed", an_answer(b"", status=503))
    with pytest.raises(Blocked):
        fetch_one(reader.web, a_target(reader.site.url("/feed"), crawl_delay_s=5))
    assert sum(reader.time.waits) == pytest.approx(10)
