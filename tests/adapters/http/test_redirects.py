"""Test where a redirect may lead, and where it may not."""

import pytest

from advisory_watch.adapters.http import Limits
from advisory_watch.adapters.http.redirects import check_allowed, next_url
from advisory_watch.core.errors import Refused, SourceError
from advisory_watch.core.page import Page
from advisory_watch.core.url import redact
from support.publishers.http_publisher import Answer, a_redirect, an_answer
from support.publishers.http_reader import Reader, a_target

FEED = b"<rss/>"
HERE = "https://advice.example/feed"


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
    ("location", "following"),
    [
        ("/new", "https://advice.example/new"),
        ("//ADVICE.example:443/new", "https://ADVICE.example:443/new"),
        ("https://second.example/feed", "https://second.example/feed"),
        ("https:///evil.test/feed", "https://advice.example/evil.test/feed"),
    ],
)
def test_an_allowed_location_is_resolved(location: str, following: str) -> None:
    """Relative and absolute URLs are both in use."""
    target = a_target(HERE, hosts=frozenset({"second.example"}))
    assert next_url(target, HERE, location) == following


MISLEADING = {
    "https to http": "http://advice.example/feed",
    "https to HTTP, which is the same": "HTTP://advice.example/feed",
    "another port of the same host": "https://advice.example:8443/feed",
    "a port that nobody can ask": "https://advice.example:0/feed",
    "the name at the front of another": "https://advice.example.evil.test/feed",
    "the name at the end of another": "https://evil-advice.example/feed",
    "the name in the path": "https://evil.test/advice.example",
    "the name before an @": "https://advice.example@evil.test/",
    "the name before a backslash": "https://advice.example\\@evil.test/",
    "the name after a backslash": "https://evil.test\\.advice.example/",
    "credentials of somebody": "https://me:secret@advice.example/",
    "a trailing dot, which is another cookie jar and certificate": "https://advice.example./feed",
    "this machine": "https://127.0.0.1/latest/meta-data",
    "this machine as a number": "https://2130706433/",
    "this machine in octal": "https://0177.0.0.1/",
    "this machine in hexadecimal": "https://0x7f000001/",
    "this machine in short": "https://127.1/",
    "this machine in IPv6": "https://[::1]/",
    "credentials of a cloud": "http://169.254.169.254/latest/meta-data/iam/",
    "credentials of a cloud in IPv6": "https://[fd00:ec2::254]/",
    "credentials of a cloud, IPv4 within IPv6": "https://[::ffff:169.254.169.254]/",
    "a Cyrillic letter": "https://\u0430dvice.example/feed",
    "a full-width letter": "https://\uff41dvice.example/feed",
    "a Kelvin sign, which is a k to some": "https://advice.example\u212a/feed",
    "a Cyrillic letter in Punycode": "https://xn--dvice-3ve.example/feed",
    "a line break and a header": "/feed\r\nSet-Cookie: a=b",
    "a tab in the scheme": "ht\ttp://advice.example/feed",
    "a NUL": "/feed\x00.html",
    "half an address": "https://[::1/feed",
    "a port that is none": "https://advice.example:port/feed",
    "a file": "file:///etc/passwd",
    "another protocol": "ftp://advice.example/feed",
    "a program": "javascript:alert(1)",
    "a document of its own": "data:text/xml,<rss/>",
}
"""Locations that would lead a client elsewhere, by the trick that they use."""


@pytest.mark.parametrize("location", MISLEADING.values(), ids=MISLEADING)
def test_a_misleading_location_is_refused(location: str) -> None:
    """Each of these has been used to make a client fetch a page that it should not."""
    with pytest.raises(Refused) as caught:
        next_url(a_target(HERE), HERE, location)
    assert "secret" not in str(caught.value)


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


@pytest.mark.parametrize("url", ["file:///etc/passwd", "advice.example/feed", "", "https://"])
def test_a_target_that_is_not_a_web_address_is_refused(url: str) -> None:
    """A mistake in an operator's setting must be reported, and not read a local file."""
    with pytest.raises(Refused):
        check_allowed(a_target(url), url)


def test_a_shown_url_has_no_secret() -> None:
    """Messages end in logs, alarms and the issue tracker."""
    assert redact("https://me:secret@a.example:8443/p?key=1#x") == "https://a.example:8443/p"
