"""Every call to the outside goes through a wire, and may fail there.

Faults are injected above botocore's own retries: what a wire refuses was refused at the last
attempt, and what it throttles was throttled at each. Botocore repeats a call whose answer was
lost; `Fault.REPEATED` is such a call, at least once delivered twice. A transaction carries a
token that botocore makes for it (`ClientRequestToken`), so that its repetition does nothing.
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
from simulation.dynamodb_words import (
    Pages,
    TransactionConflictException,
    cancelled,
    refusal,
)
from simulation.loop import Process
from simulation.troubles import Fault, Faults, Service

T = TypeVar("T")

LATENCY_S: Mapping[Service, tuple[float, float]] = {
    Service.WEB: (0.2, 3.0),
    Service.DYNAMODB: (0.004, 0.05),
    Service.S3: (0.02, 0.2),
    Service.SNS: (0.02, 0.3),
}
"""The least and the most that a good call takes."""

SLOW_S = (5.0, 100.0)
"""A slow one: botocore waits a minute for an answer, and tries again."""

IN_FLIGHT_S = 0.001
"""So long before the end of a process its last request may still arrive."""

AMBIGUOUS = frozenset(
    {Fault.LOST, Fault.REPEATED, Fault.OUTLASTED, Fault.KILLED_BEFORE, Fault.KILLED_AFTER}
)
"""After these nobody can know what the service did."""

REPEATABLE = frozenset({"put_item", "update_item", "put_object", "publish"})
CONFLICTING = frozenset({"put_item", "update_item", "transact_write_items"})


@dataclass(slots=True, kw_only=True)
class Wire:
    """What one process says to the outside.

    `broken` are services that are down altogether; `injected` counts the faults that were
    met, `met` are those of this process, by service. `under` is the fault of the call that is
    being made.
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
        """Make a call, or have it fail in the way that the story tells."""
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
        """Act, and never hear how it went."""
        with suppress(ClientError):
            act()


class Client:
    """A client of boto3 at the end of a wire."""

    def __init__(self, wire: Wire, service: Service, fake: Any) -> None:
        self._wire = wire
        self._service = service
        self._fake = fake
        self.exceptions = getattr(fake, "exceptions", None)

    def get_paginator(self, operation: str) -> Pages:
        """Ask page by page, each page a call."""
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
    """Word a fault as the service or its SDK words it."""
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
