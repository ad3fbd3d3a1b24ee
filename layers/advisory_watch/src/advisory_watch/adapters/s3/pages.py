"""The archive of pages, and the folder of manifests next to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisory_watch.adapters.s3.bucket import ABSENT, EXISTS, Bucket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_s3.client import S3Client

    from advisory_watch.core.evidence.chain import ArchiveFile
    from advisory_watch.core.page import Page


PAGES_PREFIX = "pages/"
MANIFESTS_PREFIX = "manifests/"
SUFFIX = ".warc.gz"


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
        self._bucket = Bucket(client, bucket)
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
        self._bucket = Bucket(client, bucket)

    def names(self) -> tuple[str, ...]:
        keys = [summary["Key"] for summary in self._bucket.objects(MANIFESTS_PREFIX)]
        return tuple(sorted(key.removeprefix(MANIFESTS_PREFIX) for key in keys))

    def get(self, name: str) -> bytes | None:
        return self._bucket.read(MANIFESTS_PREFIX + name, absent=ABSENT)

    def put_new(self, name: str, content: bytes) -> bool:
        return self._bucket.write(MANIFESTS_PREFIX + name, content, EXISTS, IfNoneMatch="*")
