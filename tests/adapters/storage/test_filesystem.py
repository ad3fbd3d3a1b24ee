"""Test the archive in a folder."""

import stat
from pathlib import Path

import pytest

from advisory_watch.adapters.filesystem import FolderArchive
from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.core.errors import ArchiveError
from support.builders import a_page


@pytest.fixture
def archive(tmp_path: Path) -> FolderArchive:
    """Open an archive in a folder."""
    return FolderArchive(tmp_path, pack_page, unpack_page)


def test_the_file_has_the_name_that_alerts_contain(archive: FolderArchive, tmp_path: Path) -> None:
    """A person with the key must find the page by hand, with no partial file next to it."""
    key = archive.keep(a_page())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [tmp_path / key[:2] / f"{key}.warc.gz"]


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """If a page cannot be kept, no change that relies on it may be recorded."""
    (tmp_path / "archive").write_text("a file, not a folder")
    with pytest.raises(ArchiveError, match="expected to write"):
        FolderArchive(tmp_path / "archive", pack_page, unpack_page).keep(a_page())


def test_a_file_under_a_wrong_name_is_no_evidence(archive: FolderArchive, tmp_path: Path) -> None:
    """The name is the proof: another page under it proves nothing."""
    path = tmp_path / "ab" / f"{'ab' * 32}.warc.gz"
    path.parent.mkdir()
    path.write_bytes(pack_page(a_page()))
    with pytest.raises(ArchiveError, match="expected the page of that name"):
        archive.load("ab" * 32)


def test_a_file_is_readable_to_its_owner_only(archive: FolderArchive, tmp_path: Path) -> None:
    """Only the site is public, and pages say when and from where we read."""
    archive.keep(a_page())
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
