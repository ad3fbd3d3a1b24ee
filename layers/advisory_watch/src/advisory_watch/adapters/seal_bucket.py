"""Store manifests in the cloud: objects of the archive's bucket, written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import ArchiveError

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

FOLDER = "manifests/"

ABSENT = "NoSuchKey"

TAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})
"""S3's answers (HTTP 412, 409) if an object of that name exists, or is being written."""


class BucketSeals:
    """Implement `Seals` under `manifests/` of a bucket."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def names(self) -> tuple[str, ...]:
        """Return the names of all files, sorted."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=FOLDER
        )
        try:
            found = [summary["Key"] for page in pages for summary in page.get("Contents", [])]
        except (ClientError, BotoCoreError) as error:
            raise ArchiveError(f"{FOLDER}: expected a list, found {error}") from error
        return tuple(sorted(name.removeprefix(FOLDER) for name in found))

    def get(self, name: str) -> bytes | None:
        """Return the content of a file, or None if absent."""
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=FOLDER + name)
            return found["Body"].read()
        except (ClientError, BotoCoreError) as error:
            if _code(error) == ABSENT:
                return None
            raise ArchiveError(f"{FOLDER}{name}: expected to read, found {error}") from error

    def put_new(self, name: str, content: bytes) -> bool:
        """Write a file unless it exists; return whether it was written."""
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=FOLDER + name, Body=content, IfNoneMatch="*"
            )
        except (ClientError, BotoCoreError) as error:
            if _code(error) in TAKEN:
                return False
            raise ArchiveError(f"{FOLDER}{name}: expected to write, found {error}") from error
        return True


def _code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""
