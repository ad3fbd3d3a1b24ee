"""Test many pages in parallel over the wire: pacing, limits and deadlines apply there too."""

from datetime import datetime, timedelta
from threading import Barrier, Event

import pytest

from advisory_watch.adapters.http.requests_engine import HOSTS_KEPT, new_session
from advisory_watch.core.errors import Blocked, NotFound, Refused, SourceError
from advisory_watch.core.page import FetchRequest, NotModified, Page, Validators
from support.publishers.http_publisher import Answer, a_redirect, after, an_answer
from support.publishers.http_reader import NOON, Reader, a_target

FEED = b"<rss/>"
PATIENCE_S = 20


def came_of(
    reader: Reader, *urls: str, until: datetime | None = None, crawl_delay_s: float = 0
) -> list[Page | NotModified | SourceError | None]:
    """Fetch some URLs in parallel."""
    asks = [FetchRequest(target=a_target(url, crawl_delay_s=crawl_delay_s)) for url in urls]
    return list(reader.web.fetch_each(asks, until))


def in_s(seconds: float) -> datetime:
    """Return a moment soon after noon, when these tests begin."""
    return NOON + timedelta(seconds=seconds)


def test_a_hanging_host_delays_no_other(reader: Reader) -> None:
    """One publisher that is down must not prevent the reading of all others."""
    others_are_done = Event()
    reader.site.play("/slow", after(lambda: others_are_done.wait(PATIENCE_S), an_answer(FEED)))
    reader.site.play("/1", an_answer(FEED))
    reader.site.play("/2", after(others_are_done.set, an_answer(FEED)))
    slow = [reader.site.url("/slow")] * 3
    came = came_of(reader, *slow, *(reader.site.url(path, "localhost") for path in ("/1", "/2")))
    assert all(isinstance(outcome, Page) for outcome in came)


def test_a_host_never_gets_two_requests_at_once(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publishers treat two requests at once as a robot; three hosts are requested together."""
    monkeypatch.setenv("http_proxy", reader.site.url(""))  # any host is then on loopback
    all_hosts_are_asked = Barrier(3)
    hosts = ("a.example", "b.example", "c.example")
    urls = [f"http://{host}/{number}" for number in range(4) for host in hosts]
    for url in urls:
        meet = after(lambda: all_hosts_are_asked.wait(PATIENCE_S), an_answer(FEED))
        reader.site.play(url, meet)
    assert all(isinstance(outcome, Page) for outcome in came_of(reader, *urls))
    assert reader.site.most_at_once == dict.fromkeys(hosts, 1)


def test_two_callers_take_turns_at_a_host(reader: Reader) -> None:
    """Two sources of one government are checked in parallel, and share its server."""
    reader.site.play("/feed", an_answer(FEED))
    asks = [FetchRequest(target=a_target(reader.site.url("/feed"), crawl_delay_s=2))] * 2
    web = reader.web
    first, second = web.fetch_each(asks, None), web.fetch_each(asks, None)
    assert all(
        isinstance(outcome, Page) for pair in zip(first, second, strict=True) for outcome in pair
    )
    assert len(reader.time.waits) == 3
    assert set(reader.site.most_at_once.values()) == {1}


def test_a_refused_or_lost_page_does_not_affect_the_others(reader: Reader) -> None:
    """One bad page in two hundred must not cost the others."""
    reader.site.play("/good", an_answer(FEED))
    reader.site.play("/huge", Answer(headers={"Content-Length": "31457280"}, pieces=(FEED,)))
    reader.site.play("/walled", an_answer(b"no", status=403))
    reader.site.play("/away", a_redirect("https://evil.test/"))
    paths = ("/good", "/huge", "/good", "/none", "/walled", "/away", "/good")
    came = came_of(reader, *map(reader.site.url, paths), "http://[")
    kinds = [type(outcome) for outcome in came]
    assert kinds == [Page, Refused, Page, NotFound, Blocked, Refused, Page, Refused]


def test_each_page_is_requested_with_its_own_validators(reader: Reader) -> None:
    """With another page's ETag a new page could be reported as unchanged."""
    reader.site.play("/old", Answer(status=304))
    reader.site.play("/new", an_answer(FEED))
    old, new = (a_target(reader.site.url(path)) for path in ("/old", "/new"))
    asks = [FetchRequest(target=old, validators=Validators(etag='"1"')), FetchRequest(target=new)]
    kinds = [type(outcome) for outcome in reader.web.fetch_each(asks, None)]
    assert kinds == [NotModified, Page]
    assert ["if-none-match" in request.headers for request in reader.site.asked] == [True, False]


def test_after_the_deadline_no_request_is_sent(reader: Reader) -> None:
    """The remaining pages are left to the next check, which begins with them."""
    urls = [reader.site.url("/feed"), reader.site.url("/feed", "localhost"), "http://["]
    assert came_of(reader, *urls, until=in_s(-1)) == [None, None, None]
    assert reader.site.asked == []


def test_a_running_fetch_is_finished_after_the_deadline(reader: Reader) -> None:
    """A page that was half read would have to be requested again."""

    def time_passes() -> None:
        reader.time.now_s += 31

    reader.site.play("/moved", after(time_passes, a_redirect("/feed")))
    reader.site.play("/feed", an_answer(FEED))
    moved, feed = reader.site.url("/moved"), reader.site.url("/feed")
    page, late = came_of(reader, moved, feed, until=in_s(30))
    assert isinstance(page, Page)
    assert late is None
    assert [request.path for request in reader.site.asked] == ["/moved", "/feed"]


def test_a_pause_that_would_end_too_late_is_not_begun(reader: Reader) -> None:
    """Some publishers want half a minute between two requests: the check must not waste it."""
    reader.site.play("/feed", an_answer(FEED))
    urls = [reader.site.url("/feed")] * 3
    page, second, late = came_of(reader, *urls, until=in_s(45), crawl_delay_s=30)
    assert isinstance(page, Page)
    assert isinstance(second, Page)
    assert late is None
    assert reader.time.waits == [30]


def test_a_retry_that_would_come_too_late_is_a_failure(reader: Reader) -> None:
    """The check cannot use a response after its deadline, so waiting for it is useless."""
    reader.site.play("/feed", an_answer(b"", status=429, Retry_After="7"))
    (failure,) = came_of(reader, reader.site.url("/feed"), until=in_s(5))
    assert isinstance(failure, Blocked)
    assert reader.time.waits == []


def test_a_closed_web_begins_nothing_more(reader: Reader) -> None:
    """Ctrl-C must not have to wait for two hundred pages."""
    web = reader.web
    web.close()
    asks = [FetchRequest(target=a_target(reader.site.url("/feed")))]
    assert list(web.fetch_each(asks, None)) == [None]
    assert reader.site.asked == []


def test_connections_to_many_hosts_are_not_all_kept(reader: Reader) -> None:
    """A hundred and eighty idle connections are a leak, and inconsiderate to each host."""
    connections = new_session(reader.gate).adapters["https://"].poolmanager  # type: ignore[attr-defined]
    for number in range(180):
        connections.connection_from_url(f"https://{number}.example/")
    assert len(connections.pools) == HOSTS_KEPT
