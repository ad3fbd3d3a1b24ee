"""Test the archive in S3."""

from typing import Any

import pytest

from advisory_watch.adapters.s3 import S3Archive
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.core.errors import ArchiveError
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
