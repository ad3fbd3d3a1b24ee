"""From bytes to a tree, or `Unreadable` and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.errors import SourceError, Unreadable
from advisory_watch.parsing.documents import html_of, json_of, xml_of
from builders import a_page

ALMOST = st.sampled_from([b"<rss>", b"</rss>", b"<?xml ", b'encoding="', b"utf-16", b"&a;", b"<!D"])
BYTES = st.binary() | st.lists(st.binary(max_size=3) | ALMOST).map(b"".join)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Kuwait",
        b"<rss>",
        b"<rss></html>",
        b"<rss>&nbsp;</rss>",
        b"\xff\xfe<\x00",
        b'<?xml version="1.0" encoding="klingon"?><rss/>',
        b'<?xml version="1.0" encoding="utf-7"?><rss/>',
        b'<!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>',
    ],
)
def test_what_is_no_xml_is_unreadable(body: bytes) -> None:
    """Half a feed that is read as a whole one looks like half of the world withdrawn."""
    with pytest.raises(Unreadable, match="us_state: expected"):
        xml_of(a_page(body))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[1, 2",
        b"<html>",
        b'{"level": 1, "level": 4}',
        b'[{"a": {"b": 1, "b": 1}}]',
        b"[NaN]",
        b"[-Infinity]",
        b'["\xe9"]',
        b"[" * 100_000,
        b"[" + b"9" * 5000 + b"]",
    ],
    ids=lambda body: body[:20],
)
def test_what_is_no_json_is_unreadable(body: bytes) -> None:
    """Of a key given twice each parser keeps another one: the level must not depend on ours."""
    with pytest.raises(Unreadable, match="us_state: expected JSON"):
        json_of(a_page(body))


def test_an_error_quotes_little_of_the_page() -> None:
    """Errors go to logs and mails, which have no room for a page."""
    with pytest.raises(Unreadable) as caught:
        json_of(a_page(b'{"%s": 1, "%s": 2}' % (b"k" * 9999, b"k" * 9999)))
    assert len(str(caught.value)) < 300


def test_a_mark_before_the_json_is_no_fault() -> None:
    """Windows editors put one there; the document is whole."""
    assert json_of(a_page(b'\xef\xbb\xbf{"a": [1, null, "\xc3\xa9"]}')) == {"a": [1, None, "é"]}


@settings(deadline=None)
@given(BYTES)
def test_any_bytes_are_read_or_refused_in_our_words(body: bytes) -> None:
    """A parser's own exception would end the check of every other source too."""
    for read in (xml_of, json_of, html_of):
        try:
            read(a_page(body))
        except SourceError as error:
            assert isinstance(error, Unreadable)  # noqa: PT017 - most bytes raise, some do not
