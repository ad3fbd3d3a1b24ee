"""From bytes to a tree; the only error is `Unreadable`."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.errors import SourceError, Unreadable
from advisory_watch.parsing.documents import html_of, json_of, xml_of
from support.builders import a_page

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
        b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]><rss>&c;</rss>',
        b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>',
        b'<!DOCTYPE rss [<!ENTITY a SYSTEM "http://169.254.169.254/latest">]><rss>&a;</rss>',
        b'<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;]><rss/>',
        b'<!DOCTYPE rss SYSTEM "http://127.0.0.1/a.dtd"><rss/>',
        b"<rss>Level\x00 4</rss>",
        b"<rss>&#0;</rss>",
        b"<rss>&#xd800;</rss>",
        b"<rss>\xff</rss>",
        b'<?xml version="1.0" encoding="utf-16"?><rss/>',
    ],
)
def test_invalid_xml_is_unreadable(body: bytes) -> None:
    """Half a feed read as a whole one looks like half of the world withdrawn."""
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
        b"[1e999]",
        b"[-1e999]",
        b"[" + b"9" * 4000 + b".5]",
        b'{"a":' * 100_000,
        b'["\x00"]',
        "[1]".encode("utf-16"),
        b"+AFsAMQBd-",
    ],
    ids=lambda body: body[:20],
)
def test_invalid_json_is_unreadable(body: bytes) -> None:
    """Parsers differ in which duplicate key they keep; the level must not depend on that."""
    with pytest.raises(Unreadable, match="us_state: expected JSON"):
        json_of(a_page(body))


def test_a_duplicate_key_among_many_is_found_in_time() -> None:
    """Counting each of many names separately takes the square of their number."""
    names = ",".join(f'"{number}":1' for number in [*range(45_000), 7])
    began = process_time()
    with pytest.raises(Unreadable, match="key given twice: 7"):
        json_of(a_page(f"{{{names}}}".encode()))
    assert process_time() - began < 1


def test_deeply_nested_xml_is_read_in_time() -> None:
    """It has no entities to expand, so there is nothing to refuse."""
    began = process_time()
    assert len(list(xml_of(a_page(b"<a>" * 45_000 + b"</a>" * 45_000)).iter())) == 45_000
    assert process_time() - began < 1


def test_xml_in_another_declared_encoding_is_read() -> None:
    """XML declares its own encoding, and a byte order mark confirms it."""
    body = '<?xml version="1.0" encoding="utf-16"?><rss>Türkiye</rss>'.encode("utf-16")
    assert xml_of(a_page(body)).text == "Türkiye"


def test_an_error_quotes_little_of_the_page() -> None:
    """Errors go to logs and emails, which have no space for a page."""
    with pytest.raises(Unreadable) as caught:
        json_of(a_page(b'{"%s": 1, "%s": 2}' % (b"k" * 9999, b"k" * 9999)))
    assert len(str(caught.value)) < 300


def test_a_byte_order_mark_before_json_is_accepted() -> None:
    """Windows editors write a byte order mark; the document is complete."""
    assert json_of(a_page(b'\xef\xbb\xbf{"a": [1, null, "\xc3\xa9"]}')) == {"a": [1, None, "é"]}


@settings(deadline=None)
@given(BYTES)
def test_any_bytes_are_parsed_or_raise_a_source_error(body: bytes) -> None:
    """An exception of a parser would end the check of every other source too."""
    for read in (xml_of, json_of, html_of):
        try:
            read(a_page(body))
        except SourceError as error:
            assert isinstance(error, Unreadable)  # noqa: PT017 - most bytes raise, some do not
