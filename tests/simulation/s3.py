"""S3 in memory: objects that are written once, and read."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from botocore.exceptions import ClientError

from simulation.dynamodb_api import NotSpoken


class S3:
    """One bucket; `on_kept` is called with the name of every new object."""

    def __init__(self, on_kept: Callable[[str], None] = lambda _: None) -> None:
        self.objects: dict[str, bytes] = {}
        self._on_kept = on_kept

    def put_object(self, **asked: Any) -> dict[str, Any]:
        """Write an object if absent."""
        if asked.get("IfNoneMatch") != "*" or asked.get("ContentType") != "application/warc":
            raise NotSpoken(f"put_object: {sorted(asked)}")
        if asked["Key"] in self.objects:
            raise ClientError({"Error": {"Code": "PreconditionFailed"}}, "PutObject")
        self.objects[asked["Key"]] = asked["Body"]
        self._on_kept(asked["Key"])
        return {}

    def get_object(self, **asked: Any) -> dict[str, Any]:
        """Read an object."""
        if asked["Key"] not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": BytesIO(self.objects[asked["Key"]])}
