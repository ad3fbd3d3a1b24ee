"""What goes wrong on the way to AWS: how, how often, and how each service words it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from random import Random
from threading import Lock

FAILING_SHARE = 0.10
"""So many calls fail on every attempt of the SDK: the program itself sees them fail."""

STUMBLING_SHARE = 0.05
"""So many more fail on the first attempt alone; the SDK's second hides it from the program."""


class Kind(Enum):
    """Whether the call had acted when it failed, and what is heard of it."""

    REFUSED = "refused before it acted"
    CUT = "acted, connection cut"
    BROKEN = "acted, answered 500"

    @property
    def has_acted(self) -> bool:
        """Tell whether the caller is told of a failure where there was none."""
        return self is not Kind.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to a call; `is_lasting` is on every attempt."""

    kind: Kind
    is_lasting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer that says no."""

    status: int
    body: bytes
    content_type: str


class Dice:
    """Throws once for each call of a program, also where threads ask at the same time."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - dice
        self._turn = Lock()

    def throw(self) -> Fault | None:
        """Say what happens to a call; each kind is as likely as the others."""
        with self._turn:
            thrown, kind = self._random.random(), self._random.choice(list(Kind))
        if thrown >= FAILING_SHARE + STUMBLING_SHARE:
            return None
        return Fault(kind=kind, is_lasting=thrown < FAILING_SHARE)

    def refusal(self, service: str) -> Refusal:
        """Choose one of the ways in which a service refuses, too busy or out of order."""
        with self._turn:
            status, code = self._random.choice(REFUSALS[service])
        return worded(service, status, code)


REFUSALS: Mapping[str, tuple[tuple[int, str], ...]] = {
    "dynamodb": (
        (400, "ThrottlingException"),
        (400, "ProvisionedThroughputExceededException"),
        (400, "RequestLimitExceeded"),
        (500, "InternalServerError"),
        (503, "ServiceUnavailable"),
    ),
    "s3": ((503, "SlowDown"), (500, "InternalError"), (503, "ServiceUnavailable")),
    "sns": ((400, "Throttling"), (500, "InternalFailure"), (503, "ServiceUnavailable")),
}
"""Statuses and codes of the services' own lists of errors."""

INTERNAL = {"dynamodb": "InternalServerError", "s3": "InternalError", "sns": "InternalFailure"}


def broken(service: str) -> Refusal:
    """Word the 500 that hides that a call has acted."""
    return worded(service, 500, INTERNAL[service])


def worded(service: str, status: int, code: str) -> Refusal:
    """Write an error in the protocol of a service."""
    said = "Rate exceeded or out of order: a fault of this run"
    if service == "dynamodb":
        kind = f"com.amazonaws.dynamodb.v20120810#{code}"
        body = json.dumps({"__type": kind, "message": said})
        return Refusal(status=status, body=body.encode(), content_type="application/x-amz-json-1.0")
    error = f"<Code>{code}</Code><Message>{said}</Message>"
    if service == "s3":
        body = f'<?xml version="1.0"?><Error>{error}<RequestId>fault</RequestId></Error>'
    else:
        body = (
            '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">'
            f"<Error><Type>Receiver</Type>{error}</Error><RequestId>fault</RequestId>"
            "</ErrorResponse>"
        )
    return Refusal(status=status, body=body.encode(), content_type="text/xml")
