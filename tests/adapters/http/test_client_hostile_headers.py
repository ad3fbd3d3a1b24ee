"""Test headers that lie, or that would begin another header."""

import pytest

from advisory_watch.core.errors import Unreachable, Unreadable
from advisory_watch.core.page import Validators
from advisory_watch.parsing.documents import xml_of
from support.builders import a_page
from support.publishers.http_publisher import Answer, an_answer
from support.publishers.http_reader import Reader

FEED = b"<?xml version='1.0'?><rss>T\xc3\xbcrkiye</rss>"


@pytest.mark.parametrize(
    "etag",
    ['"\x7f\x1b"', '"\xe9"', '"' + "a" * 10_000 + '"', "\t"],
    ids=["escape", "accent", "endless", "empty"],
)
def test_a_validator_that_cannot_be_sent_back_is_dropped(reader: Reader, etag: str) -> None:
    """Sent back, it would begin another header, or make every later request fail."""
    reader.site.play(
        "/feed", Answer(headers={"ETag": etag, "Content-Length": "6"}, pieces=(b"<rss/>",))
    )
    page = reader.fetch_page()
    assert page.validators == Validators()
    reader.fetch(validators=page.validators)
    assert "if-none-match" not in reader.site.asked[-1].headers


@pytest.mark.parametrize("name", ["ETag", "Content-Type"])
def test_a_header_with_a_nul_is_refused(reader: Reader, name: str) -> None:
    """Parsers disagree about the end of its value (RFC 9110, 5.5)."""
    headers = {name: '"a\0"', "Content-Length": "6"}
    reader.site.play("/feed", Answer(headers=headers, pieces=(b"<rss/>",)))
    with pytest.raises(Unreachable, match=r"(invalid header|NUL byte)"):
        reader.fetch()


def test_a_validator_over_two_lines_is_sent_back_on_one(reader: Reader) -> None:
    """On two lines, the second would be a header of its own."""
    reader.site.play("/feed", an_answer(b"<rss/>", ETag='"a"\r\n X-Evil: 1'))
    reader.fetch(validators=reader.fetch_page().validators)
    assert reader.site.asked[-1].headers["if-none-match"] == '"a" X-Evil: 1'
    assert "x-evil" not in reader.site.asked[-1].headers


def test_a_validator_that_would_be_two_headers_is_never_sent(reader: Reader) -> None:
    """A damaged record must neither begin a header nor end the check."""
    reader.site.play("/feed", an_answer(b"<rss/>"))
    reader.fetch(validators=Validators(etag='"a"\r\nX-Evil: 1', last_modified="\xe9"))
    headers = reader.site.asked[0].headers
    assert {"if-none-match", "if-modified-since", "x-evil"}.isdisjoint(headers)


@pytest.mark.parametrize("name", ["etag", "last-modified"])
def test_every_validator_is_checked(name: str) -> None:
    """Both are sent back."""
    assert not a_page(headers={name: '"a"\r\nX-Evil: 1'}).validators
    assert a_page(headers={name: ' W/"a b" '}).validators


@pytest.mark.parametrize(
    "kind",
    [
        "application/rss+xml; charset=utf-16",
        "text/xml; charset=utf-7",
        "text/html; charset=klingon",
        "\xff/\x01; charset=",
        "a" * 5000,
    ],
)
def test_the_encoding_in_a_header_is_not_trusted(reader: Reader, kind: str) -> None:
    """In another encoding the bytes would be other words, or none."""
    reader.site.play("/feed", an_answer(FEED, Content_Type=kind))
    assert xml_of(reader.fetch_page()).text == "Türkiye"


def test_a_length_that_is_too_short_gives_no_document(reader: Reader) -> None:
    """The destinations that were cut off would look withdrawn."""
    reader.site.play("/feed", Answer(headers={"Content-Length": "30"}, pieces=(FEED,)))
    page = reader.fetch_page()
    assert page.body == FEED[:30]
    with pytest.raises(Unreadable):
        xml_of(page)
