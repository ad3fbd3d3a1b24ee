"""Contract of every store of manifests: the folder, and S3 on moto."""

from pathlib import Path

import pytest

from advisory_watch.adapters.seal_bucket import BucketSeals
from advisory_watch.adapters.seal_folder import FolderSeals
from advisory_watch.app.originals import Seals
from advisory_watch.core.errors import ArchiveError
from stores import BUCKET


@pytest.fixture(params=["folder", "bucket"])
def seals(request: pytest.FixtureRequest, tmp_path: Path) -> Seals:
    """Open an empty store."""
    if request.param == "folder":
        return FolderSeals(tmp_path / "manifests")
    return BucketSeals(request.getfixturevalue("s3"), BUCKET)


def test_a_file_reads_back_as_written(seals: Seals) -> None:
    """Verification relies on the stored bytes, and on absent files being reported as absent."""
    assert (seals.names(), seals.get("2026-09-01.json")) == ((), None)
    for name in ("2026-09-02.json", "2026-09-01.json"):
        assert seals.put_new(name, name.encode())
    assert seals.names() == ("2026-09-01.json", "2026-09-02.json")
    assert seals.get("2026-09-01.json") == b"2026-09-01.json"


def test_a_written_file_is_never_replaced(seals: Seals) -> None:
    """If two processes seal the same day, the second must learn that it lost."""
    assert seals.put_new("2026-09-01.json", b"first")
    assert not seals.put_new("2026-09-01.json", b"second")
    assert seals.get("2026-09-01.json") == b"first"
    assert seals.names() == ("2026-09-01.json",)


def test_a_name_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    """The name of a key is taken from a manifest, which may come from an attacker."""
    with pytest.raises(ArchiveError, match="name of a file"):
        FolderSeals(tmp_path / "manifests").get("../signing-key.pem")


def test_a_path_that_is_not_a_folder_is_an_error(tmp_path: Path) -> None:
    """An empty list would look like a home that was never sealed."""
    (tmp_path / "manifests").touch()
    seals = FolderSeals(tmp_path / "manifests")
    for ask in (seals.names, lambda: seals.get("a.json"), lambda: seals.put_new("a.json", b"")):
        with pytest.raises(ArchiveError):
            ask()
