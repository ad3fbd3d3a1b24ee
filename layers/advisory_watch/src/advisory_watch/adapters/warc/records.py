"""Records of a reader elsewhere, as one WARC file for several of them.

A page is a `response`, packed as the archive packs it. An unchanged page is a `revisit` record with
the head of the response, which names the object that has the body. A failure is a `metadata` record
with the reason as text. Each record is a gzip member of its own, so that any program for WARC reads
the file.
"""

from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.warcwriter import WARCWriter

from advisory_watch.adapters.warc.page import (
    SHA256,
    UNREADABLE,
    http_head,
    pack_page,
    read_page,
    unpack_page,
    unzipped,
    warc_headers,
)
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.ingest.record import IngestRecord, record_of
from advisory_watch.core.page import Page

FILE_MAX_BYTES = 64 * 1024 * 1024
"""A reader puts at most 16 MiB of bodies into a file, and one page has at most 20 MB."""

STORED_IN = "X-Advisory-Watch-Stored-In"
"""The WARC header of an unchanged page: the object that has its body."""

UNCHANGED = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
"""The profile of a revisit record whose body is the same as before (WARC 1.1, 6.7)."""

KINDS = frozenset({"response", "revisit", "metadata"})
"""The types of records in a file of a reader."""


def as_stored(page: Page) -> Page:
    """Return a page as it reads back: the signature must cover the form that is verified."""
    return unpack_page(pack_page(page))


def pack_records(records: Iterable[IngestRecord]) -> bytes:
    """Write records into one file, in their order."""
    return b"".join(map(_packed, records))


def unpack_records(packed: bytes) -> tuple[IngestRecord, ...]:
    """Read the records of a file. Raises `ArchiveError` if it is damaged, too large or not ours."""
    try:
        whole = BytesIO(unzipped(packed, FILE_MAX_BYTES))
        return tuple(map(_record, ArchiveIterator(whole)))
    except (*UNREADABLE, AttributeError, KeyError) as error:
        raise ArchiveError(f"expected a WARC file of a reader, found {error!r}") from error


def _packed(record: IngestRecord) -> bytes:
    if record.is_whole:
        return pack_page(record.page)
    page, said = record.page, record.failure.encode()
    headers = warc_headers(page, record.sha256)
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    made = writer.create_warc_record(
        page.target.url,
        "metadata" if said else "revisit",
        payload=BytesIO(said),
        length=len(said),
        warc_content_type="text/plain" if said else "",
        warc_headers_dict=headers if said else headers | _reference(record),
        http_headers=None if said else http_head(page, 0),
    )
    writer.write_record(made)
    return buffer.getvalue()


def _reference(record: IngestRecord) -> dict[str, str]:
    return {"WARC-Profile": UNCHANGED, STORED_IN: record.stored_in}


def _record(record: ArcWarcRecord) -> IngestRecord:
    if record.rec_type not in KINDS:
        raise ValueError(f"a record of type {record.rec_type}")
    page, warc = read_page(record), record.rec_headers
    if record.rec_type == "response":
        return record_of(page)
    is_failure = record.rec_type == "metadata"
    return IngestRecord(
        page=replace(page, body=b""),
        sha256=warc.get_header("WARC-Payload-Digest", "").removeprefix(SHA256),
        is_whole=False,
        stored_in=warc.get_header(STORED_IN, ""),
        failure=page.body.decode() if is_failure else "",
    )
