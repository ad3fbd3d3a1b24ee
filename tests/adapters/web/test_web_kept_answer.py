"""Where an answer over a kept connection ends, and what is none."""

from collections.abc import Callable
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.adapters.web.kept_answer import HEAD_MAX_BYTES, KeptAnswer, NotStrict

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
    """Bring pieces as they are, then nothing more."""
    left = list(pieces)
    return lambda _amount: left.pop(0) if left else b""


def an_answer(receive: Callable[[int], bytes]) -> KeptAnswer:
    """Take an answer apart, with time enough."""
    return KeptAnswer(receive, lambda: 60.0)


def body_of(answer: KeptAnswer) -> bytes:
    """Read an answer to its end."""
    return b"".join(iter(lambda: answer.read1(65536), b""))


@pytest.mark.parametrize("said", WHOLE.values(), ids=WHOLE)
@given(cuts=st.lists(st.integers(1, 130), max_size=8))
def test_an_answer_is_the_same_in_whatever_pieces_it_comes(said: bytes, cuts: list[int]) -> None:
    """A network cuts where it likes."""
    places = [0, *sorted(each for each in cuts if each < len(said)), len(said)]
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
def test_a_connection_is_used_again_only_where_nothing_is_left_on_it(
    said: bytes, *, is_last: bool
) -> None:
    """What is left of one answer would be taken for the next."""
    answer = an_answer(wire(said))
    assert body_of(answer) == (b"" if said == NOT_MODIFIED else b"<rss/>")
    assert (answer.is_read, answer.is_last) == (True, is_last)


@pytest.mark.parametrize(
    "said", [OF_KNOWN_LENGTH[:-1], IN_CHUNKS[:-20], IN_CHUNKS[:70]], ids=["length", "last", "chunk"]
)
def test_a_body_that_ends_too_early_is_not_whole(said: bytes) -> None:
    """What was cut off would look withdrawn."""
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
def test_what_has_no_head_is_no_answer(pieces: list[bytes], error: type[Exception]) -> None:
    """Nobody may fill our memory with headers, or leave us waiting for them."""
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
def test_what_two_readers_would_read_differently_is_left_to_others(said: bytes) -> None:
    """Where it ends is a matter of opinion, and with it what is told to people."""
    with pytest.raises(NotStrict):
        an_answer(wire(said))


@pytest.mark.parametrize(
    ("coding", "error"), [("identity", NotStrict), ("gzip, chunked", IncompleteRead)]
)
def test_a_coding_that_says_nothing_of_the_end_is_left_to_others(
    coding: str, error: type[Exception]
) -> None:
    """Such a body goes on to the end of the connection; one in chunks was cut off there."""
    answer = an_answer(wire(f"HTTP/1.1 200 OK\r\nTransfer-Encoding: {coding}\r\n\r\n".encode()))
    with pytest.raises(error):
        body_of(answer)
