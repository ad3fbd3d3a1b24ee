"""Read captures from any WARC files, in the order in which they were made.

The first pass finds the time and offset of every record. The second pass reads record by record in
time order, so that archives of any size need little memory.

A `revisit` record says that a page was seen again unchanged (WARC 1.1, 6.7). It is a capture with
the content of the record that has the same digest.
"""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, Protocol

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from advisory_watch.core.errors import UsageError
from advisory_watch.core.page import Page, Target

BROKEN = (ArchiveLoadFailed, zlib.error, EOFError, ValueError)
"""Errors raised by a file that is not WARC, or is truncated."""

HEADLESS = (AttributeError, StopIteration)
"""Errors that warcio raises if the header of a record ends early."""

GZIP = b"\x1f\x8b"
"""The first two bytes of a gzip member (RFC 1952, 2.3.1)."""

CHUNK_BYTES = 1024 * 1024

BODY_MAX_BYTES = 20 * 1024 * 1024
"""The same limit as for a fetched page; the largest page, the American feed, has 0.8 MB."""

RATIO_MAX = 200
"""Text of people compresses to a tenth or a twentieth; only a bomb comes near gzip's 1,032."""


CAPTURES = frozenset({"response", "resource", "revisit"})
"""The records that hold or cite a page; `resource` is one without an HTTP head."""

HTTP_MEDIA = "application/http"

UNCHANGED = "identical-payload-digest"
"""The profile of a `revisit` record whose page was received in full, and was the same."""

GZIP_BITS, ZLIB_BITS, RAW_BITS = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
BITS_OF_ENCODING = {
    "gzip": (GZIP_BITS,),
    "x-gzip": (GZIP_BITS,),
    "deflate": (ZLIB_BITS, RAW_BITS),  # servers send either (RFC 9110, 8.4.1.2)
}
PACKED = frozenset({"br", "compress", "dcb", "dcz", "x-compress", "zstd"})
"""Content encodings that this reader cannot undo (IANA, HTTP Content Coding Registry)."""


class WarcStream(Protocol):
    """A source of bytes for warcio, possibly in layers."""

    def read(self, length: int, /) -> bytes:
        """Return at most `length` bytes, fewer only at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturePosition:
    """The location of a capture; `size_bytes` is the length of its record as stored.

    `packed_as` is the content encoding, if it cannot be undone. `digest` identifies the payload, in
    the writer's own form. `is_cited` is set for a revisit whose page is in none of the files.
    """

    captured_at: datetime
    url: str
    path: Path
    offset: int
    size_bytes: int = 0
    http_status: int = HTTPStatus.OK
    packed_as: str = ""
    digest: str = ""
    is_cited: bool = False


def find_captures(
    paths: Iterable[Path], is_wanted: Callable[[str], bool] = lambda _url: True
) -> tuple[CapturePosition, ...]:
    """List the captures of all files in time order; equal times keep the order of the files.

    Of a URL that is not wanted, only the position is found. Raises `UsageError` for a file that is
    missing, unreadable or incomplete.
    """
    positions = [position for path in paths for position in _positions(path, is_wanted)]
    originals = {place.digest: place for place in positions if place.digest and not place.is_cited}
    resolved = (_resolved(place, originals) if place.is_cited else place for place in positions)
    return tuple(sorted(resolved, key=attrgetter("captured_at")))


def _resolved(
    revisit: CapturePosition, originals: Mapping[str, CapturePosition]
) -> CapturePosition:
    original = originals.get(revisit.digest)
    if original is None:
        return revisit
    return replace(original, captured_at=revisit.captured_at, url=revisit.url)


def load_captures(positions: Iterable[CapturePosition]) -> Iterator[Page]:
    """Read the captures one by one, in the given order."""
    for position in positions:
        with _with_advice(position.path), position.path.open("rb") as file:
            file.seek(position.offset)
            page = _page(position, next(iter(_records(file))))
        yield page


def _positions(path: Path, is_wanted: Callable[[str], bool]) -> Iterator[CapturePosition]:
    with _with_advice(path), path.open("rb") as file:
        _require_whole_gzip(path)
        records = _records(file)
        for record in records:
            if record.rec_type in CAPTURES:
                position = _position(path, record)
                if is_wanted(position.url):
                    position = _examined(position, record)
                # Last, since warcio reads the record to its end to know where it begins.
                yield replace(position, offset=records.get_record_offset())


def _records(file: BinaryIO) -> ArchiveIterator:
    """Read records without their HTTP heads: warcio refuses HTTP/2, and schemes in capitals."""
    return ArchiveIterator(file, no_record_parse=True)


def _read_head(record: ArcWarcRecord) -> StatusAndHeaders | None:
    """Read the HTTP head of a response, which its body follows; None for any other record."""
    media = (record.content_type or HTTP_MEDIA).lower()
    if record.rec_type != "response" or record.length == 0 or not media.startswith(HTTP_MEDIA):
        return None
    return StatusAndHeadersParser([], verify=False).parse(record.raw_stream)


def _require_whole_gzip(path: Path) -> None:
    """Unpack a gzip file once to check it: warcio treats a damaged file as a shorter one."""
    with path.open("rb") as file:
        is_packed = file.read(len(GZIP)) == GZIP
    if is_packed:
        left = BODY_MAX_BYTES + RATIO_MAX * path.stat().st_size
        with gzip.open(path) as unpacked:
            while piece := unpacked.read(CHUNK_BYTES):
                left -= len(piece)
                if left < 0:
                    raise ValueError(f"more than {RATIO_MAX} times its size inside")


def _read_whole(record: ArcWarcRecord, head: StatusAndHeaders | None) -> bytes:
    """Read the body of a response; warcio itself accepts a record that ends early."""
    if not record.rec_headers.get_header("Content-Length"):
        raise EOFError("a record without its length")
    body = _unpacked(_limited(record.raw_stream), head)
    if record.raw_stream.limit:
        raise EOFError(f"a record that ends {record.raw_stream.limit} bytes early")
    return body


def _unpacked(wire: bytes, head: StatusAndHeaders | None) -> bytes:
    """Undo transfer and content encodings; warcio would unpack a chunk of any size at once.

    Some archives keep the head of the wire with a body that is decoded already: it stays as it is.
    """
    if head is None:
        return wire
    encodings = _encodings(head, "content-encoding") + _encodings(head, "transfer-encoding")
    for encoding in reversed(encodings):
        if encoding == "chunked":
            wire = _limited(ChunkedDataReader(BytesIO(wire)))
        attempts = (_inflated(wire, bits) for bits in BITS_OF_ENCODING.get(encoding, ()))
        wire = next((body for body in attempts if body is not None), wire)
    return wire


def _inflated(wire: bytes, bits: int) -> bytes | None:
    """Return all members of a compressed body, without padding, or None for any other body."""
    body, rest = bytearray(), wire
    while rest.strip(b"\0"):
        unzip = zlib.decompressobj(bits)
        try:
            body += unzip.decompress(rest, BODY_MAX_BYTES + 1 - len(body))
        except zlib.error:
            return bytes(body) if rest is not wire else None
        _require_bounded(body)
        if not unzip.eof:
            return None
        rest = unzip.unused_data
    return bytes(body)


def _encodings(head: StatusAndHeaders, name: str) -> list[str]:
    """List the encodings in a header, in the order in which they were applied."""
    values = ",".join(value for key, value in head.headers if key.lower() == name)
    return [encoding.strip().lower() for encoding in values.split(",") if encoding.strip()]


def _packed_as(record: ArcWarcRecord, head: StatusAndHeaders | None) -> str:
    """Return the encoding that is left on a body, or an empty text; no encoded body is a text."""
    left = PACKED.intersection(_encodings(head, "content-encoding")) if head else ()
    if not left:
        return ""
    try:
        _read_whole(record, head).decode()
    except UnicodeDecodeError:
        return min(left)
    return ""


def _limited(stream: WarcStream) -> bytes:
    body = stream.read(BODY_MAX_BYTES + 1)
    _require_bounded(body)
    return body


def _require_bounded(body: Sized) -> None:
    if len(body) > BODY_MAX_BYTES:
        raise ValueError(f"a response of more than {BODY_MAX_BYTES} bytes")


@contextmanager
def _with_advice(path: Path) -> Iterator[None]:
    """Raise `UsageError` for a missing or broken file, with a reason that the user can act on."""
    try:
        yield
    except OSError as error:
        found = error.strerror or error
        raise UsageError(f"{path}: expected a WARC file, found {found}") from error
    except HEADLESS as error:
        raise UsageError(f"{path}: expected a whole WARC file, found half a record") from error
    except BROKEN as error:
        reason = " ".join(str(error).split())
        raise UsageError(f"{path}: expected a whole WARC file, found {reason}") from error


def _position(path: Path, record: ArcWarcRecord) -> CapturePosition:
    moment = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date", ""))
    return CapturePosition(
        captured_at=moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC),
        url=record.rec_headers.get_header("WARC-Target-URI", "").strip("<>"),
        path=path,
        offset=0,
    )


def _examined(position: CapturePosition, record: ArcWarcRecord) -> CapturePosition:
    """Add what the headers of a record show."""
    digest = record.rec_headers.get_header("WARC-Payload-Digest", "")
    if record.rec_type == "revisit":
        if UNCHANGED in record.rec_headers.get_header("WARC-Profile", ""):
            return replace(position, digest=digest, is_cited=True)
        return replace(position, http_status=HTTPStatus.NOT_MODIFIED)
    head = _read_head(record)
    return replace(
        position,
        size_bytes=record.length or 0,
        http_status=int(head.get_statuscode()) if head else HTTPStatus.OK,
        packed_as=_packed_as(record, head),
        digest=digest,
    )


def _page(position: CapturePosition, record: ArcWarcRecord) -> Page:
    head = _read_head(record)
    return Page(
        target=Target(source_id="capture", endpoint="capture", url=position.url, media=""),
        body=_read_whole(record, head),
        fetched_at=position.captured_at,
        http_status=position.http_status,
        headers={name.lower(): value for name, value in head.headers} if head else {},
    )
