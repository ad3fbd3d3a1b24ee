"""Pages, manifests and the site in S3."""

from __future__ import annotations

from hashlib import md5
from threading import Lock
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.ingest.record import OBJECT_MAX_BYTES, StoredObject
from advisory_watch.core.web_file import cache_control, content_type

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import ObjectTypeDef

    from advisory_watch.core.evidence.chain import ArchiveFile
    from advisory_watch.core.ingest.record import IngestFolder
    from advisory_watch.core.page import Page
    from advisory_watch.core.web_file import WebFile


PAGES_PREFIX = "pages/"
MANIFESTS_PREFIX = "manifests/"
SUFFIX = ".warc.gz"

ABSENT = frozenset({"NoSuchKey", "404"})
EXISTS = frozenset({"PreconditionFailed"})
"""S3's error code (HTTP 412) if an object of that name exists."""

OVERTAKEN = EXISTS | {"NoSuchKey"}
"""S3's error codes (HTTP 412, 404) if another writer has changed the object."""

CONFLICT = "ConditionalRequestConflict"
"""S3's error code (HTTP 409) while another writer is at the same name: nothing is decided yet."""

WRITE_ATTEMPTS = 5
"""A rival write takes tenths of a second; then S3 answers whether the condition holds."""


class _Bucket:
    """One bucket. Raises `ArchiveError` for every error code that the caller does not expect."""

    def __init__(self, client: S3Client, name: str) -> None:
        self._client = client
        self._name = name

    def read(
        self,
        key: str,
        wanted: str = "to read",
        absent: Collection[str] = (),
        max_bytes: int | None = None,
    ) -> bytes | None:
        try:
            found = self._client.get_object(Bucket=self._name, Key=key)
            if max_bytes is not None and found["ContentLength"] > max_bytes:
                size = f"{found['ContentLength']} bytes"
                raise ArchiveError(f"{key}: expected at most {max_bytes} bytes, found {size}")
            return found["Body"].read()
        except (ClientError, BotoCoreError) as error:
            if _code(error) in absent:
                return None
            raise ArchiveError(f"{key}: expected {wanted}, found {error}") from error

    def write(self, key: str, body: bytes, refused: Collection[str] = (), **options: Any) -> bool:
        """Return whether the object was written, false if S3 refused it with an expected code.

        A conflict with a rival write is tried again, as the documentation of S3 asks.
        """
        for attempt in range(1, WRITE_ATTEMPTS + 1):
            try:
                self._client.put_object(Bucket=self._name, Key=key, Body=body, **options)
            except (ClientError, BotoCoreError) as error:
                if _code(error) in refused:
                    return False
                if _code(error) != CONFLICT or attempt == WRITE_ATTEMPTS:
                    raise ArchiveError(f"{key}: expected to write, found {error}") from error
            else:
                return True
        return False

    def objects(self, prefix: str, **options: Any) -> Iterator[ObjectTypeDef]:
        paginator = self._client.get_paginator("list_objects_v2")
        try:
            for page in paginator.paginate(Bucket=self._name, Prefix=prefix, **options):
                yield from page.get("Contents", [])
        except (ClientError, BotoCoreError) as error:
            raise ArchiveError(f"{prefix or '/'}: expected a list, found {error}") from error


def _code(error: ClientError | BotoCoreError) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""


class S3Archive:
    """Implement `Archive` and `RawArchive` under `pages/<2 hex>/<sha256>.warc.gz`.

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
        self._bucket = _Bucket(client, bucket)
        self._pack = pack
        self._unpack = unpack

    def keep(self, page: Page) -> str:
        self._bucket.write(
            _page_name(page.sha256),
            self._pack(page),
            EXISTS,
            ContentType="application/warc",
            IfNoneMatch="*",
        )
        return page.sha256

    def load(self, key: str) -> Page:
        return self.packed(key).unpack(self._unpack)

    def keys(self) -> Iterator[str]:
        """Yield the keys in order."""
        for summary in self._bucket.objects(PAGES_PREFIX):
            key = summary["Key"].rpartition("/")[2].removesuffix(SUFFIX)
            yield key if _page_name(key) == summary["Key"] else summary["Key"]

    def packed(self, key: str) -> ArchiveFile:
        # Only a verification loads the evidence.
        from advisory_watch.core.evidence.chain import ArchiveFile  # noqa: PLC0415

        name = _page_name(key)
        return ArchiveFile(key=key, file=name, content=self._bucket.read(name, "a page") or b"")


def _page_name(key: str) -> str:
    return f"{PAGES_PREFIX}{key[:2]}/{key}{SUFFIX}"


class S3ManifestStore:
    """Implement `ManifestStore` under `manifests/` of a bucket."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._bucket = _Bucket(client, bucket)

    def names(self) -> tuple[str, ...]:
        keys = [summary["Key"] for summary in self._bucket.objects(MANIFESTS_PREFIX)]
        return tuple(sorted(key.removeprefix(MANIFESTS_PREFIX) for key in keys))

    def get(self, name: str) -> bytes | None:
        return self._bucket.read(MANIFESTS_PREFIX + name, absent=ABSENT)

    def put_new(self, name: str, content: bytes) -> bool:
        return self._bucket.write(MANIFESTS_PREFIX + name, content, EXISTS, IfNoneMatch="*")


class S3IngestStore:
    """Implement `IngestStore` and `IngestWriter` under `ingest/` of a bucket."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._bucket = _Bucket(client, bucket)

    def objects_after(self, folder: IngestFolder, key: str) -> Iterator[StoredObject]:
        """Yield objects in the order of their keys; a thousand of them cost one request."""
        for summary in self._bucket.objects(folder.prefix, StartAfter=key):
            yield StoredObject(key=summary["Key"], size_bytes=summary["Size"])

    def get(self, key: str) -> bytes:
        wanted = "records of a reader"
        return self._bucket.read(key, wanted, max_bytes=OBJECT_MAX_BYTES) or b""

    def put_new(self, key: str, content: bytes) -> None:
        kind, condition = "application/warc", "*"
        if not self._bucket.write(key, content, EXISTS, ContentType=kind, IfNoneMatch=condition):
            raise ArchiveError(f"{key}: expected to write a new object, found one of that name")


class S3SiteStorage:
    """Implement `SiteStorage` for one run: the content of each folder is listed once.

    The comparison relies on the ETag of an object being the MD5 of its content. This holds for
    objects written in one piece under the bucket's own keys (SSE-S3). Threads may share it.
    """

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._bucket = _Bucket(client, bucket)
        self._tags: dict[str, dict[str, str]] = {}
        self._lock = Lock()

    def get(self, path: str) -> bytes | None:
        return self._bucket.read(path, absent=ABSENT)

    def put(self, file: WebFile) -> bool:
        tags = self._tags_of_folder(file.path)
        tag = _tag(file.body)
        if tags.get(file.path) == tag:
            return False
        self._write(file)
        tags[file.path] = tag
        return True

    def replace(self, file: WebFile, seen: bytes | None) -> bool:
        condition = {"IfNoneMatch": "*"} if seen is None else {"IfMatch": _tag(seen)}
        return self._write(file, OVERTAKEN, **condition)

    def _write(self, file: WebFile, refused: Collection[str] = (), **condition: Any) -> bool:
        return self._bucket.write(
            file.path,
            file.body,
            refused,
            ContentType=content_type(file.path),
            CacheControl=cache_control(file.path),
            **condition,
        )

    def _tags_of_folder(self, path: str) -> dict[str, str]:
        """Return the ETags of a folder, listed on first use only: a change touches few folders."""
        folder = path[: path.rfind("/") + 1]
        with self._lock:
            if folder not in self._tags:
                objects = self._bucket.objects(folder, Delimiter="/")
                self._tags[folder] = {summary["Key"]: summary["ETag"] for summary in objects}
            return self._tags[folder]


def _tag(body: bytes) -> str:
    return f'"{md5(body, usedforsecurity=False).hexdigest()}"'
