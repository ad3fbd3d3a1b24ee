"""Test the archive in S3."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from advisory_watch.adapters.s3.bucket import WRITE_ATTEMPTS
from advisory_watch.adapters.s3.pages import S3Archive, S3ManifestStore
from advisory_watch.adapters.s3.site import S3SiteStorage
from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.web_file import WebFile
from support.builders import a_page
from support.scenarios.stores import BUCKET


@pytest.fixture
def archive(s3: Any) -> S3Archive:
    """Open the archive in S3."""
    return S3Archive(s3, BUCKET, pack_page, unpack_page)


def test_the_object_has_the_name_that_alerts_contain(archive: S3Archive, s3: Any) -> None:
    """A person with the key must find the page in the bucket by hand."""
    key = archive.keep(a_page())
    (found,) = s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    assert found["Key"] == f"pages/{key[:2]}/{key}.warc.gz"


def test_a_missing_bucket_is_an_archive_error(s3: Any) -> None:
    """A wrong ARCHIVE_BUCKET must be reported clearly, not crash with a vendor's exception."""
    archive = S3Archive(s3, "elsewhere", pack_page, unpack_page)
    with pytest.raises(ArchiveError, match="expected to write"):
        archive.keep(a_page())
    with pytest.raises(ArchiveError, match="expected a page"):
        archive.load("ab" * 32)


def test_an_object_under_a_wrong_name_is_no_evidence(archive: S3Archive, s3: Any) -> None:
    """The name is the proof: another page under it proves nothing."""
    name = f"pages/ab/{'ab' * 32}.warc.gz"
    s3.put_object(Bucket=BUCKET, Key=name, Body=pack_page(a_page()))
    with pytest.raises(ArchiveError, match="expected the page of that name"):
        archive.load("ab" * 32)


class Busy:
    """A client of S3 with a rival at the same name for some calls."""

    def __init__(self, *codes: str) -> None:
        self.codes = list(codes)
        self.calls = 0

    def put_object(self, **_: object) -> None:
        """Answer with the next code, then accept."""
        self.calls += 1
        if self.codes:
            code = self.codes.pop(0)
            raise ClientError({"Error": {"Code": code, "Message": "rival"}}, "PutObject")


CONFLICT, EXISTS = "ConditionalRequestConflict", "PreconditionFailed"


@pytest.mark.parametrize("codes", [(CONFLICT,), (CONFLICT, CONFLICT, EXISTS)])
def test_a_conflict_over_a_page_is_tried_again(codes: tuple[str, ...]) -> None:
    """Two checks that archive one page at once must both record their changes."""
    client: Any = Busy(*codes)
    assert S3Archive(client, BUCKET, pack_page, unpack_page).keep(a_page()) == a_page().sha256
    assert client.calls == max(2, len(codes))


@pytest.mark.parametrize(("last", "is_written"), [((), True), ((EXISTS,), False)])
def test_a_conflict_over_a_manifest_decides_nothing(
    last: tuple[str, ...],
    is_written: bool,  # noqa: FBT001 - a case of the rival's
) -> None:
    """The rival may fail: then nobody has written the manifest of the day."""
    client: Any = Busy(CONFLICT, *last)
    assert S3ManifestStore(client, BUCKET).put_new("2026-09-01.json", b"{}") is is_written


@pytest.mark.parametrize("seen", [None, b"old"])
def test_a_conflict_over_a_file_of_the_site_is_tried_again(seen: bytes | None) -> None:
    """A lost replacement would drop a change from the front page."""
    file = WebFile(path="changes.json", body=b"new")
    client: Any = Busy(CONFLICT)
    assert S3SiteStorage(client, BUCKET).replace(file, seen) is True
    overtaken: Any = Busy(CONFLICT, EXISTS)
    assert S3SiteStorage(overtaken, BUCKET).replace(file, seen) is False


def test_a_conflict_without_end_is_an_error() -> None:
    """The change is not recorded then, and the next check tries again."""
    client: Any = Busy(*[CONFLICT] * 20)
    with pytest.raises(ArchiveError, match=CONFLICT):
        S3Archive(client, BUCKET, pack_page, unpack_page).keep(a_page())
    assert client.calls == WRITE_ATTEMPTS
