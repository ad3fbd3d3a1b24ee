"""The log of the wire between the functions and the local AWS: every call, and what it met."""

import time
from dataclasses import dataclass, field
from threading import Lock

from load.calls import Call
from load.faults import Dice, Fault


@dataclass(slots=True, kw_only=True)
class Entry:
    """A call, the fault that was thrown for it, and how often it was attempted and acted.

    `is_at_risk` is whether a fault could have been thrown; `is_answered`, whether the caller
    got the answer of AWS itself in the end.
    """

    call: Call
    is_at_risk: bool
    fault: Fault | None
    attempts: int = 0
    acts: int = 0
    is_answered: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Tell whether it acted more often than its caller was told."""
        return self.acts > self.is_answered


@dataclass(slots=True)
class Wire:
    """What the wire knows: every call, by its invocation; `is_faulty` turns the faults on."""

    dice: Dice
    is_faulty: bool = False
    entries: dict[str, Entry] = field(default_factory=dict)
    last_at: float = 0.0
    url: str = ""
    _turn: Lock = field(default_factory=Lock)

    def entry(self, call: Call) -> Entry:
        """Note one more attempt at a call."""
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
        """Tell for how many seconds nobody has called."""
        return time.monotonic() - self.last_at

    def log(self) -> list[Entry]:
        """Return what happened until now."""
        with self._turn:
            return list(self.entries.values())
