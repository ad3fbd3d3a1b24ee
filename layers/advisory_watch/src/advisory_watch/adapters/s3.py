"""Keep the archive in the cloud: one WARC object a page, in an S3 bucket, written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.originals import Packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_s3.client import S3Client

    from advisory_watch.core.pages import Page

KEPT_ALREADY = "PreconditionFailed"
"""S3's answer (HTTP 412) if an object of that name exists."""


FOLDER = "pages/"
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
            Bucket=self._bucket, Prefix=FOLDER
        )
        try:
            for page in pages:
                for summary in page.get("Contents", []):
                    key = summary["Key"].rpartition("/")[2].removesuffix(SUFFIX)
                    yield key if _object_name(key) == summary["Key"] else summary["Key"]
        except (ClientError, BotoCoreError) as error:
            raise ArchiveError(f"{FOLDER}: expected a list, found {error}") from error

    def packed(self, key: str) -> Packed:
        """Return the object of a page, still packed."""
        name = _object_name(key)
        try:
            content = self._client.get_object(Bucket=self._bucket, Key=name)["Body"].read()
        except (ClientError, BotoCoreError) as error:
            message = f"{name}: expected a page, found {error}"
            raise ArchiveError(message) from error
        return Packed(key=key, file=name, content=content)


def _object_name(key: str) -> str:
    return f"{FOLDER}{key[:2]}/{key}{SUFFIX}"


def _code(error: ClientError | BotoCoreError) -> str:
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
