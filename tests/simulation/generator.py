"""Generate the story of a seed; each has its own kinds of trouble, so that rare ones meet often."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from advisory_watch.core.advisory import Severity
from simulation.scenario import Breaks, Issues, Opens, Ring, Shows, Starts, Step, Story
from simulation.faults import Fault, Faults, Job, Lie, Service

STEPS = 34
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

MEETINGS = 0.05
"""The probability of a meeting: two simultaneous checks that are shown different pages."""

RINGS = 16
CALLS_MAX = 14
STORM_CALLS_MAX = 50
"""Faults hit one of the first calls of a process; it seldom makes more, except in a burst."""

CLOCK_S = 3.0
"""The most seconds by which a clock is fast or slow."""


ODDS = {"issue": 24, "lie": 14, "door": 4, "break": 8, "check": 34, "sweep": 16}
STORM_ODDS = {"issue": 50, "lie": 4, "door": 2, "break": 1, "check": 34, "sweep": 9}
"""The percentage of each kind of event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """The kinds of trouble in a story, and their frequency.

    In a burst, SNS is throttled for days, so that many alerts are pending together.
    """

    faults: tuple[Fault, ...]
    per_process: float
    lies: tuple[Lie, ...]
    has_skewed_clocks: bool
    is_burst: bool


def story_of(seed: int) -> Story:
    """Generate the story of a seed."""
    chance = Random(seed)
    troubles = Troubles(
        faults=_some(chance, tuple(Fault)),
        per_process=chance.choice((0.0, 0.2, 0.5, 0.8)),
        lies=_some(chance, tuple(Lie)),
        has_skewed_clocks=chance.random() < 0.5,
        is_burst=chance.random() < 0.1,
    )
    rings = tuple(_ring(chance, troubles) for _ in range(RINGS))
    return Story(seed=seed, steps=tuple(_steps(chance, troubles)), rings=rings)


def _steps(chance: Random, troubles: Troubles) -> Iterator[Step]:
    at_s = 0.0
    yield Starts(at_s=at_s, job=Job.CHECK, publishers=(0, 1), faults=_faults(chance, troubles))
    if troubles.is_burst:
        yield Breaks(at_s=1.0, service=Service.SNS, fault=Fault.THROTTLED)
    for _ in range(STEPS):
        at_s += chance.uniform(*chance.choice(GAPS_S))
        if at_s > ENDS_S:
            return
        if chance.random() < MEETINGS:
            yield from _meeting(chance, troubles, at_s)
            continue
        step = _step(chance, troubles, at_s)
        yield step
        if isinstance(step, Starts) and chance.random() < 0.15:  # delivered twice
            yield replace(step, at_s=at_s + chance.uniform(0.0, 3.0))


def _meeting(chance: Random, troubles: Troubles, at_s: float) -> Iterator[Step]:
    """Let two checks meet at one destination: one sees its change, the other a distorted page."""
    publisher, place = chance.randrange(2), chance.randrange(7)
    severity = Severity(chance.randint(1, 4))
    lie = chance.choice((Lie.REDATED, Lie.WRONG_DATE, Lie.STALE, Lie.PLACEHOLDER))
    yield Issues(at_s=at_s, publisher=publisher, place=place, severity=severity)
    yield Shows(at_s=at_s, publisher=publisher, place=place, lie=lie, is_flapping=True)
    for _ in range(2):
        starts_at_s = at_s + chance.uniform(1.0, 3.0)
        yield _start(chance, troubles, starts_at_s, Job.CHECK, (publisher,))


def _step(chance: Random, troubles: Troubles, at_s: float) -> Step:
    publisher = chance.randrange(2)
    odds = STORM_ODDS if troubles.is_burst else ODDS
    match chance.choices(tuple(odds), tuple(odds.values()))[0]:
        case "issue":
            return Issues(
                at_s=at_s,
                publisher=publisher,
                place=chance.randrange(7),
                severity=Severity(chance.randint(1, 4)),
                tells_to_leave=chance.random() < 0.2,
            )
        case "lie":
            return Shows(
                at_s=at_s,
                publisher=publisher,
                lie=chance.choice((None, *troubles.lies)),
                place=chance.randrange(7),
                is_flapping=chance.random() < 0.3,
            )
        case "door":
            return Opens(at_s=at_s, publisher=publisher, is_open=chance.random() < 0.5)
        case "break":
            fault = chance.choice((None, Fault.REFUSED, Fault.THROTTLED, Fault.LOST))
            return Breaks(at_s=at_s, service=chance.choice(tuple(Service)), fault=fault)
        case "check":
            publishers = chance.choice(((0,), (1,), (0, 1)))
            return _start(chance, troubles, at_s, Job.CHECK, publishers)
        case _:
            return _start(chance, troubles, at_s, Job.SWEEP)


def _start(
    chance: Random, troubles: Troubles, at_s: float, job: Job, publishers: tuple[int, ...] = ()
) -> Starts:
    return Starts(
        at_s=at_s,
        job=job,
        publishers=publishers,
        clock_s=_clock(chance, troubles),
        faults=_faults(chance, troubles),
    )


def _ring(chance: Random, troubles: Troubles) -> Ring:
    """Trigger once as a rule; also twice, late and so out of order, or never."""
    soon = chance.uniform(0.1, 3.0)
    late = chance.uniform(60.0, 1_500.0)
    delays = chance.choices(
        ((soon,), (soon, soon + 0.2), (soon, late), (late,), ()), (6, 1, 1, 1, 1)
    )
    faults = _faults(chance, troubles)
    return Ring(delays_s=delays[0], clock_s=_clock(chance, troubles), faults=faults)


def _faults(chance: Random, troubles: Troubles) -> Faults:
    if chance.random() >= troubles.per_process:
        return ()
    last = STORM_CALLS_MAX if troubles.is_burst else CALLS_MAX
    calls = sorted(chance.sample(range(1, last + 1), chance.randint(1, 3)))
    return tuple((call, chance.choice(troubles.faults)) for call in calls)


def _clock(chance: Random, troubles: Troubles) -> float:
    return chance.uniform(-CLOCK_S, CLOCK_S) if troubles.has_skewed_clocks else 0.0


def _some(chance: Random, kinds: tuple) -> tuple:  # type: ignore[type-arg]
    return tuple(chance.sample(kinds, chance.randint(1, len(kinds))))
