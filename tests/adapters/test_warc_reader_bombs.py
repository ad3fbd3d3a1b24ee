"""Test that WARC files that would fill memory or time are refused quickly, with a clear message."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import process_time

import pytest

from advisory_watch.adapters.warc.page import RECORD_MAX_BYTES, pack_page, unpack_page
from advisory_watch.adapters.warc_reader import BODY_MAX_BYTES, find_captures, load_captures
from advisory_watch.core.errors import ArchiveError, UsageError
from advisory_watch.core.http_message import Limits
from support.builders import a_page

MEGABYTE = 1024 * 1024
HEAD = (
    b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-09-01T12:00:00Z\r\n"
    b"WARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: https://example.org/\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
)


def a_record(block: bytes) -> bytes:
    """Build one response record around an HTTP response."""
    return HEAD + b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(block), block)


@cache
def zeros(megabytes: int) -> bytes:
    """Compress zeros to a thousandth of their size."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    zero = bytes(MEGABYTE)
    return b"".join(packer.compress(zero) for _ in range(megabytes)) + packer.flush()


@contextmanager
def little_time_and_memory() -> Iterator[None]:
    """Require less than a second of CPU time, and less than a hundred megabytes."""
    tracemalloc.start()
    began = process_time()
    try:
        yield
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert process_time() - began < 1
    assert peak_bytes < 100 * MEGABYTE


BOMBS: dict[str, Callable[[], bytes]] = {
    "a packed file": lambda: zeros(70),
    "a packed record": lambda: gzip.compress(a_record(b"HTTP/1.1 200 OK\r\n\r\n"), 1) + zeros(70),
    "a body packed on the wire": lambda: a_record(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + zeros(70)
    ),
    "a body in chunks, packed": lambda: a_record(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(zeros(70)), zeros(70))
    ),
    "a body as it is": lambda: a_record(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(BODY_MAX_BYTES + 1)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_in_a_file_is_refused(tmp_path: Path, name: str) -> None:
    """People replay archives of others; one file must not take their machine down."""
    path = tmp_path / "bomb.warc"
    path.write_bytes(BOMBS[name]())
    with little_time_and_memory(), pytest.raises(UsageError, match="more than"):
        list(load_captures(find_captures([path])))


def test_a_bomb_in_our_archive_is_refused() -> None:
    """An attacker who can write to the bucket must not be able to stop its verification."""
    with little_time_and_memory(), pytest.raises(ArchiveError, match="more than"):
        unpack_page(zeros(70))


def test_the_largest_page_fits_into_a_record() -> None:
    """A lower limit than the fetcher's would lose the evidence of an accepted page."""
    assert Limits().size_max + MEGABYTE < RECORD_MAX_BYTES
    assert Limits().size_max <= BODY_MAX_BYTES


@pytest.mark.parametrize("target", [b"[" * 100_000, b'{"url": ' * 50_000, b'"\\ud800"', b"1e999"])
def test_an_invalid_target_is_refused(target: bytes) -> None:
    """It is stored in a header that an attacker could write."""
    whole = gzip.decompress(pack_page(a_page())).replace(b"X-Advisory-Watch-Target: ", b"X: ")
    forged = whole.replace(b"\r\n", b"\r\nX-Advisory-Watch-Target: " + target + b"\r\n", 1)
    with pytest.raises(ArchiveError):
        unpack_page(gzip.compress(forged))
