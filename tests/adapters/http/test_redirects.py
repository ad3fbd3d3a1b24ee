"""Test that both engines follow a redirect where it may lead, and nowhere else."""

import pytest

from advisory_watch.core.errors import Refused, SourceError
from advisory_watch.core.http_message import Limits
from advisory_watch.core.page import Page
from advisory_watch.core.url import redact
from support.publishers.http_publisher import Answer, a_redirect, an_answer
from support.publishers.http_reader import Reader
from support.publishers.misleading_locations import MISLEADING

FEED = b"<rss/>"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_host_is_followed(reader: Reader, status: int) -> None:
    """Publishers move their pages; the move must not blind us."""
    reader.site.play("/feed", a_redirect("/moved/feed", status))
    reader.site.play("/moved/feed", an_answer(FEED))
    page = reader.fetch_page()
    assert (page.body, page.final_url) == (FEED, reader.site.url("/moved/feed"))


def test_a_redirect_to_a_host_that_the_source_names_is_followed(reader: Reader) -> None:
    """Some publishers serve their feeds from a second name."""
    elsewhere = reader.site.url("/feed", host="localhost")
    reader.site.play("/old", a_redirect(elsewhere))
    reader.site.play("/feed", an_answer(FEED))
    named = frozenset({f"localhost:{reader.site.server_port}"})
    page = reader.fetch("/old", hosts=named)
    assert isinstance(page, Page)
    assert page.final_url == elsewhere


def test_a_redirect_to_a_foreign_host_is_refused_unrequested(reader: Reader) -> None:
    """A hijacked page could send us to a forged feed, or into our owner's own network."""
    reader.site.play("/feed", a_redirect(reader.site.url("/inner?key=1", host="localhost")))
    with pytest.raises(Refused, match=r"expected an address on 127\.0\.0\.1, found .*/inner$"):
        reader.fetch()
    assert [request.path for request in reader.site.asked] == ["/feed"]


def test_a_loop_ends_after_five_redirects(reader: Reader) -> None:
    """A loop would keep us, and the publisher, busy until the time limit."""
    reader.site.play("/feed", a_redirect("/feed"))
    with pytest.raises(Refused, match="at most 5 redirects"):
        reader.fetch()
    assert len(reader.site.asked) == 6


def test_a_redirect_without_a_location_is_refused(reader: Reader) -> None:
    """The fetch has no page to read, and a retry would not help."""
    reader.site.play("/feed", Answer(status=302))
    with pytest.raises(Refused, match="Location"):
        reader.fetch()


@pytest.mark.parametrize(
    "location", [location for location in MISLEADING.values() if "\n" not in location]
)
def test_no_engine_follows_a_misleading_location(reader: Reader, location: str) -> None:
    """An engine must not follow by itself, nor read the address in another way."""
    head = f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n"
    reader.site.play("/feed", Answer(raw=head.encode()))
    reader.site.play("/feed.html", an_answer(FEED))
    with pytest.raises(SourceError):
        reader.limited(Limits(total_s=0.5)).fetch()
    assert {request.path for request in reader.site.asked} == {"/feed"}


def test_a_folded_location_is_one_url_and_no_header(reader: Reader) -> None:
    """A Location folded over two lines could become two headers of our own next request."""
    reader.site.play("/feed", a_redirect("/moved\r\n X-Injected: 1"))
    reader.site.play("/moved%20X-Injected:%201", an_answer(FEED))
    reader.fetch()
    assert "x-injected" not in reader.site.asked[1].headers


def test_two_urls_that_redirect_to_each_other_end(reader: Reader) -> None:
    """A loop over two URLs is a loop too."""
    reader.site.play("/feed", a_redirect("/moved"))
    reader.site.play("/moved", a_redirect("/feed"))
    with pytest.raises(Refused, match="at most 5 redirects"):
        reader.fetch()


def test_a_shown_url_has_no_secret() -> None:
    """Messages end in logs, alarms and the issue tracker."""
    assert redact("https://me:secret@a.example:8443/p?key=1#x") == "https://a.example:8443/p"
