"""The records of readers elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisory_watch.adapters.s3.bucket import EXISTS, Bucket
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.ingest.record import OBJECT_MAX_BYTES, StoredObject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3.client import S3Client

    from advisory_watch.core.ingest.record import IngestFolder


class S3IngestStore:
    """Implement `IngestStore` and `IngestWriter` under `ingest/` of a bucket."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._bucket = Bucket(client, bucket)

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
