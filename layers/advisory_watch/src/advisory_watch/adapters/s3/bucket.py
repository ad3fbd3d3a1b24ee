"""Read and write the objects of one bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import ObjectTypeDef


ABSENT = frozenset({"NoSuchKey", "404"})
EXISTS = frozenset({"PreconditionFailed"})
"""S3's error code (HTTP 412) if an object of that name exists."""

OVERTAKEN = EXISTS | {"NoSuchKey"}
"""S3's error codes (HTTP 412, 404) if another writer has changed the object."""

CONFLICT = "ConditionalRequestConflict"
"""S3's error code (HTTP 409) while another writer is at the same name: nothing is decided yet."""

WRITE_ATTEMPTS = 5
"""A rival write takes tenths of a second; then S3 answers whether the condition holds."""


class Bucket:
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
