"""Test a persistent connection whose other end the test controls."""

import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from advisory_watch.adapters.http.keepalive import KeepaliveConnection
from advisory_watch.adapters.http.transport import Limits

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>"
IN_CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS_CHUNK = b"1;" + b"a" * 1000
FAR_S = 60.0


@pytest.fixture
def ends() -> Iterator[tuple[KeepaliveConnection, socket.socket]]:
    """Open a connection to ourselves, and return both ends; the second is the host's."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = socket.create_connection(server.getsockname())
        theirs, _ = server.accept()
    parts = urlsplit("http://publisher.example/")
    with theirs, closing(KeepaliveConnection(parts, None, lambda *_args, **_time: ours)) as kept:
        yield kept, theirs


def test_unrequested_bytes_are_noticed_before_the_next_request(
    ends: tuple[KeepaliveConnection, socket.socket],
) -> None:
    """If the connection were used again, they would be read as the next page."""
    kept, theirs = ends
    theirs.sendall(ANSWER)
    answer = kept.get("/1", {}, Limits(), lambda: FAR_S)
    assert (answer.read1(100), answer.read1(100), answer.is_read) == (b"<rss/>", b"", True)
    assert kept.is_silent
    theirs.sendall(ANSWER)
    kept._sock.recv(1, socket.MSG_PEEK)  # type: ignore[union-attr]  # noqa: SLF001, it is there
    assert not kept.is_silent


def test_a_closed_connection_is_noticed(ends: tuple[KeepaliveConnection, socket.socket]) -> None:
    """A new one can then be opened without losing a request."""
    kept, theirs = ends
    theirs.sendall(ANSWER)
    kept.get("/1", {}, Limits(), lambda: FAR_S).read1(100)
    theirs.recv(1000)
    theirs.close()
    kept._sock.recv(1, socket.MSG_PEEK)  # type: ignore[union-attr]  # noqa: SLF001, it is there
    assert not kept.is_silent


def test_bytes_that_are_not_a_body_cannot_outlast_the_limit(
    ends: tuple[KeepaliveConnection, socket.socket],
) -> None:
    """A chunk that never begins would occupy the host's thread indefinitely, byte by byte."""
    kept, theirs = ends
    theirs.sendall(IN_CHUNKS)
    left = iter([FAR_S] * 40)
    answer = kept.get("/1", {}, Limits(), lambda: next(left, 0.0))
    theirs.sendall(ENDLESS_CHUNK)
    with pytest.raises(TimeoutError):
        answer.read1(1)


def test_a_url_cannot_begin_a_header(ends: tuple[KeepaliveConnection, socket.socket]) -> None:
    """The text after a line break would be a header of its own."""
    with pytest.raises(ValueError, match="without control characters"):
        ends[0].get("/1\r\nX-Evil: 1", {}, Limits(), lambda: FAR_S)
