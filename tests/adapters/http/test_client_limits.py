"""Test bodies that lie about their length, never end or explode."""

import tracemalloc

import pytest

from advisory_watch.core.errors import Refused, Unreachable, Unreadable
from advisory_watch.core.http_message import Limits
from support.publishers.http_publisher import (
    Answer,
    a_gzip_bomb,
    after,
    an_answer,
    chunked,
    cut_short,
    zipped,
)
from support.publishers.http_reader import Reader, a_target, fetch_one

FEED = b"<rss>" + b"x" * 5000 + b"</rss>"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
HALF_A_ZIP = zipped(FEED * 20).pieces[0][:60]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(cut_short(FEED, announced=len(FEED) + 1), id="fewer bytes than announced"),
        pytest.param(chunked(FEED, is_whole=False), id="no last chunk"),
        pytest.param(
            Answer(headers={"Transfer-Encoding": "chunked"}, pieces=(b"ff\r\nhalf",)),
            id="half a chunk",
        ),
    ],
)
def test_a_body_that_ends_early_is_an_error(reader: Reader, answer: Answer) -> None:
    """The destinations that were cut off would look withdrawn."""
    reader.site.play("/feed", answer)
    with pytest.raises(Unreachable, match="truncated"):
        reader.fetch()


def test_half_a_gzip_stream_is_an_error(reader: Reader) -> None:
    """A cache can store half a stream and announce its length correctly."""
    reader.site.play("/feed", an_answer(HALF_A_ZIP, Content_Encoding="gzip"))
    with pytest.raises(Unreachable, match="truncated"):
        reader.fetch()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"not gzip at all", "gzip"), (zipped(FEED).pieces[0] + b"junk", "gzip"), (FEED, "br")],
)
def test_an_encoding_that_cannot_be_undone_is_an_error(
    reader: Reader, body: bytes, encoding: str
) -> None:
    """Compressed bytes read as a feed would look like a feed without any advice."""
    reader.site.play("/feed", an_answer(body, Content_Encoding=encoding))
    with pytest.raises(Unreadable):
        reader.fetch()


def test_an_empty_body_is_an_error(reader: Reader) -> None:
    """An empty feed would withdraw every destination at once."""
    reader.site.play("/feed", an_answer(b" \n"))
    with pytest.raises(Unreadable, match="an empty body"):
        reader.fetch()


def test_a_gzip_bomb_is_refused_without_filling_memory(reader: Reader) -> None:
    """A Lambda that runs out of memory watches nothing."""
    reader.site.play("/feed", a_gzip_bomb(megabytes=100))
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="at most 20971520 bytes"):
            reader.fetch()
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 60 * 1024 * 1024


def test_a_body_in_tiny_chunks_takes_no_more_memory_than_its_size(reader: Reader) -> None:
    """An object for each chunk takes fifty times as much, within any limit of size."""
    chunks = 200_000
    reader.site.play("/feed", Answer(raw=CHUNKED + b"2\r\n<>\r\n" * chunks + b"0\r\n\r\n"))
    tracemalloc.start()
    try:
        page = reader.fetch_page()
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(page.body) == 2 * chunks
    assert peak_bytes < 10 * 2 * chunks


@pytest.mark.parametrize("answer", [an_answer(FEED), chunked(FEED), zipped(FEED)])
def test_a_body_over_the_limit_is_refused(reader: Reader, answer: Answer) -> None:
    """Announced, chunked or packed: a publisher must not fill our memory."""
    reader.site.play("/feed", answer)
    small = reader.limited(Limits(size_max=len(FEED) - 1))
    with pytest.raises(Refused, match=f"at most {len(FEED) - 1} bytes"):
        small.fetch()


@pytest.mark.parametrize("answer", [an_answer(FEED), chunked(FEED), zipped(FEED)])
def test_a_body_of_exactly_the_limit_is_read(reader: Reader, answer: Answer) -> None:
    """A limit that is off by one fails only on the day when it matters."""
    reader.site.play("/feed", answer)
    assert reader.limited(Limits(size_max=len(FEED))).fetch_page().body == FEED


def test_a_length_of_thousands_of_digits_is_too_much(reader: Reader) -> None:
    """Python refuses to parse such a number, and a page must not crash the fetch with it."""
    digits = "9" * 5000
    reader.site.play("/feed", Answer(headers={"Content-Length": digits}, hangs=True))
    with pytest.raises(Refused, match=r"at most 20971520 bytes, found (9{18} announced|more)"):
        reader.fetch_page()


def test_a_body_announced_as_too_large_is_not_read(reader: Reader) -> None:
    """Reading twenty megabytes uselessly costs both sides."""
    reader.site.play("/feed", Answer(headers={"Content-Length": "99999999"}, hangs=True))
    with pytest.raises(Refused, match="found 99999999 announced"):
        reader.fetch()


@pytest.mark.parametrize(
    "pieces", [(), (b"<rss>",)], ids=["nothing arrives", "nothing more arrives"]
)
def test_a_silent_host_is_abandoned(reader: Reader, pieces: tuple[bytes, ...]) -> None:
    """One hanging publisher must not keep the others from being read."""
    reader.site.play("/feed", Answer(headers={"Content-Length": "9"}, pieces=pieces, hangs=True))
    with pytest.raises(Unreachable, match="silence until the time limit"):
        reader.limited(Limits(read_s=0.1)).fetch()


HEAD = b"HTTP/1.1 200 OK\r\nX-1: a\r\n"


@pytest.mark.parametrize(
    "begun",
    [
        HEAD[:1],
        HEAD,
        HEAD + b"Content-Length: 9\r\n\r\n",
        HEAD + b"Content-Length: 9\r\n\r\n<rss>",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * 1000,
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
    ],
    ids=["a byte", "half a head", "head", "half a body", "half a chunk's head", "early hints"],
)
def test_a_trickle_is_abandoned_at_the_total_time_limit(reader: Reader, begun: bytes) -> None:
    """A byte every few seconds never exceeds the time limit of a single read."""

    def time_passes() -> None:
        reader.time.now_s += 60

    reader.site.play("/feed", after(time_passes, Answer(raw=begun, hangs=True)))
    with pytest.raises(Unreachable, match="found it still arriving at the time limit"):
        reader.fetch()
    assert len(reader.site.asked) == 1, "no time is left for another try"


@pytest.mark.parametrize("url", ["http://publisher.example/feed", "https://publisher.example/feed"])
def test_a_proxy_that_trickles_is_abandoned(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Its own responses, and its answer to CONNECT, count like the publisher's."""

    def time_passes() -> None:
        reader.time.now_s += 60

    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("http_proxy", reader.site.url(""))
    monkeypatch.setenv("https_proxy", reader.site.url(""))
    slow = after(time_passes, Answer(raw=HEAD, hangs=True))
    reader.site.play("http://publisher.example/feed", slow)
    reader.site.play("publisher.example:443", slow)
    with pytest.raises(Unreachable, match=r"found .*it still arriving at the time limit"):
        fetch_one(reader.web, a_target(url))
    assert len(reader.site.asked) == 1
