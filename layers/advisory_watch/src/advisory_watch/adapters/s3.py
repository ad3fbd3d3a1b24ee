"""Pages, manifests and the site in S3."""

from __future__ import annotations

from hashlib import md5
from threading import Lock
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.evidence.chain import ArchiveFile
from advisory_watch.core.web_file import cache_control, content_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_s3.client import S3Client

    from advisory_watch.core.page import Page
    from advisory_watch.core.web_file import WebFile


KEPT_ALREADY = "PreconditionFailed"
"""S3's answer (HTTP 412) if an object of that name exists."""


PAGES_PREFIX = "pages/"
SUFFIX = ".warc.gz"


class S3Archive:
    """Implement `Archive` and `Vault` under `pages/<2 hex>/<sha256>.warc.gz`.

    `pack` and `unpack` turn a page into the bytes of an object and back (`adapters.warc.pack_page`,
    `adapters.warc.unpack_page`). Threads may share it, as they may share a client of boto3.
    """

    def __init__(
        self,
        client: S3Client,
        bucket: str,
        pack: Callable[[Page], bytes],
        unpack: Callable[[bytes], Page],
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._pack = pack
        self._unpack = unpack

    def keep(self, page: Page) -> str:
        """Keep the page unless it is kept already; return its key."""
        name = _object_name(page.sha256)
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=name,
                Body=self._pack(page),
                ContentType="application/warc",
                IfNoneMatch="*",
            )
        except (ClientError, BotoCoreError) as error:
            if _code(error) != KEPT_ALREADY:
                message = f"{name}: expected to write, found {error}"
                raise ArchiveError(message) from error
        return page.sha256

    def load(self, key: str) -> Page:
        """Return the page kept under a key. Raises `ArchiveError` if absent or another page."""
        packed = self.packed(key)
        page = self._unpack(packed.content)
        if page.sha256 != key:
            message = f"{packed.file}: expected the page of that name, found {page.sha256}"
            raise ArchiveError(message)
        return page

    def keys(self) -> Iterator[str]:
        """Yield the key of every page, in order; for a foreign object, yield its name."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=PAGES_PREFIX
        )
        try:
            for page in pages:
                for summary in page.get("Contents", []):
                    key = summary["Key"].rpartition("/")[2].removesuffix(SUFFIX)
                    yield key if _object_name(key) == summary["Key"] else summary["Key"]
        except (ClientError, BotoCoreError) as error:
            raise ArchiveError(f"{PAGES_PREFIX}: expected a list, found {error}") from error

    def packed(self, key: str) -> ArchiveFile:
        """Return the object of a page, still packed."""
        name = _object_name(key)
        try:
            content = self._client.get_object(Bucket=self._bucket, Key=name)["Body"].read()
        except (ClientError, BotoCoreError) as error:
            message = f"{name}: expected a page, found {error}"
            raise ArchiveError(message) from error
        return ArchiveFile(key=key, file=name, content=content)


def _object_name(key: str) -> str:
    return f"{PAGES_PREFIX}{key[:2]}/{key}{SUFFIX}"


def _code(error: ClientError | BotoCoreError) -> str:
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else ""


MANIFESTS_PREFIX = "manifests/"

ABSENT = "NoSuchKey"

TAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})
"""S3's answers (HTTP 412, 409) if an object of that name exists, or is being written."""


class S3ManifestStore:
    """Implement `Seals` under `manifests/` of a bucket."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def names(self) -> tuple[str, ...]:
        """Return the names of all files, sorted."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=MANIFESTS_PREFIX
        )
        try:
            found = [summary["Key"] for page in pages for summary in page.get("Contents", [])]
        except (ClientError, BotoCoreError) as error:
            raise ArchiveError(f"{MANIFESTS_PREFIX}: expected a list, found {error}") from error
        return tuple(sorted(name.removeprefix(MANIFESTS_PREFIX) for name in found))

    def get(self, name: str) -> bytes | None:
        """Return the content of a file, or None if absent."""
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=MANIFESTS_PREFIX + name)
            return found["Body"].read()
        except (ClientError, BotoCoreError) as error:
            if _manifest_error_code(error) == ABSENT:
                return None
            raise ArchiveError(
                f"{MANIFESTS_PREFIX}{name}: expected to read, found {error}"
            ) from error

    def put_new(self, name: str, content: bytes) -> bool:
        """Write a file unless it exists; return whether it was written."""
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=MANIFESTS_PREFIX + name, Body=content, IfNoneMatch="*"
            )
        except (ClientError, BotoCoreError) as error:
            if _manifest_error_code(error) in TAKEN:
                return False
            raise ArchiveError(
                f"{MANIFESTS_PREFIX}{name}: expected to write, found {error}"
            ) from error
        return True


def _manifest_error_code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""


SITE_ABSENT = frozenset({"NoSuchKey", "404"})

OVERTAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})
"""S3's answers (HTTP 412, 409, 404) if another writer has changed the object, or is doing so."""


class S3SiteStorage:
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
            if _site_error_code(error) in SITE_ABSENT:
                return None
            raise ArchiveError(f"{path}: expected to read, found {error}") from error

    def put(self, file: WebFile) -> bool:
        """Write a file if its content differs from the listed object; return whether it did."""
        listed = self._folder_of(file.path)
        tag = _tag(file.body)
        if listed.get(file.path) == tag:
            return False
        self._write(file)
        listed[file.path] = tag
        return True

    def replace(self, file: WebFile, seen: bytes | None) -> bool:
        """Write a file if its content is still `seen`; return whether it was."""
        condition = {"IfNoneMatch": "*"} if seen is None else {"IfMatch": _tag(seen)}
        try:
            self._write(file, **condition)
        except ArchiveError as error:
            if (
                isinstance(error.__cause__, ClientError)
                and _site_error_code(error.__cause__) in OVERTAKEN
            ):
                return False
            raise
        return True

    def _write(self, file: WebFile, **condition: Any) -> None:
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


def _site_error_code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""
