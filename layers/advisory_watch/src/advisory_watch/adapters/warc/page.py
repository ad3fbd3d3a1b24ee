"""Pages as WARC records.

The folder and the bucket store the bytes that `pack_page` makes and `unpack_page` reads. Bootstrap
passes the two functions to them, so that they do not depend on the format, nor this module on the
storage.

The record keeps the HTTP headers as received, except those that are no longer true. The body is
stored decoded, so `content-encoding`, `transfer-encoding` and `content-length` are kept under
`x-archive-orig-…`, and a true `content-length` is added. A header that is not ASCII is
percent-encoded (RFC 8187). A folded header is joined into one line, since each line would otherwise
be another header. Our own target is stored in a WARC header, so that a page reads back whole.

The checksum of gzip (RFC 1952) covers the packed content. It does not cover the gzip header, nor
bits that unpack to the same content. The content is therefore packed again, and the two files are
compared. Another version of zlib may produce another length, which is not a flaw.
"""

import gzip
import uuid
import zlib
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from string import printable
from typing import TYPE_CHECKING
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from advisory_watch.core.errors import ArchiveError, CorruptLedger
from advisory_watch.core.page import Page, Target
from advisory_watch.core.serialization import from_json, to_json

if TYPE_CHECKING:
    from advisory_watch.core.evidence.chain import ExaminedPage

REASONS = {status.value: status.phrase for status in HTTPStatus}

UNTRUE_HEADERS = ("content-encoding", "transfer-encoding", "content-length")
"""Headers that describe the bytes on the wire, not the body that is stored."""

ORIGINAL = "x-archive-orig-"
"""The prefix under which web archives keep a header that they had to replace."""

TARGET = "X-Advisory-Watch-Target"
"""The WARC header with our target as JSON: source, endpoint, media and requested URL."""

FINAL_URL = "X-Advisory-Watch-Final-URL"
"""The WARC header with the URL that finally answered, if known."""

READER, SIGNATURE = "X-Advisory-Watch-Reader", "X-Advisory-Watch-Signature"
"""The WARC headers with the reader elsewhere that fetched the page, and its signature."""

SHA256 = "sha256:"
"""How a digest in a WARC header begins."""

OPERATING_SYSTEM = 9
"""Index of the byte in a gzip file that names the operating system (RFC 1952, 2.3.1)."""

UNIX = b"\x03"

RECORD_MAX_BYTES = 32 * 1024 * 1024
"""A page has at most 20 MB; a larger record may be a planted decompression bomb."""

UNREADABLE = (
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    StopIteration,
    ArchiveLoadFailed,
    CorruptLedger,
    TypeError,
    ValueError,
)
"""Every error that unpacking raises if the bytes are not a complete record of ours."""


def pack_page(page: Page) -> bytes:
    """Write one gzipped response record; the same page always gives the same bytes."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    writer.write_record(
        writer.create_warc_record(
            page.target.url,
            "response",
            payload=BytesIO(page.body),
            length=len(page.body),
            warc_headers_dict=warc_headers(page, page.sha256),
            http_headers=http_head(page, len(page.body)),
        )
    )
    return _with_unix_byte(buffer.getvalue())


def _with_unix_byte(packed: bytes) -> bytes:
    """Set the operating system byte to Unix, so that a page packs to the same bytes everywhere."""
    return packed[:OPERATING_SYSTEM] + UNIX + packed[OPERATING_SYSTEM + 1 :]


def unpack_page(packed: bytes) -> Page:
    """Read a page back. Raises `ArchiveError` if the record is incomplete or not ours."""
    try:
        return read_page(next(ArchiveIterator(BytesIO(unzipped(packed, RECORD_MAX_BYTES)))))
    except UNREADABLE as error:
        raise ArchiveError(f"WARC record: expected a page of ours, found {error!r}") from error


def record_id(page: Page, sha256: str) -> str:
    """Derive the id of a record from URL, time and body: the same page has the same id."""
    name = f"{page.target.url} {_moment(page)} {sha256}"
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>"


def _moment(page: Page) -> str:
    return page.fetched_at.astimezone(UTC).isoformat(timespec="microseconds")


def unzipped(packed: bytes, max_bytes: int) -> bytes:
    """Undo gzip, which unlike warcio verifies the checksum; never unpack more than the limit."""
    with gzip.open(BytesIO(packed)) as file:
        whole = file.read(max_bytes + 1)
        if len(whole) > max_bytes:
            raise EOFError(f"more than {max_bytes} bytes")
        return whole


def warc_headers(page: Page, sha256: str) -> dict[str, str]:
    """Return the WARC headers of a page whose body has this hash."""
    headers = {
        "WARC-Record-ID": record_id(page, sha256),
        "WARC-Date": _moment(page).replace("+00:00", "Z"),
        "WARC-Payload-Digest": f"{SHA256}{sha256}",
        TARGET: to_json(page.target),
    }
    if page.final_url is not None:
        headers[FINAL_URL] = page.final_url
    if page.reader:
        headers |= {READER: page.reader, SIGNATURE: page.signature}
    return headers


def http_head(page: Page, length: int) -> StatusAndHeaders:
    """Return the HTTP head of a page whose body has this length in bytes."""
    headers = [
        (f"{ORIGINAL}{name}" if name in UNTRUE_HEADERS else name, " ".join(value.splitlines()))
        for name, value in page.headers.items()
    ]
    headers.append(("content-length", str(length)))
    status = f"{page.http_status} {REASONS.get(page.http_status, '-')}"
    head = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    head.percent_encode_non_ascii_headers()  # warcio leaves what is before the first parameter
    head.headers = [
        (name, value if value.isascii() else quote(value, safe=printable))
        for name, value in head.headers
    ]
    return head


def read_page(record: ArcWarcRecord) -> Page:
    """Read the page of a record; one without an HTTP head has status 0.

    Raises one of `UNREADABLE`.
    """
    warc, head = record.rec_headers, record.http_headers
    return Page(
        target=from_json(Target, warc.get_header(TARGET, "")),
        body=record.content_stream().read(),
        fetched_at=datetime.fromisoformat(warc.get_header("WARC-Date")).astimezone(UTC),
        http_status=int(head.get_statuscode()) if head else 0,
        headers={
            name.removeprefix(ORIGINAL): value
            for name, value in (head.headers if head else ())
            if name != "content-length"
        },
        final_url=warc.get_header(FINAL_URL),
        reader=warc.get_header(READER, ""),
        signature=warc.get_header(SIGNATURE, ""),
    )


GZIP = zlib.MAX_WBITS + 16
"""Window size that makes zlib read and write the gzip format."""


def examine_page(packed: bytes) -> "ExaminedPage":
    """Read a page, and report how its file differs from `pack_page`. Raises `ArchiveError`."""
    from advisory_watch.core.evidence.chain import ExaminedPage  # noqa: PLC0415 - to verify

    whole = _unpacked(packed)
    page = unpack_page(packed)
    flaw = _flaw_of_record(page, whole) or _flaw_of_file(packed, whole)
    return ExaminedPage(page=page, flaw=flaw)


def _unpacked(packed: bytes) -> bytes:
    """Unpack a gzip file that is one complete member, with nothing after it."""
    unpacking = zlib.decompressobj(GZIP)
    try:
        whole = unpacking.decompress(packed)
    except zlib.error as error:
        raise ArchiveError(f"gzip: expected a whole file, found {error}") from error
    if not unpacking.eof or unpacking.unused_data:
        after = f"{len(unpacking.unused_data)} bytes after its end"
        found = after if unpacking.eof else "its end missing"
        raise ArchiveError(f"gzip: expected a whole file, found {found}")
    return whole


def _flaw_of_record(page: Page, whole: bytes) -> str:
    headers = next(ArchiveIterator(BytesIO(whole))).rec_headers
    expected = {
        "WARC-Payload-Digest": f"{SHA256}{page.sha256}",
        "WARC-Record-ID": record_id(page, page.sha256),
        "WARC-Target-URI": page.target.url,
    }
    for name, value in expected.items():
        if headers.get_header(name) != value:
            return f"{name}: expected {value}, found {headers.get_header(name)}"
    return ""


def _flaw_of_file(packed: bytes, whole: bytes) -> str:
    from advisory_watch.core.evidence.chain import nudged_at  # noqa: PLC0415 - to verify

    packing = zlib.compressobj(9, zlib.DEFLATED, GZIP)
    again = _with_unix_byte(packing.compress(whole) + packing.flush())
    at = nudged_at(packed, again)
    if at is None and packed[:OPERATING_SYSTEM] != again[:OPERATING_SYSTEM]:
        at = next(i for i in range(OPERATING_SYSTEM) if packed[i] != again[i])
    return "" if at is None else f"byte {at}: expected {again[at]:#04x}, found {packed[at]:#04x}"
