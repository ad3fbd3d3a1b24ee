"""The files of a reader: signatures survive them, and any WARC tool reads them."""

import gzip
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from advisory_watch.adapters.warc.page import pack_page
from advisory_watch.adapters.warc.records import as_stored, pack_records, unpack_records
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.ingest.record import (
    IngestRecord,
    failure_of,
    record_of,
    signed,
)
from support.builders import NOON, a_page
from support.scenarios.reader import Signer

SIGNER = Signer()
KEY = SIGNER.registered.key

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=40)


def unchanged(record: IngestRecord, stored_in: str = "ingest/berlin/us_state/x") -> IngestRecord:
    """State a page again, without its body."""
    page = replace(record.page, body=b"", fetched_at=record.page.fetched_at + timedelta(minutes=9))
    return signed(replace(record, page=page, is_whole=False, stored_in=stored_in), SIGNER.sign)


def failed(reason: str) -> IngestRecord:
    """State that an address could not be fetched."""
    page = a_page(b"", http_status=0, headers={}, reader=SIGNER.name)
    return signed(failure_of(page, reason), SIGNER.sign)


@settings(deadline=None, max_examples=80)
@given(
    body=st.binary(max_size=500),
    headers=st.dictionaries(NAMES, VALUES, max_size=4),
    final_url=st.none() | st.just("https://travel.state.gov/x?y=z"),
)
def test_a_signature_survives_the_file(**fields: Any) -> None:
    """A header that is written differently would make every record of a publisher a forgery."""
    record = SIGNER.record(a_page(**fields))
    for sent in (record, unchanged(record)):
        (read,) = unpack_records(pack_records([sent]))
        assert read == sent
        assert read.is_signed_by(KEY)


@settings(deadline=None, max_examples=40)
@given(reason=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_a_failure_reads_back(reason: str) -> None:
    """The stack repeats the reason to its owner."""
    (read,) = unpack_records(pack_records([failed(reason)]))
    assert read == failed(reason)
    assert read.is_signed_by(KEY)


def test_a_file_holds_records_of_all_kinds_in_order() -> None:
    """One object a round is one request for the reader and one for the stack."""
    page = SIGNER.record(a_page(b"<rss/>"))
    sent = (page, unchanged(page), failed("blocked"))
    assert unpack_records(pack_records(sent)) == sent


def test_another_tool_reads_the_file() -> None:
    """Web archive tools open these files, and know nothing about this program."""
    page = SIGNER.record(a_page(b"<rss/>"))
    packed = pack_records([page, unchanged(page), failed("blocked")])
    records = [
        (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
        for record in ArchiveIterator(BytesIO(packed), check_digests="raise")
    ]
    url = a_page().target.url
    assert records == [("response", url), ("revisit", url), ("metadata", url)]


def test_the_archive_keeps_the_signature() -> None:
    """A page in the archive can be verified for years, with the public key alone."""
    record = SIGNER.record(a_page(b"<rss/>"))
    (read,) = unpack_records(pack_page(record.page))
    assert record_of(read.page).is_signed_by(KEY)


def test_a_page_of_our_own_is_packed_as_before() -> None:
    """The bytes of archived pages are compared for years."""
    assert b"Reader" not in pack_page(a_page())
    assert as_stored(a_page()) == a_page()


@pytest.mark.parametrize("content", [b"", b"no gzip", b"\x1f\x8b", pack_page(a_page())[:-9]])
def test_a_damaged_file_is_an_error(content: bytes) -> None:
    """Half an upload must not read as a shorter round."""
    if content:
        with pytest.raises(ArchiveError, match="expected a WARC file of a reader"):
            unpack_records(content)
    else:
        assert unpack_records(content) == ()


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_any_bytes_are_records_or_an_error(data: st.DataObject) -> None:
    """An unexpected exception would end the check of the source, at each check again."""
    page = SIGNER.record(a_page(b"<rss/>"))
    content = bytearray(gzip.decompress(pack_records([page, unchanged(page), failed("no")])))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(content)))
    with suppress(ArchiveError):
        for record in unpack_records(gzip.compress(bytes(content[: end or len(content)]))):
            assert record.is_signed_by(KEY) in (True, False)


def test_a_decompression_bomb_is_an_error() -> None:
    """Anyone with the credentials of the reader could put one there."""
    bomb = pack_records([record_of(a_page(bytes(30_000_000), fetched_at=NOON))] * 3)
    with pytest.raises(ArchiveError, match="more than"):
        unpack_records(bomb)
