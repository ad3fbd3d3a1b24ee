"""The stable part of a page; only an equal stable part may save parsing."""

import pytest

from advisory_watch.core.page import stable_hash
from support.builders import a_page

PAGE = (
    b'<html><head><script nonce="a1">x("a1")</script></head><body>'
    b"<h1>Nepal</h1><p>Still current at: 27 July 2026</p><p>Level 2, since 1 May 2026.</p>"
    b'<div data-content="{&quot;stillCurrentAt&quot;: &quot;11 July 2026&quot;}"></div>'
    b"</body></html>"
)


def steady(body: bytes, media: str = "html") -> str | None:
    """Hash the stable part of a page."""
    return stable_hash(body, media)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a1", b"b2"),
        (b"27 July 2026", b"3 August 2026"),
        (b"11 July 2026", b"2026-08-03"),
    ],
    ids=["nonce and script", "day of the visit", "day of the visit, as data"],
)
def test_a_change_of_every_visit_makes_no_difference(before: bytes, after: bytes) -> None:
    """Parsing two hundred pages again for their nonces takes forty times as long."""
    assert steady(PAGE.replace(before, after)) == steady(PAGE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Level 2", b"Level 3"),
        (b"1 May 2026", b"2 May 2026"),
        (b"</html>", b"<p>Leave now.</p></html>"),
        (b"<h1>", b"<script>x()<h1>"),
        (b"<h1>", b'<script type="application/ld+json">{"level": 3}</script><h1>'),
    ],
    ids=["words", "another date", "added", "a script without an end", "data in a script"],
)
def test_any_other_difference_is_parsed(before: bytes, after: bytes) -> None:
    """A pattern that skips one word too many hides it for a day."""
    assert steady(PAGE.replace(before, after)) != steady(PAGE)


def test_nothing_is_removed_twice() -> None:
    """A nonce inside a script is removed with it, and the text after it must remain."""
    twice = PAGE + b'<style nonce="a1"></style><script nonce="c"></script>end'
    assert steady(twice) != steady(twice.replace(b"end", b"and"))


FEED = (
    b"<rss><channel><pubDate>Wed, 07 Oct 2026 21:02:01 GMT</pubDate><dc:date>2026-10-07</dc:date>"
    b"<item><title>Cambodia</title><pubDate>Tue, 15 Sep 2026</pubDate></item></channel></rss>"
)


def test_a_feed_rebuilt_for_every_visit_is_the_same_feed() -> None:
    """The American feed is rebuilt at each visit, and would be parsed every five minutes."""
    built_later = FEED.replace(b"07 Oct", b"08 Oct").replace(b"10-07", b"10-08")
    assert steady(built_later, "xml") == steady(FEED, "xml")


@pytest.mark.parametrize("before", [b"15 Sep", b"Cambodia", b"rss"])
def test_a_new_date_of_a_feed_item_is_a_difference(before: bytes) -> None:
    """A new date on an old text means that the government reviewed it."""
    assert steady(FEED.replace(before, b"16 Sep"), "xml") != steady(FEED, "xml")


def test_other_formats_have_no_stable_part() -> None:
    """A JSON reader may use any member, and a feed without items any date."""
    assert steady(PAGE, "json") is None
    empty = b"<rss><pubDate>1</pubDate></rss>"
    assert steady(empty, "xml") != steady(empty.replace(b"1", b"2"), "xml")


def test_a_page_is_recognised_by_either_hash() -> None:
    """A page recognised as a document is not checked again for a bot block."""
    page = a_page(FEED)
    assert page.is_among(frozenset({page.body_hash}))
    assert page.is_among(frozenset({str(steady(FEED, "xml"))}))
    assert not page.is_among(frozenset())
