"""Contract of every archive: a page reads back complete, or not at all."""

import pytest

from advisory_watch.app.ports import Archive
from advisory_watch.core.errors import ArchiveError
from support.builders import NOON, a_page


def test_a_page_reads_back_complete(archive: Archive) -> None:
    """Each alert must be able to show its page as received."""
    page = a_page("Koweït".encode(), final_url="https://travel.state.gov/moved.xml")
    assert archive.load(archive.keep(page)) == page


def test_the_key_is_the_hash_of_the_body(archive: Archive) -> None:
    """The key in an alert lets any reader verify the page."""
    page = a_page()
    assert archive.keep(page) == page.sha256


def test_a_page_is_written_once(archive: Archive) -> None:
    """The first capture is the evidence; a later one must not change its date."""
    first = a_page(headers={"etag": '"first"'})
    archive.keep(first)
    archive.keep(a_page(headers={"etag": '"second"'}, fetched_at=NOON.replace(hour=13)))
    assert archive.load(first.sha256) == first


def test_an_absent_page_is_an_error(archive: Archive) -> None:
    """An empty page instead of the evidence would prove anything."""
    with pytest.raises(ArchiveError):
        archive.load("ab" * 32)


@pytest.mark.parametrize("key", ["", "ab", "../../../etc/passwd", "AB" * 32])
def test_a_key_that_is_not_a_hash_is_an_error(archive: Archive, key: str) -> None:
    """A key comes from outside, and must not become a path."""
    with pytest.raises(ArchiveError):
        archive.load(key)


def test_an_empty_body_is_a_page_too(archive: Archive) -> None:
    """An empty response is the evidence for `the feed was empty`."""
    page = a_page(b"")
    assert archive.load(archive.keep(page)) == page
