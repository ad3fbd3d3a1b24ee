"""Identify the AWS call of a request: its service, its action, and the alerts it is about."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import parse_qs

SIGNED_FOR = re.compile(r"Credential=[^/]+/\d+/[^/]+/(?P<service>[^/]+)/aws4_request")
"""The part of a version 4 signature that names the service."""

INVOCATION = "amz-sdk-invocation-id"
"""Unique for each call of a program; all attempts of the SDK share it."""

MARK, SEND = "mark", "send"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsCall:
    """One call of a program, in one or more attempts.

    `alerts` are the ids of the alerts that it sends or marks as sent. `channels` are the channels
    it sends them to.
    """

    invocation: str
    service: str
    action: str
    purpose: str = ""
    alerts: frozenset[str] = frozenset()
    channels: tuple[str, ...] = ()


def call_of(method: str, headers: Message, body: bytes) -> AwsCall:
    """Identify the call of a signed request."""
    signed = SIGNED_FOR.search(headers["Authorization"])
    assert signed, "expected a request with a signature of version 4"
    service, invocation = signed["service"], headers[INVOCATION]
    if service == "sns":
        return _of_sns(invocation, body)
    if service == "dynamodb":
        return _of_dynamodb(invocation, headers["X-Amz-Target"], body)
    assert (service, method) == ("s3", "PUT"), f"expected a call of ours, found {service} {method}"
    return AwsCall(invocation=invocation, service=service, action="PutObject")


def _of_sns(invocation: str, body: bytes) -> AwsCall:
    request = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    forms = json.loads(request["Message"])
    document = json.loads(forms["default"])
    ids = document.get("alerts") or [document["id"]]
    return AwsCall(
        invocation=invocation,
        service="sns",
        action=request["Action"],
        purpose=SEND,
        alerts=frozenset(ids),
        channels=tuple(_channels(request)),
    )


def _channels(request: Mapping[str, str]) -> Iterator[str]:
    """Yield the values of the attribute `channels`: the query protocol numbers names and values."""
    for name, value in request.items():
        if name.endswith(".Name") and value == "channels":
            attribute = name.removesuffix(".Name")
            yield from json.loads(request[f"{attribute}.Value.StringValue"])


def _of_dynamodb(invocation: str, target: str, body: bytes) -> AwsCall:
    action = target.rpartition(".")[2]
    marked = frozenset(_marked(action, json.loads(body)))
    return AwsCall(
        invocation=invocation,
        service="dynamodb",
        action=action,
        purpose=MARK if marked else "",
        alerts=marked,
    )


def _marked(action: str, request: Mapping[str, Any]) -> Iterator[str]:
    """Yield the alerts that a write marks as sent, or as sent to programs.

    Sent alerts leave the outbox in a transaction; partially sent ones stay there with a mark.
    """
    keys = []
    if action == "TransactWriteItems":
        keys = [item["Delete"]["Key"] for item in request["TransactItems"] if "Delete" in item]
    elif action == "UpdateItem" and "is_handed" in request["UpdateExpression"]:
        keys = [request["Key"]]
    for key in keys:
        if key["pk"] == {"S": "OUTBOX"}:
            yield key["sk"]["S"].rpartition("#")[2]
