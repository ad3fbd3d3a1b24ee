"""Make every call to a service through a wire, which can inject a fault.

Faults are injected above the retries of botocore. A refused call was refused at the last attempt, a
throttled one at each attempt. Botocore repeats a call whose answer was lost; `Fault.REPEATED` is
such a call that was executed twice. A transaction carries a token that botocore creates
(`ClientRequestToken`), so its repetition has no effect.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, TypeVar

from botocore.exceptions import ClientError, ReadTimeoutError

from advisory_watch.core.errors import Unreachable
from simulation.dynamodb_api import (
    Pages,
    TransactionConflictException,
    cancelled,
    refusal,
)
from simulation.event_loop import Process
from simulation.faults import Fault, Faults, Service

T = TypeVar("T")

LATENCY_S: Mapping[Service, tuple[float, float]] = {
    Service.WEB: (0.2, 3.0),
    Service.DYNAMODB: (0.004, 0.05),
    Service.S3: (0.02, 0.2),
    Service.SNS: (0.02, 0.3),
}
"""The shortest and longest latency of a successful call, in seconds."""

SLOW_S = (5.0, 100.0)
"""The latency of a slow call in seconds: botocore times out after a minute, and retries."""

IN_FLIGHT_S = 0.001
"""The seconds before the end of a process in which its last request may still arrive."""

AMBIGUOUS = frozenset(
    {Fault.LOST, Fault.REPEATED, Fault.OUTLASTED, Fault.KILLED_BEFORE, Fault.KILLED_AFTER}
)
"""After these faults, the process cannot know whether the service acted."""

REPEATABLE = frozenset({"put_item", "update_item", "put_object", "publish"})
CONFLICTING = frozenset({"put_item", "update_item", "transact_write_items"})


@dataclass(slots=True, kw_only=True)
class Wire:
    """The calls of one process to the services.

    `broken` holds services that are down. `injected` counts the faults of all processes, `met`
    lists the faults of this one with their service. `under` is the fault of the current call.
    """

    process: Process
    faults: Faults
    broken: Mapping[Service, Fault]
    chance: Random
    injected: Counter[Fault]
    met: list[tuple[Service, Fault]] = field(default_factory=list)
    calls: int = 0
    under: Fault | None = None

    def call(self, service: Service, operation: str, act: Callable[[], T]) -> T:
        """Make a call, or inject the fault that the story has for it."""
        self.process.wait(self.chance.uniform(*LATENCY_S[service]))
        self.calls += 1
        fault = dict(self.faults).get(self.calls) or self.broken.get(service)
        if fault is None or not _applies(fault, operation):
            return act()
        self.injected[fault] += 1
        self.met.append((service, fault))
        self.under = fault
        try:
            return self._fail(fault, service, operation, act)
        finally:
            self.under = None

    def _fail(self, fault: Fault, service: Service, operation: str, act: Callable[[], T]) -> T:
        match fault:
            case Fault.SLOW:
                self.process.wait(self.chance.uniform(*SLOW_S))
            case Fault.REPEATED:
                act()
            case Fault.OUTLASTED:
                self.process.wait(self.process.seconds_left - IN_FLIGHT_S)
                self._in_vain(act)
                self.process.die()
            case Fault.KILLED_BEFORE:
                self.process.die()
            case Fault.KILLED_AFTER:
                self._in_vain(act)
                self.process.die()
            case Fault.LOST:
                self._in_vain(act)
                raise _error(fault, service, operation)
            case _:
                raise _error(fault, service, operation)
        self.under = None
        return act()

    def _in_vain(self, act: Callable[[], object]) -> None:
        """Act without reporting the result."""
        with suppress(ClientError):
            act()


class Client:
    """A boto3 client on a wire."""

    def __init__(self, wire: Wire, service: Service, fake: Any) -> None:
        self._wire = wire
        self._service = service
        self._fake = fake
        self.exceptions = getattr(fake, "exceptions", None)

    def get_paginator(self, operation: str) -> Pages:
        """Return a paginator that makes one call per page."""
        return Pages(getattr(self, operation))

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        method = getattr(self._fake, operation)

        def call(**asked: Any) -> Any:
            return self._wire.call(self._service, operation, partial(method, **asked))

        return call


def _applies(fault: Fault, operation: str) -> bool:
    if fault is Fault.REPEATED:
        return operation in REPEATABLE
    return fault is not Fault.CONFLICT or operation in CONFLICTING


def _error(fault: Fault, service: Service, operation: str) -> Exception:
    """Build the error that the service or its SDK raises for a fault."""
    if service is Service.WEB:
        return Unreachable("simulated", f"expected an answer, found that it {fault.value}")
    if fault is Fault.LOST:
        return ReadTimeoutError(endpoint_url=f"https://{service.value}.amazonaws.com")
    if fault is Fault.CONFLICT:
        if operation == "transact_write_items":
            return cancelled(["TransactionConflict"])
        return refusal(TransactionConflictException, operation)
    code = "ThrottlingException" if fault is Fault.THROTTLED else "InternalServerError"
    return ClientError({"Error": {"Code": code}}, operation)
