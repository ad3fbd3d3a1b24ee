"""Many pages side by side, over the wire: politeness, limits and deadlines hold there too."""

from datetime import datetime, timedelta
from threading import Barrier, Event

import pytest

from advisory_watch.adapters.web.session import HOSTS_KEPT
from advisory_watch.core.errors import Blocked, NotFound, Refused, SourceError
from advisory_watch.core.pages import Ask, NotModified, Page, Validators
from publisher import Answer, a_redirect, after, an_answer
from reader import NOON, Reader, a_target

FEED = b"<rss/>"
PATIENCE_S = 20


def came_of(
    reader: Reader, *urls: str, until: datetime | None = None, crawl_delay_s: float = 0
) -> list[Page | NotModified | SourceError | None]:
    """Fetch some URLs side by side."""
    asks = [Ask(target=a_target(each, crawl_delay_s=crawl_delay_s)) for each in urls]
    return list(reader.web.fetch_each(asks, until))


def in_s(seconds: float) -> datetime:
    """Name a moment soon after noon, when these tests begin."""
    return NOON + timedelta(seconds=seconds)


def test_a_hanging_host_holds_up_no_other(reader: Reader) -> None:
    """One publisher who is down must not keep the world from being read."""
    others_are_done = Event()
    reader.site.play("/slow", after(lambda: others_are_done.wait(PATIENCE_S), an_answer(FEED)))
    reader.site.play("/1", an_answer(FEED))
    reader.site.play("/2", after(others_are_done.set, an_answer(FEED)))
    slow = [reader.site.url("/slow")] * 3
    came = came_of(reader, *slow, *(reader.site.url(each, "localhost") for each in ("/1", "/2")))
    assert all(isinstance(each, Page) for each in came)


def test_no_host_is_ever_asked_by_two_at_once(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two requests at once are what publishers call a robot; three hosts are asked together."""
    monkeypatch.setenv("http_proxy", reader.site.url(""))  # any host is then on loopback
    all_hosts_are_asked = Barrier(3)
    hosts = ("a.example", "b.example", "c.example")
    urls = [f"http://{host}/{number}" for number in range(4) for host in hosts]
    for url in urls:
        meet = after(lambda: all_hosts_are_asked.wait(PATIENCE_S), an_answer(FEED))
        reader.site.play(url, meet)
    assert all(isinstance(each, Page) for each in came_of(reader, *urls))
    assert reader.site.most_at_once == dict.fromkeys(hosts, 1)


def test_two_callers_take_turns_at_a_host(reader: Reader) -> None:
    """Two sources of one government are read side by side, and share its server."""
    reader.site.play("/feed", an_answer(FEED))
    asks = [Ask(target=a_target(reader.site.url("/feed"), crawl_delay_s=2))] * 2
    web = reader.web
    first, second = web.fetch_each(asks, None), web.fetch_each(asks, None)
    assert all(isinstance(each, Page) for pair in zip(first, second, strict=True) for each in pair)
    assert len(reader.time.waits) == 3
    assert set(reader.site.most_at_once.values()) == {1}


def test_what_is_refused_or_lost_disturbs_nothing_beside_it(reader: Reader) -> None:
    """One spoilt page in two hundred is that page's affair."""
    reader.site.play("/good", an_answer(FEED))
    reader.site.play("/huge", Answer(headers={"Content-Length": "31457280"}, pieces=(FEED,)))
    reader.site.play("/walled", an_answer(b"no", status=403))
    reader.site.play("/away", a_redirect("https://evil.test/"))
    paths = ("/good", "/huge", "/good", "/none", "/walled", "/away", "/good")
    came = came_of(reader, *map(reader.site.url, paths), "http://[")
    kinds = [type(each) for each in came]
    assert kinds == [Page, Refused, Page, NotFound, Blocked, Refused, Page, Refused]


def test_each_page_is_asked_about_with_its_own_validators(reader: Reader) -> None:
    """Another page's ETag would call a new page an old one."""
    reader.site.play("/old", Answer(status=304))
    reader.site.play("/new", an_answer(FEED))
    old, new = (a_target(reader.site.url(path)) for path in ("/old", "/new"))
    asks = [Ask(target=old, validators=Validators(etag='"1"')), Ask(target=new)]
    kinds = [type(each) for each in reader.web.fetch_each(asks, None)]
    assert kinds == [NotModified, Page]
    assert ["if-none-match" in each.headers for each in reader.site.asked] == [True, False]


def test_when_the_time_is_over_nobody_is_asked(reader: Reader) -> None:
    """What is left is for the next check, which begins with it."""
    urls = [reader.site.url("/feed"), reader.site.url("/feed", "localhost"), "http://["]
    assert came_of(reader, *urls, until=in_s(-1)) == [None, None, None]
    assert reader.site.asked == []


def test_when_the_time_runs_out_what_runs_is_finished(reader: Reader) -> None:
    """A page half read would be asked for twice."""

    def time_passes() -> None:
        reader.time.now_s += 31

    reader.site.play("/moved", after(time_passes, a_redirect("/feed")))
    reader.site.play("/feed", an_answer(FEED))
    moved, feed = reader.site.url("/moved"), reader.site.url("/feed")
    page, late = came_of(reader, moved, feed, until=in_s(30))
    assert isinstance(page, Page)
    assert late is None
    assert [each.path for each in reader.site.asked] == ["/moved", "/feed"]


def test_a_rest_that_would_end_too_late_is_not_begun(reader: Reader) -> None:
    """Some publishers want half a minute between two requests: it is not ours to waste."""
    reader.site.play("/feed", an_answer(FEED))
    urls = [reader.site.url("/feed")] * 3
    page, second, late = came_of(reader, *urls, until=in_s(45), crawl_delay_s=30)
    assert isinstance(page, Page)
    assert isinstance(second, Page)
    assert late is None
    assert reader.time.waits == [30]


def test_a_retry_that_would_come_too_late_is_the_failure_it_is(reader: Reader) -> None:
    """Waiting for an answer that nobody can wait for helps nobody."""
    reader.site.play("/feed", an_answer(b"", status=429, Retry_After="7"))
    (failure,) = came_of(reader, reader.site.url("/feed"), until=in_s(5))
    assert isinstance(failure, Blocked)
    assert reader.time.waits == []


def test_a_closed_web_begins_nothing_more(reader: Reader) -> None:
    """Whoever presses Ctrl-C is not made to wait for two hundred pages."""
    web = reader.web
    web.close()
    asks = [Ask(target=a_target(reader.site.url("/feed")))]
    assert list(web.fetch_each(asks, None)) == [None]
    assert reader.site.asked == []


def test_a_world_of_hosts_is_not_kept_connected(reader: Reader) -> None:
    """A hundred and eighty idle connections are a leak, and a rudeness to each host."""
    connections = reader.session.adapters["https://"].poolmanager  # type: ignore[attr-defined]
    for number in range(180):
        connections.connection_from_url(f"https://{number}.example/")
    assert len(connections.pools) == HOSTS_KEPT
