"""Test WARC files: the evidence must be readable in twenty years, by other tools than ours."""

import gzip
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.page import Page
from support.builders import NOON, a_page, a_target

HEADER_NAMES = st.sampled_from(
    ["content-type", "content-length", "content-encoding", "transfer-encoding", "etag", "x-cache"]
)
HEADER_VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30)


@settings(deadline=None)
@given(
    body=st.binary(),
    headers=st.dictionaries(HEADER_NAMES, HEADER_VALUES),
    http_status=st.sampled_from([200, 203, 404, 503, 599]),
    final_url=st.none() | st.just("https://travel.state.gov/x?y=z"),
    fetched_at=st.datetimes().map(lambda moment: moment.replace(tzinfo=NOON.tzinfo)),
)
def test_every_page_reads_back_complete(**fields: Any) -> None:
    """Evidence that loses a header in storage is not as received."""
    page = a_page(**fields)
    assert unpack_page(pack_page(page)) == page


def test_another_tool_finds_the_standard_headers() -> None:
    """Web archive tools open these files, and know nothing about this program."""
    packed = pack_page(a_page(b"<rss/>"))
    records = ArchiveIterator(BytesIO(packed), check_digests="raise")
    (record,) = (record.rec_headers for record in records)
    assert record.protocol == "WARC/1.1"
    assert record.get_header("WARC-Type") == "response"
    assert record.get_header("WARC-Target-URI") == "https://travel.state.gov/_res/rss/TAsTWs.xml"
    assert record.get_header("WARC-Date") == "2026-09-01T12:00:00.000000Z"
    assert record.get_header("WARC-Payload-Digest") == f"sha256:{a_page(b'<rss/>').sha256}"


def test_the_http_headers_are_true_of_the_stored_body() -> None:
    """A reader that unzips a plain body, or stops short, would show another page."""
    on_the_wire = {"content-encoding": "gzip", "content-length": "26", "etag": '"1"'}
    packed = pack_page(a_page(b"<rss>long</rss>", headers=on_the_wire))
    with gzip.open(BytesIO(packed)) as plain:
        content = plain.read()
    assert b"HTTP/1.1 200 OK\r\n" in content
    assert b"\r\ncontent-length: 15\r\n" in content
    assert b"\r\nx-archive-orig-content-encoding: gzip\r\n" in content
    assert content.endswith(b"\r\n\r\n<rss>long</rss>\r\n\r\n")


def test_the_same_page_gives_the_same_bytes() -> None:
    """An archive rebuilt elsewhere can be compared by its hashes."""
    assert pack_page(a_page()) == pack_page(a_page())


def test_a_page_truncated_anywhere_is_an_error() -> None:
    """Half a page would be read as a destination that vanished."""
    packed = pack_page(a_page())
    for length in range(len(packed)):
        with pytest.raises(ArchiveError):
            unpack_page(packed[:length])


@settings(deadline=None)
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_flipped_bit_never_gives_another_page(at: int, bit: int) -> None:
    """A disk that ages must not rewrite the evidence."""
    page = a_page()
    packed = bytearray(pack_page(page))
    packed[at % len(packed)] ^= 1 << bit
    assert _page_or_none(bytes(packed)) in (page, None)


def _page_or_none(packed: bytes) -> Page | None:
    try:
        return unpack_page(packed)
    except ArchiveError:
        return None


def test_a_foreign_record_is_an_error() -> None:
    """Captures by others are the input of `replay`, which knows what they lack."""
    foreign = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    with pytest.raises(ArchiveError):
        unpack_page(gzip.compress(foreign))


def test_a_header_with_an_accent_is_stored() -> None:
    """A publisher's file name must not keep its page out of the archive."""
    page = a_page(headers={"content-disposition": "Koweït.xml"})
    assert unpack_page(pack_page(page)).headers == {"content-disposition": "Kowe%C3%AFt.xml"}


def test_a_header_with_an_accent_before_a_parameter_is_stored() -> None:
    """Such a page could never be archived, and its change would never be reported."""
    page = a_page(headers={"x-title": "Koweït; rev=ü"})
    assert unpack_page(pack_page(page)).headers == {"x-title": "Kowe%C3%AFt; rev*=UTF-8''%C3%BC"}


def test_a_folded_header_does_not_become_a_second_header() -> None:
    """Otherwise a server could inject another length, or another page, into the archive."""
    folded = "a\r\n content-length: 0\r\n\r\n<rss>Level 1</rss>"
    page = unpack_page(pack_page(a_page(b"<rss>Level 4</rss>", headers={"etag": folded})))
    assert page.body == b"<rss>Level 4</rss>"
    assert page.headers == {"etag": "a  content-length: 0  <rss>Level 1</rss>"}


def test_the_target_is_stored_with_the_page() -> None:
    """Replay must know which endpoint a page came through, without asking the ledger."""
    target = a_target(source_id="uk_fcdo", endpoint="api", media="json", crawl_delay_s=0.5)
    assert unpack_page(pack_page(a_page(target=target))).target == target
