"""Test where a response over a persistent connection ends, and which bytes are not a response."""

from collections.abc import Callable
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.adapters.http.keepalive import HEAD_MAX_BYTES, KeepaliveResponse, NotStrict

OF_KNOWN_LENGTH = b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: 6\r\n\r\n<rss/>'
IN_CHUNKS = (
    b'HTTP/1.1 200 OK\r\nETag: "1"\r\nTransfer-Encoding: chunked\r\n\r\n'
    b'4\r\n<rss\r\n2\r\n/>\r\n0\r\nETag: "2"\r\n\r\n'
)
UNTIL_THE_END = b'HTTP/1.0 200 OK\r\nETag: "1"\r\n\r\n<rss/>'
ANNOUNCED = b'HTTP/1.1 103 Early Hints\r\nETag: "0"\r\n\r\n' + OF_KNOWN_LENGTH
WHOLE = {
    "of known length": OF_KNOWN_LENGTH,
    "in chunks": IN_CHUNKS,
    "until the end": UNTIL_THE_END,
    "announced": ANNOUNCED,
}
NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n"


def wire(*pieces: bytes) -> Callable[[int], bytes]:
    """Return a function that yields the pieces one by one, then nothing more."""
    left = list(pieces)
    return lambda _amount: left.pop(0) if left else b""


def an_answer(receive: Callable[[int], bytes]) -> KeepaliveResponse:
    """Parse a response, with enough time."""
    return KeepaliveResponse(receive, lambda: 60.0)


def body_of(answer: KeepaliveResponse) -> bytes:
    """Read a response to its end."""
    return b"".join(iter(lambda: answer.read1(65536), b""))


@pytest.mark.parametrize("said", WHOLE.values(), ids=WHOLE)
@given(cuts=st.lists(st.integers(1, 130), max_size=8))
def test_a_response_is_the_same_in_any_pieces(said: bytes, cuts: list[int]) -> None:
    """A network may split it anywhere."""
    places = [0, *sorted(cut for cut in cuts if cut < len(said)), len(said)]
    pieces = [said[a:b] for a, b in pairwise(places) if a < b]
    answer = an_answer(wire(*pieces))
    assert (answer.status, dict(answer.headers)["ETag"], body_of(answer)) == (200, '"1"', b"<rss/>")
    assert answer.is_read


@pytest.mark.parametrize(
    ("said", "is_last"),
    [
        (OF_KNOWN_LENGTH, False),
        (IN_CHUNKS, False),
        (NOT_MODIFIED, False),
        (UNTIL_THE_END, True),
        (OF_KNOWN_LENGTH.replace(b"ETag", b"Connection: close\r\nETag"), True),
        (OF_KNOWN_LENGTH + b"<rss>", True),
        (OF_KNOWN_LENGTH + OF_KNOWN_LENGTH, True),
    ],
    ids=["length", "chunks", "304", "until the end", "close", "something after", "another after"],
)
def test_a_connection_is_reused_only_if_no_bytes_are_left(said: bytes, *, is_last: bool) -> None:
    """The rest of one response would be taken for the next."""
    answer = an_answer(wire(said))
    assert body_of(answer) == (b"" if said == NOT_MODIFIED else b"<rss/>")
    assert (answer.is_read, answer.is_last) == (True, is_last)


@pytest.mark.parametrize(
    "said", [OF_KNOWN_LENGTH[:-1], IN_CHUNKS[:-20], IN_CHUNKS[:70]], ids=["length", "last", "chunk"]
)
def test_a_body_that_ends_too_early_is_incomplete(said: bytes) -> None:
    """The destinations that were cut off would look withdrawn."""
    answer = an_answer(wire(said))
    with pytest.raises(IncompleteRead):
        body_of(answer)
    assert not answer.is_read


@pytest.mark.parametrize(
    ("pieces", "error"),
    [
        ([], RemoteDisconnected),
        ([OF_KNOWN_LENGTH[:20]], IncompleteRead),
        ([b"HTTP/1.1 200 OK\r\nX: ", *[b"a" * 65536] * (HEAD_MAX_BYTES // 65536)], HTTPException),
    ],
    ids=["nothing", "half a head", "endless head"],
)
def test_a_response_without_complete_headers_is_an_error(
    pieces: list[bytes], error: type[Exception]
) -> None:
    """A host must not fill our memory with headers, or keep us waiting for them."""
    with pytest.raises(error):
        an_answer(wire(*pieces))


@pytest.mark.parametrize(
    "said",
    [
        OF_KNOWN_LENGTH.replace(b"Content", b"Content-Length: 7\r\nContent"),
        IN_CHUNKS.replace(b"ETag", b"Content-Length: 6\r\nETag", 1),
        OF_KNOWN_LENGTH.replace(b"\r\n", b"\n"),
        OF_KNOWN_LENGTH.replace(b"ETag: ", b"ETag: a\r\n "),
        b"<html>not HTTP at all</html>",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
    ],
    ids=["two lengths", "length and chunks", "bare feeds", "folded", "no HTTP", "switching"],
)
def test_an_ambiguous_response_is_rejected(said: bytes) -> None:
    """Parsers disagree about its end, so its content cannot be trusted."""
    with pytest.raises(NotStrict):
        an_answer(wire(said))


@pytest.mark.parametrize(
    ("coding", "error"), [("identity", NotStrict), ("gzip, chunked", IncompleteRead)]
)
def test_a_coding_that_does_not_define_the_end_is_rejected(
    coding: str, error: type[Exception]
) -> None:
    """Such a body goes on to the end of the connection; one in chunks was cut off there."""
    answer = an_answer(wire(f"HTTP/1.1 200 OK\r\nTransfer-Encoding: {coding}\r\n\r\n".encode()))
    with pytest.raises(error):
        body_of(answer)
