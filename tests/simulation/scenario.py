"""A scenario: the events of publishers, Lambdas and failures, each at its time.

Everything is decided before the scenario runs. Any part can be left out without changing the rest,
which is how a failing scenario is shortened.
"""

from dataclasses import dataclass
from datetime import timedelta

from advisory_watch.core.advisory import Severity
from simulation.faults import Distortion, Fault, FaultSchedule, Job, Service, describe_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioEvent:
    """An event, `at_s` seconds after the start."""

    at_s: float

    @property
    def description(self) -> str:
        """Describe the event."""
        raise NotImplementedError

    @property
    def line(self) -> str:
        """Describe the event with its time."""
        return f"{timedelta(seconds=round(self.at_s))!s:>17}  {self.description}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceIssued(ScenarioEvent):
    """A publisher issues new advice; `destination` is the number of one of its destinations."""

    publisher: int
    destination: int
    severity: Severity
    tells_to_leave: bool = False

    @property
    def description(self) -> str:
        """Describe the issue."""
        leave = ", and tells people to leave" if self.tells_to_leave else ""
        return (
            f"publisher {self.publisher} issues Level {self.severity} for {self.destination}{leave}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDistorted(ScenarioEvent):
    """A feed is distorted from now on; None restores it. A flapping feed is so every other time."""

    publisher: int
    distortion: Distortion | None
    destination: int = 0
    is_flapping: bool = False

    @property
    def description(self) -> str:
        """Describe the distortion."""
        how = self.distortion.value if self.distortion else "tells the truth"
        flapping = ", every other time" if self.is_flapping else ""
        return f"the feed of publisher {self.publisher} {how} ({self.destination}){flapping}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSwitched(ScenarioEvent):
    """The second endpoint of a publisher opens, or closes."""

    publisher: int
    is_open: bool

    @property
    def description(self) -> str:
        """Describe the change."""
        does = "opens" if self.is_open else "closes"
        return f"the second endpoint of publisher {self.publisher} {does}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBroken(ScenarioEvent):
    """Every call to a service fails from now on; None restores the service."""

    service: Service
    fault: Fault | None

    @property
    def description(self) -> str:
        """Describe the failure."""
        return f"every call to {self.service.value} {self.fault.value if self.fault else 'works'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessStarted(ScenarioEvent):
    """A schedule starts a process; its clock is `clock_s` seconds fast."""

    job: Job
    publishers: tuple[int, ...] = ()
    clock_s: float = 0.0
    faults: FaultSchedule = ()

    @property
    def description(self) -> str:
        """Describe the start, and the faults that follow."""
        checked = f" of {', '.join(map(str, self.publishers))}" if self.publishers else ""
        clock = f", its clock {self.clock_s:+.0f} s" if self.clock_s else ""
        return f"{self.job.value}{checked} starts{clock}{describe_faults(self.faults)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamTrigger:
    """The stream triggers for one alert: when, how often, and with which faults.

    `delays_s` has one delay for each trigger; it is empty if the stream gave up.
    """

    delays_s: tuple[float, ...] = (0.5,)
    clock_s: float = 0.0
    faults: FaultSchedule = ()

    @property
    def line(self) -> str:
        """Describe the triggers."""
        after = ", ".join(f"{delay_s:.1f}" for delay_s in self.delays_s)
        when = f"triggers after {after} s" if after else "never triggers"
        clock = f", its clock {self.clock_s:+.0f} s" if self.clock_s else ""
        return f"{when}{clock}{describe_faults(self.faults)}"


USUAL_TRIGGER = StreamTrigger()
"""The stream on a usual day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The events, and the stream triggers for the first alerts in order."""

    seed: int
    events: tuple[ScenarioEvent, ...]
    triggers: tuple[StreamTrigger, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Describe the scenario for a person."""
        triggers = (
            f"{'stream':>17}  for pending alert {number} {trigger.line}"
            for number, trigger in enumerate(self.triggers, start=1)
            if trigger != USUAL_TRIGGER
        )
        return (*(event.line for event in self.events), *triggers)
