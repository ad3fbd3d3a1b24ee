"""Generate the scenario of a seed; each has few kinds of fault, so that rare ones coincide."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from advisory_watch.core.advisory import Severity
from simulation.faults import Distortion, Fault, FaultSchedule, Job, Service
from simulation.scenario import (
    AdviceIssued,
    EndpointSwitched,
    FeedDistorted,
    ProcessStarted,
    Scenario,
    ScenarioEvent,
    ServiceBroken,
    StreamTrigger,
)

EVENTS = 34
ENDS_S = 5.5 * 86_400
"""Less than a week: after that, an absence or an old issue has another meaning."""

GAPS_S = (
    (0.0, 2.0),
    (0.0, 2.0),
    (60.0, 500.0),
    (60.0, 500.0),
    (1_200.0, 9_000.0),
    (18_000.0, 72_000.0),
)
"""Seconds between two events: simultaneous, minutes, hours, most of a day."""

CONCURRENT_CHECKS = 0.05
"""The probability of a meeting: two simultaneous checks that are shown different pages."""

TRIGGERS = 16
CALLS_MAX = 14
BURST_CALLS_MAX = 50
"""Faults hit one of the first calls of a process; it seldom makes more, except in a burst."""

CLOCK_S = 3.0
"""The most seconds by which a clock is fast or slow."""


ODDS = {"issue": 24, "distort": 14, "endpoint": 4, "break": 8, "check": 34, "retry": 16}
BURST_ODDS = {"issue": 50, "distort": 4, "endpoint": 2, "break": 1, "check": 34, "retry": 9}
"""The percentage of each kind of event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultProfile:
    """The kinds of fault in a scenario, and their frequency.

    In a burst, SNS is throttled for days, so that many alerts are pending together.
    """

    faults: tuple[Fault, ...]
    per_process: float
    distortions: tuple[Distortion, ...]
    has_skewed_clocks: bool
    is_burst: bool


def generate_scenario(seed: int) -> Scenario:
    """Generate the scenario of a seed."""
    random = Random(seed)
    profile = FaultProfile(
        faults=_sample(random, tuple(Fault)),
        per_process=random.choice((0.0, 0.2, 0.5, 0.8)),
        distortions=_sample(random, tuple(Distortion)),
        has_skewed_clocks=random.random() < 0.5,
        is_burst=random.random() < 0.1,
    )
    triggers = tuple(_trigger(random, profile) for _ in range(TRIGGERS))
    return Scenario(seed=seed, events=tuple(_events(random, profile)), triggers=triggers)


def _events(random: Random, profile: FaultProfile) -> Iterator[ScenarioEvent]:
    at_s = 0.0
    yield ProcessStarted(
        at_s=at_s, job=Job.CHECK, publishers=(0, 1), faults=_faults(random, profile)
    )
    if profile.is_burst:
        yield ServiceBroken(at_s=1.0, service=Service.SNS, fault=Fault.THROTTLED)
    for _ in range(EVENTS):
        at_s += random.uniform(*random.choice(GAPS_S))
        if at_s > ENDS_S:
            return
        if random.random() < CONCURRENT_CHECKS:
            yield from _concurrent_checks(random, profile, at_s)
            continue
        event = _event(random, profile, at_s)
        yield event
        if isinstance(event, ProcessStarted) and random.random() < 0.15:  # delivered twice
            yield replace(event, at_s=at_s + random.uniform(0.0, 3.0))


def _concurrent_checks(
    random: Random, profile: FaultProfile, at_s: float
) -> Iterator[ScenarioEvent]:
    """Let two checks meet at one destination: one sees its change, the other a distorted page."""
    publisher, destination = random.randrange(2), random.randrange(7)
    severity = Severity(random.randint(1, 4))
    distortion = random.choice(
        (Distortion.REDATED, Distortion.WRONG_DATE, Distortion.STALE, Distortion.PLACEHOLDER)
    )
    yield AdviceIssued(at_s=at_s, publisher=publisher, destination=destination, severity=severity)
    yield FeedDistorted(
        at_s=at_s,
        publisher=publisher,
        destination=destination,
        distortion=distortion,
        is_flapping=True,
    )
    for _ in range(2):
        starts_at_s = at_s + random.uniform(1.0, 3.0)
        yield _start(random, profile, starts_at_s, Job.CHECK, (publisher,))


def _event(random: Random, profile: FaultProfile, at_s: float) -> ScenarioEvent:
    publisher = random.randrange(2)
    odds = BURST_ODDS if profile.is_burst else ODDS
    match random.choices(tuple(odds), tuple(odds.values()))[0]:
        case "issue":
            return AdviceIssued(
                at_s=at_s,
                publisher=publisher,
                destination=random.randrange(7),
                severity=Severity(random.randint(1, 4)),
                tells_to_leave=random.random() < 0.2,
            )
        case "distort":
            return FeedDistorted(
                at_s=at_s,
                publisher=publisher,
                distortion=random.choice((None, *profile.distortions)),
                destination=random.randrange(7),
                is_flapping=random.random() < 0.3,
            )
        case "endpoint":
            return EndpointSwitched(at_s=at_s, publisher=publisher, is_open=random.random() < 0.5)
        case "break":
            fault = random.choice((None, Fault.REFUSED, Fault.THROTTLED, Fault.LOST))
            return ServiceBroken(at_s=at_s, service=random.choice(tuple(Service)), fault=fault)
        case "check":
            publishers = random.choice(((0,), (1,), (0, 1)))
            return _start(random, profile, at_s, Job.CHECK, publishers)
        case _:
            return _start(random, profile, at_s, Job.RETRY)


def _start(
    random: Random, profile: FaultProfile, at_s: float, job: Job, publishers: tuple[int, ...] = ()
) -> ProcessStarted:
    return ProcessStarted(
        at_s=at_s,
        job=job,
        publishers=publishers,
        clock_s=_clock(random, profile),
        faults=_faults(random, profile),
    )


def _trigger(random: Random, profile: FaultProfile) -> StreamTrigger:
    """Trigger once as a rule; also twice, late and so out of order, or never."""
    soon = random.uniform(0.1, 3.0)
    late = random.uniform(60.0, 1_500.0)
    delays = random.choices(
        ((soon,), (soon, soon + 0.2), (soon, late), (late,), ()), (6, 1, 1, 1, 1)
    )
    faults = _faults(random, profile)
    return StreamTrigger(delays_s=delays[0], clock_s=_clock(random, profile), faults=faults)


def _faults(random: Random, profile: FaultProfile) -> FaultSchedule:
    if random.random() >= profile.per_process:
        return ()
    last = BURST_CALLS_MAX if profile.is_burst else CALLS_MAX
    calls = sorted(random.sample(range(1, last + 1), random.randint(1, 3)))
    return tuple((call, random.choice(profile.faults)) for call in calls)


def _clock(random: Random, profile: FaultProfile) -> float:
    return random.uniform(-CLOCK_S, CLOCK_S) if profile.has_skewed_clocks else 0.0


def _sample(random: Random, kinds: tuple) -> tuple:  # type: ignore[type-arg]
    return tuple(random.sample(kinds, random.randint(1, len(kinds))))
