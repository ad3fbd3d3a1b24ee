"""What happens when: a heap of events, each a function that is called at its moment."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

Event = Callable[[], None]


@dataclass(slots=True)
class Agenda:
    """Calls events in the order of their moments; `now_s` counts seconds from the beginning.

    Events of one moment come in the order in which they were planned, so that a seed
    decides everything.
    """

    now_s: float = 0.0
    _events: list[tuple[float, int, Event]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def at(self, moment_s: float, event: Event) -> None:
        """Plan an event; what should have been before now is due now."""
        heappush(self._events, (max(moment_s, self.now_s), next(self._numbers), event))

    def run(self) -> None:
        """Let everything happen that is planned, and what comes of it."""
        while self._events:
            self.now_s, _, event = heappop(self._events)
            event()
