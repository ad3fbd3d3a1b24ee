"""Read the bytes of a response and unpack them under our own limits, without trusting it."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from advisory_watch.core.errors import Refused, Unreachable, Unreadable

_CHUNK_BYTES = 64 * 1024
_PIECE_BYTES = 1024 * 1024
_GZIP = zlib.MAX_WBITS | 16


class Raw(Protocol):
    """A body that arrives; raises `OSError` or the library's own error if it ends early."""

    def read1(self, amount: int, *, decode_content: bool) -> bytes:
        """Return some bytes as they were sent, and an empty result at the end."""


def read_body(
    source_id: str,
    raw: Raw,
    headers: Mapping[str, str],
    *,
    size_max: int,
    left_s: Callable[[], float],
) -> bytes:
    """Return the whole body, at most `size_max` bytes after unpacking.

    A gzip bomb is stopped at the limit, however large it would become. A body that ends early is an
    error, never a short document.
    """
    body = bytearray()
    for piece in _unpacked(source_id, _wire(source_id, raw, left_s), headers):
        body += piece
        if len(body) > size_max:
            raise Refused(source_id, f"expected at most {size_max} bytes, found more")
    return bytes(body)


def _wire(source_id: str, raw: Raw, left_s: Callable[[], float]) -> Iterator[bytes]:
    """Yield chunks as they arrive, so that a trickle cannot outlast the time limit."""
    while chunk := raw.read1(_CHUNK_BYTES, decode_content=False):
        yield chunk
        if left_s() <= 0:
            raise Unreachable(source_id, "expected the whole body in time, found it still arriving")


def _unpacked(source_id: str, wire: Iterator[bytes], headers: Mapping[str, str]) -> Iterator[bytes]:
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        return wire
    if encoding in {"gzip", "x-gzip"}:
        return _gunzipped(source_id, wire)
    found = repr(encoding[:40])
    raise Unreadable(source_id, f"expected content encoding gzip or none, found {found}")


def _gunzipped(source_id: str, wire: Iterator[bytes]) -> Iterator[bytes]:
    """Yield small pieces; a gzip stream may have several members, one after the other."""
    unzip = zlib.decompressobj(_GZIP)
    try:
        for chunk in wire:
            yield from _pieces(unzip, chunk)
            while unzip.eof and (rest := unzip.unused_data):
                unzip = zlib.decompressobj(_GZIP)
                yield from _pieces(unzip, rest)
    except zlib.error as error:
        raise Unreadable(source_id, f"expected a gzip stream, found {error}") from error
    if not unzip.eof:
        raise Unreachable(source_id, "expected the whole body, found it truncated (gzip)")


def _pieces(unzip: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """Unpack some bytes while holding at most one piece of the result in memory."""
    is_more = True
    while is_more:
        piece = unzip.decompress(data, _PIECE_BYTES)
        yield piece
        data = unzip.unconsumed_tail
        is_more = len(piece) == _PIECE_BYTES
