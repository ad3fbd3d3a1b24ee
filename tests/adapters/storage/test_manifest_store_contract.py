"""Contract of every store of manifests: the folder, and S3 on moto."""

from pathlib import Path

import pytest

from advisory_watch.adapters.filesystem import FolderManifestStore
from advisory_watch.adapters.s3.pages import S3ManifestStore
from advisory_watch.app.ports import ManifestStore
from advisory_watch.core.errors import ArchiveError
from support.scenarios.stores import BUCKET


@pytest.fixture(params=["folder", "bucket"])
def manifests(request: pytest.FixtureRequest, tmp_path: Path) -> ManifestStore:
    """Open an empty store."""
    if request.param == "folder":
        return FolderManifestStore(tmp_path / "manifests")
    return S3ManifestStore(request.getfixturevalue("s3"), BUCKET)


def test_a_file_reads_back_as_written(manifests: ManifestStore) -> None:
    """Verification relies on the stored bytes, and on absent files being reported as absent."""
    assert (manifests.names(), manifests.get("2026-09-01.json")) == ((), None)
    for name in ("2026-09-02.json", "2026-09-01.json"):
        assert manifests.put_new(name, name.encode())
    assert manifests.names() == ("2026-09-01.json", "2026-09-02.json")
    assert manifests.get("2026-09-01.json") == b"2026-09-01.json"


def test_a_written_file_is_never_replaced(manifests: ManifestStore) -> None:
    """If two processes seal the same day, the second must learn that it lost."""
    assert manifests.put_new("2026-09-01.json", b"first")
    assert not manifests.put_new("2026-09-01.json", b"second")
    assert manifests.get("2026-09-01.json") == b"first"
    assert manifests.names() == ("2026-09-01.json",)


def test_a_name_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    """The name of a key is taken from a manifest, which may come from an attacker."""
    with pytest.raises(ArchiveError, match="name of a file"):
        FolderManifestStore(tmp_path / "manifests").get("../signing-key.pem")


def test_a_path_that_is_not_a_folder_is_an_error(tmp_path: Path) -> None:
    """An empty list would look like a home that was never sealed."""
    (tmp_path / "manifests").touch()
    manifests = FolderManifestStore(tmp_path / "manifests")
    for ask in (
        manifests.names,
        lambda: manifests.get("a.json"),
        lambda: manifests.put_new("a.json", b""),
    ):
        with pytest.raises(ArchiveError):
            ask()
