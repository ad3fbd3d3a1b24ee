"""Test that a host gets one request at a time, with a pause after each."""

from threading import Event, Thread

import pytest
from urllib3.exceptions import ConnectTimeoutError

from advisory_watch.adapters.http.client import Pacing
from advisory_watch.adapters.http.concurrency import Deadline
from advisory_watch.core.errors import Blocked, Unreachable
from advisory_watch.core.page import Validators
from support.publishers.http_publisher import a_redirect, an_answer
from support.publishers.http_reader import FakeTime, Reader, a_target

FEED = b"<rss/>"
ENDLESS = Deadline(FakeTime().clock)


def test_the_pause_is_counted_from_the_end_of_the_last_request() -> None:
    """Otherwise a slow host would get the next request as soon as it has answered."""
    time = FakeTime()
    pacing = Pacing(monotonic=time.monotonic, wait=time.wait)
    with pacing.turn("a.example", 2, ENDLESS):
        time.now_s += 10
    with pacing.turn("a.example", 2, ENDLESS):
        pass
    time.now_s += 1.5
    with pacing.turn("a.example", 2, ENDLESS):
        pass
    assert time.waits == [2, 0.5]


def test_hosts_do_not_wait_for_one_another() -> None:
    """Thirty publishers would take a minute instead of a second."""
    time = FakeTime()
    pacing = Pacing(monotonic=time.monotonic, wait=time.wait)
    with pacing.turn("a.example", 2, ENDLESS), pacing.turn("b.example", 2, ENDLESS):
        pass
    assert time.waits == []


def test_a_failed_request_counts_for_the_pause() -> None:
    """A host in trouble needs its pause more than any other."""
    time = FakeTime()
    pacing = Pacing(monotonic=time.monotonic, wait=time.wait)
    with pytest.raises(TimeoutError), pacing.turn("a.example", 2, ENDLESS):
        raise TimeoutError
    with pacing.turn("a.example", 2, ENDLESS):
        pass
    assert time.waits == [2]


@pytest.mark.parametrize(("cause", "waits"), [(ConnectTimeoutError(), []), (OSError(), [2])])
def test_a_host_that_was_not_reached_needs_no_pause(cause: Exception, waits: list[float]) -> None:
    """Without a network, 226 documents of one host would take four minutes to fail."""
    time = FakeTime()
    pacing = Pacing(monotonic=time.monotonic, wait=time.wait)
    with pytest.raises(Unreachable), pacing.turn("a.example", 2, ENDLESS):
        raise Unreachable("us_state", "no answer") from cause
    with pacing.turn("a.example", 2, ENDLESS):
        pass
    assert time.waits == waits


def test_a_second_thread_waits_for_its_turn() -> None:
    """Publishers treat two requests at once as a robot."""
    time = FakeTime()
    pacing = Pacing(monotonic=time.monotonic, wait=time.wait)
    is_in = Event()

    def enter() -> None:
        with pacing.turn("a.example", 0, ENDLESS):
            is_in.set()

    thread = Thread(target=enter)
    with pacing.turn("a.example", 0, ENDLESS):
        thread.start()
        assert not is_in.wait(0.05)
    thread.join()
    assert is_in.is_set()


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
