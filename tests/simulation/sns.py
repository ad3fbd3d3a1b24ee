"""SNS in memory: two topics, and the messages they accepted."""

import json
from collections.abc import Callable
from typing import Any

from simulation.dynamodb_api import UnsupportedOperation

SUBSCRIBERS = "arn:aws:sns:eu-central-1:123456789012:alerts"
OPERATORS = "arn:aws:sns:eu-central-1:123456789012:operators"

MESSAGE_MAX_BYTES = 262_144
SUBJECT_MAX_CHARS = 100
"""Amazon's limits; SNS refuses a message beyond them on every attempt."""

Accepted = Callable[[tuple[str, ...], tuple[str, ...]], None]
"""Called with the accepted alerts and their channels."""


class Sns:
    """Both topics; `on_accepted` is called for every publication."""

    def __init__(self, on_accepted: Accepted) -> None:
        self._on_accepted = on_accepted

    def publish(self, **request: Any) -> dict[str, Any]:
        """Accept a message that SNS would accept."""
        subject, message = request["Subject"], request["Message"]
        if (
            request["TopicArn"] not in {SUBSCRIBERS, OPERATORS}
            or request["MessageStructure"] != "json"
        ):
            raise UnsupportedOperation(f"publish: {request}")
        if not subject.isascii() or "\n" in subject or not 0 < len(subject) <= SUBJECT_MAX_CHARS:
            raise UnsupportedOperation(f"a subject that SNS refuses: {subject!r}")
        if len(message.encode()) > MESSAGE_MAX_BYTES:
            raise UnsupportedOperation(f"a message that SNS refuses: {len(message)} characters")
        document = json.loads(json.loads(message)["default"])
        channels = json.loads(request["MessageAttributes"]["channels"]["StringValue"])
        alerts = document.get("alerts") or [document["id"]]
        self._on_accepted(tuple(alerts), tuple(channels))
        return {"MessageId": "00000000-0000-4000-8000-000000000000"}
