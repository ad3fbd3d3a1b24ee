"""The log of the wire between the functions and the local AWS: every call, and its fault."""

import time
from dataclasses import dataclass, field
from threading import Lock

from load.calls import Call
from load.faults import Dice, Fault


@dataclass(slots=True, kw_only=True)
class Entry:
    """A call, its fault, and the number of its attempts and of its effects.

    `is_at_risk` means that a fault could have been drawn. `is_answered` means that the caller
    finally got the response of AWS itself.
    """

    call: Call
    is_at_risk: bool
    fault: Fault | None
    attempts: int = 0
    acts: int = 0
    is_answered: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Return whether the call acted more often than its caller knows."""
        return self.acts > self.is_answered


@dataclass(slots=True)
class Wire:
    """Holds every call by its invocation id; `is_faulty` turns the faults on."""

    dice: Dice
    is_faulty: bool = False
    entries: dict[str, Entry] = field(default_factory=dict)
    last_at: float = 0.0
    url: str = ""
    _turn: Lock = field(default_factory=Lock)

    def entry(self, call: Call) -> Entry:
        """Record one more attempt of a call."""
        with self._turn:
            if call.invocation not in self.entries:
                fault = self.dice.throw() if self.is_faulty else None
                fresh = Entry(call=call, is_at_risk=self.is_faulty, fault=fault)
                self.entries[call.invocation] = fresh
            entry = self.entries[call.invocation]
            entry.attempts += 1
            self.last_at = time.monotonic()
            return entry

    def idle_s(self) -> float:
        """Return the seconds since the last call."""
        return time.monotonic() - self.last_at

    def log(self) -> list[Entry]:
        """Return all calls until now."""
        with self._turn:
            return list(self.entries.values())
