"""Faults on the way to AWS: their kinds, their frequency, and the errors of each service."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from random import Random
from threading import Lock

FAILING_SHARE = 0.10
"""The share of calls that fail on every attempt of the SDK, so that the program sees the error."""

STUMBLING_SHARE = 0.05
"""The share of calls that fail only on the first attempt, so that the SDK hides the error."""


class FaultKind(Enum):
    """Whether a call had acted when it failed, and what the caller sees."""

    REFUSED = "refused before it acted"
    CUT = "acted, connection cut"
    BROKEN = "acted, answered 500"

    @property
    def has_acted(self) -> bool:
        """Return whether the call had acted although the caller sees a failure."""
        return self is not FaultKind.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFault:
    """The fault of a call; `is_lasting` means on every attempt."""

    kind: FaultKind
    is_lasting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorResponse:
    """An error response."""

    status: int
    body: bytes
    content_type: str


class RandomFaults:
    """Draws once for each call of a program; safe for concurrent threads."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - dice
        self._lock = Lock()

    def draw(self) -> CallFault | None:
        """Draw the fault of a call, if any; all kinds are equally likely."""
        with self._lock:
            drawn, kind = self._random.random(), self._random.choice(list(FaultKind))
        if drawn >= FAILING_SHARE + STUMBLING_SHARE:
            return None
        return CallFault(kind=kind, is_lasting=drawn < FAILING_SHARE)

    def draw_error(self, service: str) -> ErrorResponse:
        """Draw one of the errors of a service: throttling or an internal error."""
        with self._lock:
            status, code = self._random.choice(REFUSALS[service])
        return error_response(service, status, code)


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
"""Status and code of errors in the documentation of each service."""

INTERNAL = {"dynamodb": "InternalServerError", "s3": "InternalError", "sns": "InternalFailure"}


def internal_error(service: str) -> ErrorResponse:
    """Build the 500 error of a call that has acted."""
    return error_response(service, 500, INTERNAL[service])


def error_response(service: str, status: int, code: str) -> ErrorResponse:
    """Build an error in the protocol of a service."""
    message = "Rate exceeded or out of order: a fault of this run"
    if service == "dynamodb":
        kind = f"com.amazonaws.dynamodb.v20120810#{code}"
        body = json.dumps({"__type": kind, "message": message})
        return ErrorResponse(
            status=status, body=body.encode(), content_type="application/x-amz-json-1.0"
        )
    error = f"<Code>{code}</Code><Message>{message}</Message>"
    if service == "s3":
        body = f'<?xml version="1.0"?><Error>{error}<RequestId>fault</RequestId></Error>'
    else:
        body = (
            '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">'
            f"<Error><Type>Receiver</Type>{error}</Error><RequestId>fault</RequestId>"
            "</ErrorResponse>"
        )
    return ErrorResponse(status=status, body=body.encode(), content_type="text/xml")
