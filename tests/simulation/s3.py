"""S3 in memory: objects that are written once, and read."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from botocore.exceptions import ClientError

from simulation.dynamodb_api import UnsupportedOperation


class S3:
    """One bucket; `on_written` is called with the name of every new object."""

    def __init__(self, on_written: Callable[[str], None] = lambda _: None) -> None:
        self.objects: dict[str, bytes] = {}
        self._on_written = on_written

    def put_object(self, **request: Any) -> dict[str, Any]:
        """Write an object if absent."""
        if request.get("IfNoneMatch") != "*" or request.get("ContentType") != "application/warc":
            raise UnsupportedOperation(f"put_object: {sorted(request)}")
        if request["Key"] in self.objects:
            raise ClientError({"Error": {"Code": "PreconditionFailed"}}, "PutObject")
        self.objects[request["Key"]] = request["Body"]
        self._on_written(request["Key"])
        return {}

    def get_object(self, **request: Any) -> dict[str, Any]:
        """Read an object."""
        if request["Key"] not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": BytesIO(self.objects[request["Key"]])}
