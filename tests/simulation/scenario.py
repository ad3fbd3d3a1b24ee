"""A story: the events of publishers, Lambdas and failures, each at its time.

Everything is decided before the story runs. Any part can be left out without changing the rest,
which is how a failing story is shortened.
"""

from dataclasses import dataclass
from datetime import timedelta

from advisory_watch.core.advisory import Severity
from simulation.faults import Fault, Faults, Job, Lie, Service, told_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An event, `at_s` seconds after the start."""

    at_s: float

    @property
    def told(self) -> str:
        """Describe the event."""
        raise NotImplementedError

    @property
    def line(self) -> str:
        """Describe the event with its time."""
        return f"{timedelta(seconds=round(self.at_s))!s:>17}  {self.told}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issues(Step):
    """A publisher issues new advice; `place` is the number of one of its destinations."""

    publisher: int
    place: int
    severity: Severity
    tells_to_leave: bool = False

    @property
    def told(self) -> str:
        """Describe the issue."""
        leave = ", and tells people to leave" if self.tells_to_leave else ""
        return f"publisher {self.publisher} issues Level {self.severity} for {self.place}{leave}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shows(Step):
    """A feed is distorted from now on; None restores it. A flapping feed is so every other time."""

    publisher: int
    lie: Lie | None
    place: int = 0
    is_flapping: bool = False

    @property
    def told(self) -> str:
        """Describe the distortion."""
        how = self.lie.value if self.lie else "tells the truth"
        flapping = ", every other time" if self.is_flapping else ""
        return f"the feed of publisher {self.publisher} {how} ({self.place}){flapping}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens(Step):
    """The second endpoint of a publisher opens, or closes."""

    publisher: int
    is_open: bool

    @property
    def told(self) -> str:
        """Describe the change."""
        does = "opens" if self.is_open else "closes"
        return f"the second door of publisher {self.publisher} {does}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks(Step):
    """Every call to a service fails from now on; None restores the service."""

    service: Service
    fault: Fault | None

    @property
    def told(self) -> str:
        """Describe the failure."""
        return f"every call to {self.service.value} {self.fault.value if self.fault else 'works'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts(Step):
    """A schedule starts a process; its clock is `clock_s` seconds fast."""

    job: Job
    publishers: tuple[int, ...] = ()
    clock_s: float = 0.0
    faults: Faults = ()

    @property
    def told(self) -> str:
        """Describe the start, and the faults that follow."""
        of = f" of {', '.join(map(str, self.publishers))}" if self.publishers else ""
        clock = f", its clock {self.clock_s:+.0f} s" if self.clock_s else ""
        return f"{self.job.value}{of} starts{clock}{told_of(self.faults)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """The stream triggers for one alert: when, how often, and with which faults.

    `delays_s` has one delay for each trigger; it is empty if the stream gave up.
    """

    delays_s: tuple[float, ...] = (0.5,)
    clock_s: float = 0.0
    faults: Faults = ()

    @property
    def line(self) -> str:
        """Describe the triggers."""
        after = ", ".join(f"{delay_s:.1f}" for delay_s in self.delays_s)
        when = f"rings after {after} s" if after else "never rings"
        clock = f", its clock {self.clock_s:+.0f} s" if self.clock_s else ""
        return f"{when}{clock}{told_of(self.faults)}"


CALM = Ring()
"""The stream on a usual day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The events, and the stream triggers for the first alerts in order."""

    seed: int
    steps: tuple[Step, ...]
    rings: tuple[Ring, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Describe the story for a person."""
        rings = (
            f"{'stream':>17}  for owed alert {number} {ring.line}"
            for number, ring in enumerate(self.rings, start=1)
            if ring != CALM
        )
        return (*(step.line for step in self.steps), *rings)
