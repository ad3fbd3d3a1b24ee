"""The files of the public site."""

from __future__ import annotations

from hashlib import md5
from threading import Lock
from typing import TYPE_CHECKING, Any

from advisory_watch.adapters.s3.bucket import ABSENT, OVERTAKEN, Bucket
from advisory_watch.core.web_file import cache_control, content_type

if TYPE_CHECKING:
    from collections.abc import Collection

    from mypy_boto3_s3.client import S3Client

    from advisory_watch.core.web_file import WebFile


class S3SiteStorage:
    """Implement `SiteStorage` for one run: the content of each folder is listed once.

    The comparison relies on the ETag of an object being the MD5 of its content. This holds for
    objects written in one piece under the bucket's own keys (SSE-S3). Threads may share it.
    """

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._bucket = Bucket(client, bucket)
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
