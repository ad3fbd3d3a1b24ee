"""A discrete event queue: a heap of functions that are called at their time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

Event = Callable[[], None]


@dataclass(slots=True)
class EventQueue:
    """Calls events in order of time; `now_s` counts seconds from the beginning.

    Events at the same time run in the order in which they were planned, so that a seed
    determines everything.
    """

    now_s: float = 0.0
    _events: list[tuple[float, int, Event]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def at(self, moment_s: float, event: Event) -> None:
        """Plan an event; an event in the past is due now."""
        heappush(self._events, (max(moment_s, self.now_s), next(self._numbers), event))

    def run(self) -> None:
        """Run all planned events, and the events that they plan."""
        while self._events:
            self.now_s, _, event = heappop(self._events)
            event()
