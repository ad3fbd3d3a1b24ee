"""The log of the proxy between the functions and the local AWS: every call, and its fault."""

import time
from dataclasses import dataclass, field
from threading import Lock

from load.calls import AwsCall
from load.faults import CallFault, RandomFaults


@dataclass(slots=True, kw_only=True)
class LoggedCall:
    """A call, its fault, and the number of its attempts and of its effects.

    `is_at_risk` means that a fault could have been drawn. `is_answered` means that the caller
    finally got the response of AWS itself.
    """

    call: AwsCall
    is_at_risk: bool
    fault: CallFault | None
    attempts: int = 0
    acts: int = 0
    is_answered: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Return whether the call acted more often than its caller knows."""
        return self.acts > self.is_answered


@dataclass(slots=True)
class Proxy:
    """Holds every call by its invocation id; `is_faulty` turns the faults on."""

    faults: RandomFaults
    is_faulty: bool = False
    calls: dict[str, LoggedCall] = field(default_factory=dict)
    last_at: float = 0.0
    url: str = ""
    _lock: Lock = field(default_factory=Lock)

    def logged_call(self, call: AwsCall) -> LoggedCall:
        """Record one more attempt of a call."""
        with self._lock:
            if call.invocation not in self.calls:
                fault = self.faults.draw() if self.is_faulty else None
                logged = LoggedCall(call=call, is_at_risk=self.is_faulty, fault=fault)
                self.calls[call.invocation] = logged
            logged_call = self.calls[call.invocation]
            logged_call.attempts += 1
            self.last_at = time.monotonic()
            return logged_call

    def idle_s(self) -> float:
        """Return the seconds since the last call."""
        return time.monotonic() - self.last_at

    def log(self) -> list[LoggedCall]:
        """Return all calls until now."""
        with self._lock:
            return list(self.calls.values())
