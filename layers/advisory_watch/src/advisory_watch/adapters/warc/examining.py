"""Check whether a file of the archive is exactly what `pack_page` writes, to its last byte.

The checksum of gzip (RFC 1952) covers the packed content. It does not cover the gzip header, nor
bits that unpack to the same content. The content is therefore packed again, and the two files are
compared. Another version of zlib may produce another length, which is not a flaw.
"""

import zlib
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator

from advisory_watch.adapters.warc.page import (
    OPERATING_SYSTEM,
    identity,
    packed_as_unix,
    unpack_page,
)
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.originals import Examined, nudged_at
from advisory_watch.core.pages import Page

GZIP = zlib.MAX_WBITS + 16
"""Window size that makes zlib read and write the gzip format."""


def examine_page(packed: bytes) -> Examined:
    """Read a page, and report how its file differs from `pack_page`. Raises `ArchiveError`."""
    whole = _unpacked(packed)
    page = unpack_page(packed)
    return Examined(page=page, flaw=_flaw_of_record(page, whole) or _flaw_of_file(packed, whole))


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
    """Compare the headers of the record with the page."""
    says = next(ArchiveIterator(BytesIO(whole))).rec_headers
    expected = {
        "WARC-Payload-Digest": f"sha256:{page.sha256}",
        "WARC-Record-ID": identity(page),
        "WARC-Target-URI": page.target.url,
    }
    for name, value in expected.items():
        if says.get_header(name) != value:
            return f"{name}: expected {value}, found {says.get_header(name)}"
    return ""


def _flaw_of_file(packed: bytes, whole: bytes) -> str:
    packing = zlib.compressobj(9, zlib.DEFLATED, GZIP)
    again = packed_as_unix(packing.compress(whole) + packing.flush())
    at = nudged_at(packed, again)
    if at is None and packed[:OPERATING_SYSTEM] != again[:OPERATING_SYSTEM]:
        at = next(i for i in range(OPERATING_SYSTEM) if packed[i] != again[i])
    return "" if at is None else f"byte {at}: expected {again[at]:#04x}, found {packed[at]:#04x}"
