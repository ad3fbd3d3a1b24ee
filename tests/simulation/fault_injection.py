"""Make every call to a service, or inject a fault in its place.

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
    Paginator,
    TransactionConflictException,
    cancelled,
    refusal,
)
from simulation.event_loop import Process
from simulation.faults import Fault, FaultSchedule, Service

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
class FaultInjector:
    """The calls of one process to the services.

    `services_down` maps services to their lasting fault. `injected_faults` counts the faults of all
    processes; `met_faults` lists the faults of this process, each with its service.
    """

    process: Process
    faults: FaultSchedule
    services_down: Mapping[Service, Fault]
    random: Random
    injected_faults: Counter[Fault]
    met_faults: list[tuple[Service, Fault]] = field(default_factory=list)
    calls: int = 0
    current_fault: Fault | None = None

    def call(self, service: Service, operation: str, perform: Callable[[], T]) -> T:
        """Make a call, or inject the fault that the scenario has for it."""
        self.process.wait(self.random.uniform(*LATENCY_S[service]))
        self.calls += 1
        fault = dict(self.faults).get(self.calls) or self.services_down.get(service)
        if fault is None or not _applies(fault, operation):
            return perform()
        self.injected_faults[fault] += 1
        self.met_faults.append((service, fault))
        self.current_fault = fault
        try:
            return self._fail(fault, service, operation, perform)
        finally:
            self.current_fault = None

    def _fail(self, fault: Fault, service: Service, operation: str, perform: Callable[[], T]) -> T:
        match fault:
            case Fault.SLOW:
                self.process.wait(self.random.uniform(*SLOW_S))
            case Fault.REPEATED:
                perform()
            case Fault.OUTLASTED:
                self.process.wait(self.process.seconds_left - IN_FLIGHT_S)
                self._perform_unreported(perform)
                self.process.die()
            case Fault.KILLED_BEFORE:
                self.process.die()
            case Fault.KILLED_AFTER:
                self._perform_unreported(perform)
                self.process.die()
            case Fault.LOST:
                self._perform_unreported(perform)
                raise _error(fault, service, operation)
            case _:
                raise _error(fault, service, operation)
        self.current_fault = None
        return perform()

    def _perform_unreported(self, perform: Callable[[], object]) -> None:
        """Act without reporting the result."""
        with suppress(ClientError):
            perform()


class FaultyClient:
    """A boto3 client whose calls can fail."""

    def __init__(self, injector: FaultInjector, service: Service, fake: Any) -> None:
        self._injector = injector
        self._service = service
        self._fake = fake
        self.exceptions = getattr(fake, "exceptions", None)

    def get_paginator(self, operation: str) -> Paginator:
        """Return a paginator that makes one call per page."""
        return Paginator(getattr(self, operation))

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        method = getattr(self._fake, operation)

        def call(**request: Any) -> Any:
            return self._injector.call(self._service, operation, partial(method, **request))

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
