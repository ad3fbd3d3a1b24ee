"""Contract of every site storage: the folder, and S3 on moto."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisory_watch.adapters.filesystem import FolderSiteStorage
from advisory_watch.adapters.s3.site import S3SiteStorage
from advisory_watch.app.ports_site import SiteStorage
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.web_file import WebFile
from support.scenarios.stores import BUCKET

OpenShelf = Callable[[], SiteStorage]


@pytest.fixture(params=["folder", "bucket"])
def open_shelf(request: pytest.FixtureRequest, tmp_path: Path) -> OpenShelf:
    """Return a function that opens the same storage again, as the next run would."""
    if request.param == "folder":
        return lambda: FolderSiteStorage(tmp_path / "site")
    s3 = request.getfixturevalue("s3")
    return lambda: S3SiteStorage(s3, BUCKET)


def a_file(body: bytes = b"<p>", path: str = "d/kw.html") -> WebFile:
    """Build the page of a country."""
    return WebFile(path=path, body=body)


def test_a_file_reads_back_as_written(open_shelf: OpenShelf) -> None:
    """A page that was written and is not found is a dead link."""
    assert open_shelf().get("d/kw.html") is None
    assert open_shelf().put(a_file())
    assert open_shelf().get("d/kw.html") == b"<p>"


def test_an_unchanged_file_is_not_written_again(open_shelf: OpenShelf) -> None:
    """In this run or the next: an unchanged check must cost nothing."""
    storage = open_shelf()
    assert [storage.put(a_file()), storage.put(a_file())] == [True, False]
    assert not open_shelf().put(a_file())
    assert open_shelf().put(a_file(b"<p>new"))


def test_of_two_writers_of_one_version_the_second_is_refused(open_shelf: OpenShelf) -> None:
    """A writer that does not learn of the other would overwrite the other's entry."""
    first, second = open_shelf(), open_shelf()
    assert first.replace(a_file(b"1"), None)
    assert not second.replace(a_file(b"2"), None)
    assert second.replace(a_file(b"2"), b"1")
    assert not first.replace(a_file(b"3"), b"1")
    assert open_shelf().get("d/kw.html") == b"2"


def test_a_file_deleted_meanwhile_is_not_replaced(open_shelf: OpenShelf) -> None:
    """An operator who empties the site by hand must get all of it back, not one list."""
    assert not open_shelf().replace(a_file(b"2"), b"1")
    assert open_shelf().get("d/kw.html") is None


@pytest.mark.parametrize(
    "path",
    ["../up.html", "/etc/passwd", "d/../../up", "d//kw", ".hidden", "a\\b", "a\0b", "", "d/"],
)
def test_a_path_that_leads_out_of_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    """The code of a destination comes from a publisher; it must not create files elsewhere."""
    storage = FolderSiteStorage(tmp_path / "site")
    with pytest.raises(ArchiveError, match="expected a path below its root"):
        storage.put(a_file(path=path))
    with pytest.raises(ArchiveError):
        storage.get(path)


def test_no_partial_file_stays_in_the_folder(tmp_path: Path) -> None:
    """An operator may copy the whole folder to a server."""
    FolderSiteStorage(tmp_path).put(a_file())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [tmp_path / "d" / "kw.html"]
    assert files[0].stat().st_mode & 0o777 == 0o644


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """Readers believe a site that silently stays old."""
    (tmp_path / "site").write_text("a file, not a folder")
    storage = FolderSiteStorage(tmp_path / "site")
    with pytest.raises(ArchiveError, match="expected"):
        storage.put(a_file())
    with pytest.raises(ArchiveError, match="expected"):
        storage.replace(a_file(), None)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("changes.csv", "text/csv; charset=utf-8"),
        ("changes.json", "application/json"),
        ("feed.json", "application/feed+json"),
        ("d/kw.atom", "application/atom+xml"),
        ("d/kw.cap.atom", "application/atom+xml"),
        ("levels.geojson", "application/geo+json"),
        ("c/0123456789abcdef.cap.xml", "application/cap+xml"),
        ("static/site.8305b67aac.css", "text/css; charset=utf-8"),
        ("static/site.8305b67aac.js", "text/javascript; charset=utf-8"),
        ("map.svg", "image/svg+xml"),
    ],
)
def test_an_object_has_its_content_type_and_lifetime(s3: Any, path: str, kind: str) -> None:
    """A feed served as binary is downloaded, and a page cached for a day shows old advice."""
    S3SiteStorage(s3, BUCKET).put(a_file(path=path))
    found = s3.head_object(Bucket=BUCKET, Key=path)
    is_fixed = path.startswith("static/")
    kept = "public, max-age=31536000, immutable" if is_fixed else "public, max-age=60"
    assert (found["ContentType"], found["CacheControl"]) == (kind, kept)


def test_a_folder_of_the_bucket_is_listed_once_a_run(s3: Any) -> None:
    """Listing thirty thousand objects for every page would take an hour."""
    asked: list[str] = []
    s3.meta.events.register(
        "before-parameter-build.s3.ListObjectsV2",
        lambda params, **_more: asked.append(params["Prefix"]),
    )
    storage = S3SiteStorage(s3, BUCKET)
    for path in ("d/kw.html", "d/np.html", "index.html", "d/fr.html"):
        storage.put(a_file(path=path))
    assert asked == ["d/", ""]


def test_a_missing_bucket_is_an_error(s3: Any) -> None:
    """If S3 refuses silently, the site is no longer updated."""
    storage = S3SiteStorage(s3, "nobodys")
    for call in (lambda: storage.get("a"), lambda: storage.put(a_file())):
        with pytest.raises(ArchiveError, match="expected"):
            call()
    with pytest.raises(ArchiveError, match="expected to write"):
        storage.replace(a_file(), None)
