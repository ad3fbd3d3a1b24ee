"""Store the site in the cloud: objects of an S3 bucket, which CloudFront serves."""

from __future__ import annotations

from hashlib import md5
from threading import Lock
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.serving import cache_control, content_type

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

    from advisory_watch.core.files import File

ABSENT = frozenset({"NoSuchKey", "404"})

OVERTAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})
"""S3's answers (HTTP 412, 409, 404) if another writer has changed the object, or is doing so."""


class BucketShelf:
    """Implement `Shelf` for one run: the content of each folder is listed once.

    The comparison relies on the ETag of an object being the MD5 of its content. This holds for
    objects written in one piece under the bucket's own keys (SSE-S3). Threads may share a shelf.
    """

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket
        self._listed: dict[str, dict[str, str]] = {}
        self._listing = Lock()

    def get(self, path: str) -> bytes | None:
        """Return the content of a file, or None if absent."""
        try:
            return self._client.get_object(Bucket=self._bucket, Key=path)["Body"].read()
        except (ClientError, BotoCoreError) as error:
            if _code(error) in ABSENT:
                return None
            raise ArchiveError(f"{path}: expected to read, found {error}") from error

    def put(self, file: File) -> bool:
        """Write a file if its content differs from the listed object; return whether it did."""
        listed = self._folder_of(file.path)
        tag = _tag(file.body)
        if listed.get(file.path) == tag:
            return False
        self._write(file)
        listed[file.path] = tag
        return True

    def replace(self, file: File, seen: bytes | None) -> bool:
        """Write a file if its content is still `seen`; return whether it was."""
        condition = {"IfNoneMatch": "*"} if seen is None else {"IfMatch": _tag(seen)}
        try:
            self._write(file, **condition)
        except ArchiveError as error:
            if isinstance(error.__cause__, ClientError) and _code(error.__cause__) in OVERTAKEN:
                return False
            raise
        return True

    def _write(self, file: File, **condition: Any) -> None:
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=file.path,
                Body=file.body,
                ContentType=content_type(file.path),
                CacheControl=cache_control(file.path),
                **condition,
            )
        except (ClientError, BotoCoreError) as error:
            raise ArchiveError(f"{file.path}: expected to write, found {error}") from error

    def _folder_of(self, path: str) -> dict[str, str]:
        """Return the ETags of a folder, listed on first use only: a change touches few folders."""
        folder = path[: path.rfind("/") + 1]
        with self._listing:
            if folder not in self._listed:
                self._listed[folder] = self._list(folder)
            return self._listed[folder]

    def _list(self, folder: str) -> dict[str, str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=folder, Delimiter="/"
        )
        try:
            return {
                summary["Key"]: summary["ETag"]
                for page in pages
                for summary in page.get("Contents", [])
            }
        except (ClientError, BotoCoreError) as error:
            raise ArchiveError(f"{folder or '/'}: expected a list, found {error}") from error


def _tag(body: bytes) -> str:
    return f'"{md5(body, usedforsecurity=False).hexdigest()}"'


def _code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""
