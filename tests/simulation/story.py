"""A story: what publishers say, what Lambda starts and what goes wrong, each at its moment.

All of it is decided before it is told, so that any part can be left out and the rest stays
what it was: that is how a failing story is shrunken.
"""

from dataclasses import dataclass
from datetime import timedelta

from advisory_watch.core.scales import Severity
from simulation.troubles import Fault, Faults, Job, Lie, Service, told_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happens, so many seconds after the beginning."""

    at_s: float

    @property
    def told(self) -> str:
        """Say what happens."""
        raise NotImplementedError

    @property
    def line(self) -> str:
        """Say when and what."""
        return f"{timedelta(seconds=round(self.at_s))!s:>17}  {self.told}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issues(Step):
    """A publisher truly issues new advice; `place` is the number of a destination of its own."""

    publisher: int
    place: int
    severity: Severity
    tells_to_leave: bool = False

    @property
    def told(self) -> str:
        """Say what is issued."""
        leave = ", and tells people to leave" if self.tells_to_leave else ""
        return f"publisher {self.publisher} issues Level {self.severity} for {self.place}{leave}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shows(Step):
    """From now on a feed lies; None: it tells the truth. One that flaps lies every other time."""

    publisher: int
    lie: Lie | None
    place: int = 0
    is_flapping: bool = False

    @property
    def told(self) -> str:
        """Say how it lies."""
        how = self.lie.value if self.lie else "tells the truth"
        flapping = ", every other time" if self.is_flapping else ""
        return f"the feed of publisher {self.publisher} {how} ({self.place}){flapping}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens(Step):
    """The second door of a publisher opens, or closes."""

    publisher: int
    is_open: bool

    @property
    def told(self) -> str:
        """Say which."""
        does = "opens" if self.is_open else "closes"
        return f"the second door of publisher {self.publisher} {does}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks(Step):
    """From now on every call to a service meets a fault; None: it is mended."""

    service: Service
    fault: Fault | None

    @property
    def told(self) -> str:
        """Say which service."""
        return f"every call to {self.service.value} {self.fault.value if self.fault else 'works'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts(Step):
    """A schedule starts a process, whose clock is so many seconds fast."""

    job: Job
    publishers: tuple[int, ...] = ()
    clock_s: float = 0.0
    faults: Faults = ()

    @property
    def told(self) -> str:
        """Say what starts, and what it will meet."""
        of = f" of {', '.join(map(str, self.publishers))}" if self.publishers else ""
        clock = f", its clock {self.clock_s:+.0f} s" if self.clock_s else ""
        return f"{self.job.value}{of} starts{clock}{told_of(self.faults)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """How the stream rings for one owed alert: when, how often, and what the bells meet.

    `delays_s` has one delay for each ring; none at all is a stream that gave up.
    """

    delays_s: tuple[float, ...] = (0.5,)
    clock_s: float = 0.0
    faults: Faults = ()

    @property
    def line(self) -> str:
        """Say how it rings."""
        after = ", ".join(f"{each:.1f}" for each in self.delays_s)
        when = f"rings after {after} s" if after else "never rings"
        clock = f", its clock {self.clock_s:+.0f} s" if self.clock_s else ""
        return f"{when}{clock}{told_of(self.faults)}"


CALM = Ring()
"""The stream on a usual day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happens, and how the stream rings for the first alerts, one after another."""

    seed: int
    steps: tuple[Step, ...]
    rings: tuple[Ring, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Tell it to a person."""
        rings = (
            f"{'stream':>17}  for owed alert {number} {each.line}"
            for number, each in enumerate(self.rings, start=1)
            if each != CALM
        )
        return (*(each.line for each in self.steps), *rings)
