"""Test where a response ends, with each engine: a document is read whole, or not at all.

Parsers disagree about some responses. If an engine guessed, part of a document could pass for all
of it, and the destinations that were cut off would look withdrawn.
"""

import gzip

import pytest

from advisory_watch.core.errors import SourceError
from support.publishers.http_publisher import Answer
from support.publishers.http_reader import Reader

FEED = b"<rss/>"
OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 6\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"4\r\n<rss\r\n2\r\n/>\r\n0\r\n\r\n"
PACKED = gzip.compress(FEED, mtime=0)
ZIPPED = b"Content-Encoding: gzip\r\n"


def packed(data: bytes, *more: bytes) -> bytes:
    """Return a response with a packed body of known length."""
    return b"".join([OK, ZIPPED, *more, b"Content-Length: %d\r\n\r\n" % len(data), data])


def chunks(data: bytes, *more: bytes) -> bytes:
    """Return a response in chunks."""
    return b"".join([OK, CHUNKED, *more, b"\r\n", data])


WHOLE = {
    "known length": OK + LENGTH + b"\r\n" + FEED,
    "length with leading zeros": OK + b"Content-Length: 0006\r\n\r\n" + FEED,
    "length twice, the same": OK + LENGTH * 2 + b"\r\n" + FEED,
    "length as a list of the same": OK + b"Content-Length: 6, 6\r\n\r\n" + FEED,
    "length with spaces": OK + b"Content-Length:   6  \r\n\r\n" + FEED,
    "length without a space": OK + b"content-length:6\r\n\r\n" + FEED,
    "length in a folded line": OK + b"Content-Length:\r\n 6\r\n\r\n" + FEED,
    "until the end": b"HTTP/1.0 200 OK\r\n\r\n" + FEED,
    "until the end, HTTP/1.1": OK + b"Connection: close\r\n\r\n" + FEED,
    "HTTP/1.0 with a length": b"HTTP/1.0 200 OK\r\n" + LENGTH + b"\r\n" + FEED,
    "no reason": b"HTTP/1.1 200\r\n" + LENGTH + b"\r\n" + FEED,
    "an empty reason": b"HTTP/1.1 200 \r\n" + LENGTH + b"\r\n" + FEED,
    "bare line feeds": b"HTTP/1.1 200 OK\nContent-Length: 6\n\n" + FEED,
    "a folded header": OK + b"X-Note: over\r\n two lines\r\n" + LENGTH + b"\r\n" + FEED,
    "an empty header": OK + b"X-Note:\r\n" + LENGTH + b"\r\n" + FEED,
    "a header in Latin-1": OK + b"X-Note: caf\xe9\r\n" + LENGTH + b"\r\n" + FEED,
    "ninety headers": OK + b"X-Note: a\r\n" * 90 + LENGTH + b"\r\n" + FEED,
    "chunks": chunks(CHUNKS),
    "chunks in capitals": chunks(b"6\r\n<rss/>\r\n0\r\n\r\n").replace(b"chunked", b"Chunked"),
    "a chunk size with zeros": chunks(b"0006\r\n<rss/>\r\n0\r\n\r\n"),
    "a chunk extension": chunks(b'6;a="b"\r\n<rss/>\r\n0\r\n\r\n'),
    "a trailer": chunks(CHUNKS[:-2] + b"X-Note: a\r\n\r\n"),
    "a trailer with a length": chunks(CHUNKS[:-2] + b"Content-Length: 2\r\n\r\n"),
    "chunks of HTTP/1.0": chunks(CHUNKS).replace(b"HTTP/1.1", b"HTTP/1.0"),
    "chunks and a length": chunks(CHUNKS, LENGTH),
    "chunks and another length": chunks(CHUNKS, b"Content-Length: 2\r\n"),
    "more after the length": OK + LENGTH + b"\r\n" + FEED + b"<rss>",
    "more after the chunks": chunks(CHUNKS + b"<rss>"),
    "another response after it": OK + LENGTH + b"\r\n" + FEED + OK + LENGTH + b"\r\n<evil>",
    "early hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK + LENGTH + b"\r\n" + FEED,
    "hints twice": b"HTTP/1.1 103 Early Hints\r\nX: a\r\n\r\n" * 2 + OK + LENGTH + b"\r\n" + FEED,
    "hints with a length": b"HTTP/1.1 103 E\r\nContent-Length: 3\r\n\r\n"
    + OK
    + LENGTH
    + b"\r\n"
    + FEED,
    "continue": b"HTTP/1.1 100 Continue\r\n\r\n" + OK + LENGTH + b"\r\n" + FEED,
    "processing": b"HTTP/1.1 102 Processing\r\n\r\n" + OK + LENGTH + b"\r\n" + FEED,
    "hints before chunks": b"HTTP/1.1 103 Early Hints\r\n\r\n" + chunks(CHUNKS),
    "gzip": packed(PACKED),
    "gzip in chunks": chunks(b"%x\r\n%s\r\n0\r\n\r\n" % (len(PACKED), PACKED), ZIPPED),
    "gzip until the end": OK + ZIPPED + b"\r\n" + PACKED,
    "x-gzip": packed(PACKED).replace(b"gzip", b"x-gzip"),
    "gzip of two members": packed(gzip.compress(FEED[:3]) + gzip.compress(FEED[3:])),
    "zeros after gzip": packed(PACKED + b"\0" * 512),
    "zeros after gzip in chunks": chunks(
        b"%x\r\n%s\r\n200\r\n%s\r\n0\r\n\r\n" % (len(PACKED), PACKED, b"\0" * 512), ZIPPED
    ),
    "zeros between members": packed(gzip.compress(FEED[:3]) + b"\0" * 9 + gzip.compress(FEED[3:])),
    "identity": OK + LENGTH + b"Content-Encoding: identity\r\n\r\n" + FEED,
}

BROKEN = {
    "nothing": b"\r\n",
    "half a status line": b"HTTP/1.1 20",
    "half a head": OK + b"Content-Le",
    "a head without an end": OK + LENGTH,
    "no HTTP": b"<html>not HTTP at all</html>",
    "ICY": b"ICY 200 OK\r\n" + LENGTH + b"\r\n" + FEED,
    "HTTP/3.0": b"HTTP/3.0 200 OK\r\n" + LENGTH + b"\r\n" + FEED,
    "a status of four digits": b"HTTP/1.1 2000 OK\r\n" + LENGTH + b"\r\n" + FEED,
    "a status of letters": b"HTTP/1.1 abc OK\r\n" + LENGTH + b"\r\n" + FEED,
    "a switch of protocols": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
    "only early hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
    "endless early hints": b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50_000,
    "too few bytes": OK + b"Content-Length: 7\r\n\r\n" + FEED,
    "two lengths": OK + LENGTH + b"Content-Length: 7\r\n\r\n" + FEED + b"x",
    "two lengths, the short one first": OK + b"Content-Length: 3\r\n" + LENGTH + b"\r\n" + FEED,
    "a list of lengths": OK + b"Content-Length: 6, 7\r\n\r\n" + FEED,
    "a list with too few bytes": OK + b"Content-Length: 9, 9\r\n\r\n" + FEED,
    "a negative length": OK + b"Content-Length: -6\r\n\r\n" + FEED,
    "a length with a plus": OK + b"Content-Length: +6\r\n\r\n" + FEED,
    "a hexadecimal length": OK + b"Content-Length: 0x6\r\n\r\n" + FEED,
    "a length with an underscore": OK + b"Content-Length: 0_6\r\n\r\n" + FEED,
    "a length with a fraction": OK + b"Content-Length: 6.0\r\n\r\n" + FEED,
    "a length in other digits": OK + "Content-Length: \u0666\r\n\r\n".encode() + FEED,
    "an empty length": OK + b"Content-Length:\r\n\r\n" + FEED[:3],
    "a space before the colon": OK + b"Content-Length : 6\r\n\r\n" + FEED[:3],
    "a header without a colon": OK + b"X-Note\r\n" + LENGTH + b"\r\n" + FEED[:3],
    "a NUL in a header": OK + b"X-Note: a\0b\r\n" + LENGTH + b"\r\n" + FEED,
    "a NUL in a name": OK + b"X\0Note: a\r\n" + LENGTH + b"\r\n" + FEED,
    "an endless header": OK + b"X-Note: " + b"a" * 400_000 + b"\r\n" + LENGTH + b"\r\n" + FEED,
    "endless headers": OK + b"X-Note: a\r\n" * 50_000 + LENGTH + b"\r\n" + FEED,
    "identity as a transfer coding": OK + b"Transfer-Encoding: identity\r\n\r\n" + FEED,
    "gzip as a transfer coding": chunks(CHUNKS).replace(b"chunked", b"gzip, chunked"),
    "gzip after the chunks": chunks(CHUNKS).replace(b"chunked", b"chunked, gzip"),
    "chunked twice": chunks(CHUNKS, CHUNKED),
    "an unknown transfer coding": chunks(CHUNKS).replace(b"chunked", b"xchunked"),
    "a vertical tab before chunked": chunks(CHUNKS).replace(b" chunked", b" \x0bchunked"),
    "no last chunk": chunks(b"6\r\n<rss/>\r\n"),
    "half a chunk": chunks(b"ff\r\n<rss/>"),
    "half a last chunk": chunks(b"6\r\n<rss/>\r\n0"),
    "a chunk that is too long": chunks(b"4\r\n<rss/>\r\n0\r\n\r\n"),
    "a negative chunk": chunks(b"-6\r\n<rss/>\r\n0\r\n\r\n"),
    "a chunk with a plus": chunks(b"+6\r\n<rss/>\r\n0\r\n\r\n"),
    "a chunk with a prefix": chunks(b"0x6\r\n<rss/>\r\n0\r\n\r\n"),
    "a chunk with an underscore": chunks(b"0_6\r\n<rss/>\r\n0\r\n\r\n"),
    "a chunk of letters": chunks(b"xyz\r\n<rss/>\r\n0\r\n\r\n"),
    "a chunk without a size": chunks(b"\r\n<rss/>\r\n0\r\n\r\n"),
    "a chunk of a huge size": chunks(b"f" * 40 + b"\r\n<rss/>\r\n0\r\n\r\n"),
    "half a gzip stream": packed(PACKED[:-4]),
    "bytes after gzip": packed(PACKED + b"<rss>"),
    "half a member after gzip": packed(PACKED + PACKED[:-4]),
    "a wrong checksum": packed(PACKED[:-8] + b"\1\2\3\4" + PACKED[-4:]),
    "no gzip": packed(FEED),
    "gzip twice": packed(gzip.compress(PACKED)).replace(b"gzip", b"gzip, gzip"),
    "another coding": OK + LENGTH + b"Content-Encoding: br\r\n\r\n" + FEED,
    "endless gzip members": packed(gzip.compress(b"") * 2000 + PACKED),
}


@pytest.mark.parametrize("said", WHOLE.values(), ids=WHOLE)
def test_a_whole_document_is_read(reader: Reader, said: bytes) -> None:
    """A publisher's front may be odd, and its readers must not notice."""
    reader.site.play("/feed", Answer(raw=said))
    assert reader.fetch_page().body == FEED


@pytest.mark.parametrize("said", BROKEN.values(), ids=BROKEN)
def test_a_doubtful_document_is_refused(reader: Reader, said: bytes) -> None:
    """No part of it may be taken for the document."""
    reader.site.play("/feed", Answer(raw=said))
    with pytest.raises(SourceError):
        reader.fetch()
