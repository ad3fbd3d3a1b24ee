"""Test many pages of one host over one persistent connection."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from threading import Event, Thread
from time import monotonic

import pytest

from advisory_watch.adapters.http import AddressGuard, curl_engine
from advisory_watch.adapters.http.wires import MANY
from advisory_watch.app.fetch_batch import HOSTS_AT_ONCE
from advisory_watch.core.errors import Unreachable
from advisory_watch.core.http_message import Limits
from advisory_watch.core.page import FetchRequest, NotModified, Page, Validators
from support.publishers.http_publisher import (
    Answer,
    Site,
    after,
    an_answer,
    chunked,
    cut_short,
    kept,
)
from support.publishers.http_reader import FakeTime, Reader, a_target

PATIENCE_S = 20
VALIDATORS = Validators(etag='"1"')
HOSTS = [f"host{number}.example" for number in range(3 * HOSTS_AT_ONCE)]
NOT_MODIFIED = kept(Answer(status=304, headers={"ETag": '"1"'}))


@pytest.fixture
def many(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Return a reader that always uses persistent connections."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost,.example")
    gate = AddressGuard(own_hosts=frozenset({"127.0.0.1"}))
    with ExitStack() as opened:
        yield Reader(site=site, gate=gate, time=FakeTime(), many=1, opened=opened)


def came(reader: Reader, *asks: FetchRequest) -> list[object]:
    """Fetch the pages, and return the results."""
    with closing(reader.web) as web:
        return list(web.fetch_each(asks, None))


def an_ask(reader: Reader, validators: Validators = VALIDATORS) -> FetchRequest:
    """Build a request for the only page of the publisher."""
    return FetchRequest(target=a_target(reader.site.url("/feed")), validators=validators)


@pytest.mark.parametrize(
    "answer",
    [NOT_MODIFIED, kept(an_answer(b"<rss/>")), kept(chunked(b"<rss", b"/>"))],
    ids=["not modified", "of known length", "in chunks"],
)
def test_one_connection_serves_many_pages(many: Reader, site: Site, answer: Answer) -> None:
    """A connection for each page costs as much as the page, here and at the publisher."""
    site.play("/feed", answer)
    kinds = {type(outcome) for outcome in came(many, *[an_ask(many)] * MANY)}
    assert kinds <= {Page, NotModified}
    assert (len(kinds), len(site.asked), site.connections) == (1, MANY, 1)


def test_a_connection_serves_the_next_check(many: Reader, site: Site) -> None:
    """Each check of `watch` runs in threads of its own."""
    site.play("/feed", NOT_MODIFIED)
    with closing(many.web) as web:
        for _ in range(3):
            check = Thread(target=lambda: list(web.fetch_each([an_ask(many)] * 2, None)))
            check.start()
            check.join()
    assert (len(site.asked), site.connections) == (6, 1)


def test_more_hosts_than_kept_connections_are_read(many: Reader, site: Site) -> None:
    """Of 174 embassies, each has a host of its own."""
    gate = AddressGuard(resolve=lambda *_: ["127.0.0.1"], own_hosts=frozenset(HOSTS))
    site.play("/feed", NOT_MODIFIED)
    asks = [
        FetchRequest(target=a_target(site.url("/feed", host=host)), validators=VALIDATORS)
        for host in HOSTS * 2
    ]
    kinds = [type(outcome) for outcome in came(replace(many, gate=gate), *asks)]
    assert kinds == [NotModified] * len(asks)


def test_the_time_of_the_caller_is_no_silence_of_a_host(
    many: Reader, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parsing a large document takes longer than a host may be silent."""
    away_s = [0.0]
    monkeypatch.setattr(curl_engine, "monotonic", lambda: monotonic() + away_s[0])
    is_asked, is_read = Event(), Event()

    def answer_later() -> None:
        is_asked.set()
        is_read.wait(PATIENCE_S)

    site.play("/feed", after(lambda: is_asked.wait(PATIENCE_S), an_answer(b"<rss/>")))
    site.play("/late", after(answer_later, an_answer(b"<rss/>")))
    gate = AddressGuard(resolve=lambda *_: ["127.0.0.1"], own_hosts=frozenset(HOSTS))
    urls = [site.url("/feed", host=HOSTS[0]), site.url("/late", host=HOSTS[1])]
    with closing(replace(many, gate=gate).web) as web:
        pages = web.fetch_each([FetchRequest(target=a_target(url)) for url in urls], None)
        assert isinstance(next(pages), Page)
        away_s[0] = 2 * many.limits.read_s
        is_read.set()
        assert isinstance(next(pages), Page)
    assert len(site.asked) == len(urls), "no page was asked for twice"


def test_the_time_between_two_batches_extends_no_limit(
    many: Reader, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`watch` keeps its connections for hours, and a silent host must not gain these hours."""
    away_s = [0.0]
    monkeypatch.setattr(curl_engine, "monotonic", lambda: monotonic() + away_s[0])
    site.play("/feed", NOT_MODIFIED, Answer(raw=b"HTTP/1.1", hangs=True))
    with closing(many.limited(Limits(read_s=0.1)).web) as web:
        list(web.fetch_each([an_ask(many)], None))
        away_s[0] = 3600
        (silent,) = web.fetch_each([an_ask(many)], None)
    assert isinstance(silent, Unreachable)
    assert "silence until the time limit" in silent.reason


def test_an_odd_url_is_left_to_requests(many: Reader, site: Site) -> None:
    """Another parser could read it in another way than the address guard."""
    site.play("/a%20b?c=%5Bd", an_answer(b"<rss/>"))
    odd = FetchRequest(target=a_target(site.url("/a b?c=[d#e").replace("[", "%5B")))
    (page,) = came(many, odd)
    assert isinstance(page, Page)
    assert [request.path for request in site.asked] == ["/a%20b?c=%5Bd"]


def test_a_connection_closed_by_the_host_is_opened_again(many: Reader, site: Site) -> None:
    """Hosts close connections at any time: this is neither a failure nor a reason to wait."""
    site.play("/feed", an_answer(b"<rss/>"))
    assert [type(outcome) for outcome in came(many, *[an_ask(many)] * 3)] == [Page] * 3
    assert (site.connections, many.time.waits) == (3, [])


def test_the_rest_of_a_broken_response_is_not_read_as_the_next(many: Reader, site: Site) -> None:
    """The rest of one document at the beginning of another would look like a change."""
    site.play("/feed", cut_short(b"<rss>", 100), *[kept(an_answer(b"<rss/>"))] * 2)
    first, second = came(many, *[an_ask(many, Validators())] * 2)
    assert isinstance(first, Page | Unreachable)
    assert isinstance(second, Page)
    assert second.body == b"<rss/>"


def test_a_connection_with_a_long_error_page_is_discarded(many: Reader, site: Site) -> None:
    """Not all of the error page is read, and its rest must not precede the next response."""
    site.play("/feed", kept(an_answer(b"x" * 300_000, status=500)), kept(an_answer(b"<rss/>")))
    few = many.limited(Limits(size_max=256 * 1024))
    first, second = came(few, *[an_ask(many)] * 2)
    assert isinstance(first, Unreachable)
    assert isinstance(second, Page)
    assert site.connections == 2


@pytest.mark.parametrize(
    "head", ["Content-Length: 6\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"]
)
def test_unrequested_bytes_are_not_read_as_the_next_page(
    many: Reader, site: Site, head: str
) -> None:
    """Another response in the same packet would become the page of another country."""
    body = "6\r\n<rss/>\r\n0\r\n\r\n" if "chunked" in head else "<rss/>"
    evil = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<evil>"
    answer = f"HTTP/1.1 200 OK\r\n{head}{body}{evil}"
    site.play("/feed", Answer(raw=answer.encode(), hangs=True), an_answer(b"<rss>2</rss>"))
    first, second = came(many, *[an_ask(many, Validators())] * 2)
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    assert (first.body, second.body, site.connections) == (b"<rss/>", b"<rss>2</rss>", 2)


def test_a_host_with_folded_headers_is_read_like_any_other(many: Reader, site: Site) -> None:
    """Its pages must still be read, over the same connection, and none is requested twice."""
    folded = an_answer(b"<rss/>", X_Note="over\r\n two lines")
    site.play("/feed", kept(folded))
    pages = came(many, *[an_ask(many, Validators())] * 3)
    assert [page.body for page in pages if isinstance(page, Page)] == [b"<rss/>"] * 3
    assert (len(site.asked), site.connections) == (3, 1)


def test_a_proxy_is_used_instead(many: Reader, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind a mandatory proxy, a direct connection reaches nothing."""
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("http_proxy", site.url(""))
    url = "http://publisher.example/feed"
    site.play(url, an_answer(b"<rss/>"))
    (answer,) = came(many, FetchRequest(target=a_target(url)))
    assert isinstance(answer, Page)
    assert [request.path for request in site.asked] == [url]
