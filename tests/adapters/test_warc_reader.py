"""Test the reading of captures from any WARC files, in time order."""

import gzip
import zlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from advisory_watch.adapters.warc.page import pack_page
from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.core.errors import UsageError
from advisory_watch.core.page import Page
from support.builders import NOON, a_page

OK = StatusAndHeaders("200 OK", [("Content-Type", "text/xml"), ("ETag", '"1"')], "HTTP/1.1")


def write(path: Path, *records: tuple[str, bytes, StatusAndHeaders | None]) -> Path:
    """Write records of time, body and HTTP headers; without headers it is a metadata record."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for at, body, head in records:
            record = writer.create_warc_record(
                "https://example.org/feed",
                "response" if head else "metadata",
                payload=BytesIO(body),
                length=len(body),
                http_headers=head,
                warc_headers_dict={"WARC-Date": at},
            )
            writer.write_record(record)
    return path


def load(*paths: Path) -> list[Page]:
    """Load every capture."""
    return list(load_captures(find_captures(paths)))


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_a_capture_has_the_received_bytes_and_time(tmp_path: Path, name: str) -> None:
    """A replay at another time, or of other bytes, would judge an event that never happened."""
    (page,) = load(write(tmp_path / name, ("2026-09-01T12:00:00Z", b"<rss/>", OK)))
    assert (page.body, page.fetched_at, page.http_status) == (b"<rss/>", NOON, 200)
    assert page.target.url == "https://example.org/feed"
    assert page.headers == {"content-type": "text/xml", "etag": '"1"'}


def test_captures_of_many_files_come_in_time_order(tmp_path: Path) -> None:
    """Archives are split by place and size; history is not."""
    first = write(
        tmp_path / "b.warc.gz",
        ("2026-09-03T00:00:00Z", b"3", OK),
        ("2026-09-01T00:00:00Z", b"1", OK),
    )
    second = write(tmp_path / "a.warc", ("2026-09-02T00:00:00Z", b"2", OK))
    assert [page.body for page in load(first, second)] == [b"1", b"2", b"3"]


def test_captures_of_one_moment_keep_the_order_of_files(tmp_path: Path) -> None:
    """The same command must give the same score every time."""
    moment = "2026-09-01T00:00:00Z"
    first = write(tmp_path / "1.warc", (moment, b"a", OK), (moment, b"b", OK))
    second = write(tmp_path / "2.warc", (moment, b"c", OK))
    assert [page.body for page in load(second, first)] == [b"c", b"a", b"b"]


def test_only_responses_are_captures(tmp_path: Path) -> None:
    """Archives also hold requests, and records about themselves."""
    at = "2026-09-01T00:00:00Z"
    path = write(tmp_path / "x.warc", (at, b"note", None), (at, b"<rss/>", OK))
    assert [page.body for page in load(path)] == [b"<rss/>"]


def test_a_compressed_body_is_unpacked(tmp_path: Path) -> None:
    """Crawlers keep the bytes of the wire; parsers need the decoded document."""
    head = StatusAndHeaders("200 OK", [("Content-Encoding", "gzip")], "HTTP/1.1")
    packed = gzip.compress(b"<rss/>")
    (page,) = load(write(tmp_path / "x.warc", ("2026-09-01T00:00:00Z", packed, head)))
    assert page.body == b"<rss/>"


PACKED = {
    "x-gzip": gzip.compress(b"<rss/>"),
    "GZIP": gzip.compress(b"<rss/>"),
    "deflate": zlib.compress(b"<rss/>"),
    "gzip": gzip.compress(b"<r") + gzip.compress(b"ss/>") + b"\0" * 9,
    "deflate ": zlib.compress(b"<rss/>")[2:-4],
    "gzip, gzip": gzip.compress(gzip.compress(b"<rss/>")),
    "gzip ": b"<rss/>",  # the archive has unpacked it
    "br": b"<rss/>",
    "utf-8": b"<rss/>",
}


@pytest.mark.parametrize("encoding", PACKED)
def test_every_name_of_an_encoding_is_understood(tmp_path: Path, encoding: str) -> None:
    """Archives keep the head as it was sent, and some keep it with a decoded body."""
    head = StatusAndHeaders("200 OK", [("content-encoding", encoding)], "HTTP/1.1")
    (page,) = load(write(tmp_path / "x.warc", ("2026-09-01T00:00:00Z", PACKED[encoding], head)))
    assert page.body == b"<rss/>"


@pytest.mark.parametrize("coding", ["chunked", "Chunked", "gzip, CHUNKED"])
@pytest.mark.parametrize("body", [b"3\r\n<rs\r\n3\r\ns/>\r\n0\r\n\r\n", b"<rss/>"])
def test_chunks_are_joined(tmp_path: Path, coding: str, body: bytes) -> None:
    """Names of codings have no case; a body without chunks stays as it is."""
    head = StatusAndHeaders("200 OK", [("Transfer-Encoding", coding)], "HTTP/1.1")
    (page,) = load(write(tmp_path / "x.warc", ("2026-09-01T00:00:00Z", body, head)))
    assert page.body == b"<rss/>"


def test_an_encoding_that_cannot_be_undone_is_named(tmp_path: Path) -> None:
    """Such a capture is skipped and counted, and not read as a damaged page."""
    head = StatusAndHeaders("200 OK", [("Content-Encoding", "br")], "HTTP/1.1")
    path = write(tmp_path / "x.warc", ("2026-09-01T00:00:00Z", b"\x1b\xff\x00", head))
    assert [position.packed_as for position in find_captures([path])] == ["br"]


def test_a_damaged_body_is_no_shorter_document(tmp_path: Path) -> None:
    """Half of a list would read as destinations that were withdrawn."""
    packed = gzip.compress(b"<rss/>" * 999)[:-9]
    head = StatusAndHeaders("200 OK", [("Content-Encoding", "gzip")], "HTTP/1.1")
    (page,) = load(write(tmp_path / "x.warc", ("2026-09-01T00:00:00Z", packed, head)))
    assert page.body == packed


def test_every_version_of_http_is_read(tmp_path: Path) -> None:
    """Browsers that record what they load speak HTTP/2."""
    head = StatusAndHeaders("200", [("content-type", "text/xml")], "HTTP/2")
    (page,) = load(write(tmp_path / "x.warc", ("2026-09-01T00:00:00Z", b"<rss/>", head)))
    assert (page.http_status, page.body) == (200, b"<rss/>")


def test_a_scheme_in_capitals_is_a_scheme(tmp_path: Path) -> None:
    """The head would be read as a part of the page."""
    path = write(tmp_path / "x.warc", ("2026-09-01T00:00:00Z", b"<rss/>", OK))
    path.write_bytes(path.read_bytes().replace(b"https://example.org", b"HTTPS://EXAMPLE.ORG"))
    (page,) = load(path)
    assert (page.target.url, page.body) == ("HTTPS://EXAMPLE.ORG/feed", b"<rss/>")


def a_revisit(path: Path, at: str, digest: str, profile: str = "identical-payload-digest") -> Path:
    """Write a record that says that a page was seen again."""
    head = {"WARC-Payload-Digest": digest, "WARC-Profile": f"http://netpreserve.org/{profile}"}
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        record = writer.create_warc_record(
            "https://example.org/feed",
            "revisit",
            payload=BytesIO(b""),
            length=0,
            http_headers=OK,
            warc_headers_dict={"WARC-Date": at, **head},
        )
        writer.write_record(record)
    return path


def test_a_page_seen_again_is_a_capture(tmp_path: Path) -> None:
    """A level that was read twice is confirmed; an archive stores its page once."""
    first = write(tmp_path / "1.warc", ("2026-09-01T12:00:00Z", b"<rss/>", OK))
    (original,) = find_captures([first])
    again = a_revisit(tmp_path / "2.warc", "2026-09-02T12:00:00Z", original.digest)
    pages = load(again, first)
    assert [page.body for page in pages] == [b"<rss/>", b"<rss/>"]
    assert [page.fetched_at for page in pages] == [NOON, NOON + timedelta(days=1)]


def test_a_page_in_a_missing_file_is_reported(tmp_path: Path) -> None:
    """A history with silent gaps would score as a complete one."""
    path = a_revisit(tmp_path / "x.warc", "2026-09-02T12:00:00Z", "sha1:AAAA")
    assert [position.is_cited for position in find_captures([path])] == [True]


def test_a_revisit_without_a_page_is_a_304(tmp_path: Path) -> None:
    """The server said that nothing was new; the archive received no page."""
    path = a_revisit(tmp_path / "x.warc", "2026-09-02T12:00:00Z", "", "server-not-modified")
    assert [position.http_status for position in find_captures([path])] == [304]


def test_a_page_that_is_not_wanted_is_not_examined(tmp_path: Path) -> None:
    """Crawls hold answers that make no sense; one must not refuse the file with the feeds."""
    strange = StatusAndHeaders("fine OK", [], "HTTP/1.1")
    path = write(tmp_path / "x.warc", ("2026-09-01T00:00:00Z", b"<rss/>", strange))
    (position,) = find_captures([path], is_wanted=lambda _url: False)
    assert position.url == "https://example.org/feed"


def test_fractions_of_a_second_and_time_zones_are_understood(tmp_path: Path) -> None:
    """Crawlers write the same time in different forms."""
    times = ("2026-09-01T12:00:00.5Z", "2026-09-01T14:00:00+02:00", "2026-09-01T12:00:00")
    path = write(tmp_path / "x.warc", *((at, b"", OK) for at in times))
    half_a_second = timedelta(seconds=0.5)
    assert [page.fetched_at for page in load(path)] == [NOON, NOON, NOON + half_a_second]


def test_our_own_archive_can_be_replayed(tmp_path: Path) -> None:
    """Archived pages exist to be judged again, by us or by others."""
    path = tmp_path / "x.warc.gz"
    path.write_bytes(pack_page(a_page(b"<rss>1</rss>")))
    (page,) = load(path)
    assert (page.body, page.fetched_at) == (b"<rss>1</rss>", NOON)


@pytest.mark.parametrize("when", ["", "yesterday", "2026-13-01T00:00:00Z"])
def test_a_record_without_a_time_is_refused(tmp_path: Path, when: str) -> None:
    """It is unknown at which moment the record should be judged."""
    path = write(tmp_path / "x.warc", (when or "-", b"<rss/>", OK))
    with pytest.raises(UsageError, match="expected a whole WARC file"):
        load(path)


def test_a_status_that_is_not_a_number_is_refused(tmp_path: Path) -> None:
    """A page with a response that we do not understand proves nothing."""
    strange = StatusAndHeaders("fine OK", [], "HTTP/1.1")
    path = write(tmp_path / "x.warc", ("2026-09-01T00:00:00Z", b"<rss/>", strange))
    with pytest.raises(UsageError, match=r"x\.warc: expected a whole WARC file"):
        load(path)


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_a_truncated_file_is_refused_or_ends_between_records(tmp_path: Path, name: str) -> None:
    """An interrupted download would score as a history that ended there."""
    bodies = [b"<rss>1</rss>", b"<rss>2</rss>"]
    times = ("2026-09-01T12:00:00Z", "2026-09-02T12:00:00Z")
    path = write(tmp_path / name, *((at, body, OK) for at, body in zip(times, bodies, strict=True)))
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        try:
            found = load(path)
        except UsageError as error:
            assert "\n" not in str(error)  # noqa: PT017 - most cuts are refused, not all
        else:
            assert [page.body for page in found] == bodies[: len(found)]
