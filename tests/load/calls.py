"""Which call of AWS a request is: its service and action, and the alerts that it is about."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import parse_qs

SIGNED_FOR = re.compile(r"Credential=[^/]+/\d+/[^/]+/(?P<service>[^/]+)/aws4_request")
"""How a signature of version 4 names the service that it is for."""

INVOCATION = "amz-sdk-invocation-id"
"""One for each call of a program; the SDK's own attempts at it share it."""

MARK, SEND = "mark", "send"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as a program made it, in however many attempts.

    `alerts` are the ids of those that it sends or marks as sent, and `channels` the ways
    by which it sends them.
    """

    invocation: str
    service: str
    action: str
    purpose: str = ""
    alerts: frozenset[str] = frozenset()
    channels: tuple[str, ...] = ()


def call_of(method: str, headers: Message, body: bytes) -> Call:
    """Tell from a signed request which call it is."""
    signed = SIGNED_FOR.search(headers["Authorization"])
    assert signed, "expected a request with a signature of version 4"
    service, invocation = signed["service"], headers[INVOCATION]
    if service == "sns":
        return _of_sns(invocation, body)
    if service == "dynamodb":
        return _of_dynamodb(invocation, headers["X-Amz-Target"], body)
    assert (service, method) == ("s3", "PUT"), f"expected a call of ours, found {service} {method}"
    return Call(invocation=invocation, service=service, action="PutObject")


def _of_sns(invocation: str, body: bytes) -> Call:
    asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    forms = json.loads(asked["Message"])
    document = json.loads(forms["default"])
    told = document.get("alerts") or [document["id"]]
    return Call(
        invocation=invocation,
        service="sns",
        action=asked["Action"],
        purpose=SEND,
        alerts=frozenset(told),
        channels=tuple(_channels(asked)),
    )


def _channels(asked: Mapping[str, str]) -> Iterator[str]:
    """Read the attribute `channels` in the query protocol: numbered names and values."""
    for name, value in asked.items():
        if name.endswith(".Name") and value == "channels":
            entry = name.removesuffix(".Name")
            yield from json.loads(asked[f"{entry}.Value.StringValue"])


def _of_dynamodb(invocation: str, target: str, body: bytes) -> Call:
    action = target.rpartition(".")[2]
    marked = frozenset(_marked(action, json.loads(body)))
    return Call(
        invocation=invocation,
        service="dynamodb",
        action=action,
        purpose=MARK if marked else "",
        alerts=marked,
    )


def _marked(action: str, asked: Mapping[str, Any]) -> Iterator[str]:
    """Return the alerts of which a write says that they were sent, or handed to programs.

    The first leave the outbox in a transaction, the others stay in it with a mark.
    """
    keys = []
    if action == "TransactWriteItems":
        keys = [each["Delete"]["Key"] for each in asked["TransactItems"] if "Delete" in each]
    elif action == "UpdateItem" and "is_handed" in asked["UpdateExpression"]:
        keys = [asked["Key"]]
    for key in keys:
        if key["pk"] == {"S": "OUTBOX"}:
            yield key["sk"]["S"].rpartition("#")[2]
