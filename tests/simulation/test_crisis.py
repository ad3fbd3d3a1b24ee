"""The crises have every trouble, and a program that is too silent or too loud cannot pass."""

from collections.abc import Callable

import pytest

from simulation.crisis.extremes import NaiveWatch, SilentWatch
from simulation.crisis.generator import generate_crisis
from simulation.crisis.modes import STORIES
from simulation.crisis.scenario import (
    BrokenFeed,
    ClockJumped,
    CopyDated,
    CopyShown,
    FeedBroke,
    FeedRedated,
    IssuePublished,
    LedgerFailed,
    OddCopy,
    SecondEndpointOpened,
    SightLost,
)
from simulation.crisis.simulator import simulate_crisis
from simulation.crisis.watch import Watch
from simulation.result import first_violation
from simulation.seed_runs import CRISIS_EVERY, FIXED_SEEDS, has_crisis
from simulation.shrink import shrink_crisis

pytestmark = pytest.mark.slow

SEEDS = tuple(filter(has_crisis, range(FIXED_SEEDS)))


def oracles_broken(watch: Callable[[], Watch], seeds: tuple[int, ...]) -> set[str]:
    """Name the promises that a program breaks in the crises of these seeds."""
    results = [simulate_crisis(generate_crisis(seed), watch) for seed in seeds]
    return {finding.oracle for result in results for finding in result.findings}


def test_the_fixed_crises_have_every_trouble() -> None:
    """A kind of trouble that never occurs is not tested."""
    crises = [generate_crisis(seed) for seed in range(0, 1_000, CRISIS_EVERY)]
    events = [event for crisis in crises for event in crisis.events]
    assert {mode for crisis in crises for mode in crisis.modes.values()} == set(STORIES)
    assert {event.copy for event in events if isinstance(event, CopyShown)} == set(OddCopy)
    assert {event.how for event in events if isinstance(event, FeedBroke)} == set(BrokenFeed)
    assert {crisis.is_install for crisis in crises} == {False, True}
    assert {type(event) for event in events} == {
        IssuePublished,
        CopyShown,
        CopyDated,
        FeedRedated,
        FeedBroke,
        SightLost,
        LedgerFailed,
        SecondEndpointOpened,
        ClockJumped,
    }


def test_a_silent_program_cannot_pass() -> None:
    """A program that tells nothing tells nothing false, and misses every war."""
    assert oracles_broken(SilentWatch, SEEDS[:10]) == {
        "graver_news_is_told_in_time",
        "leave_again_is_told_in_time",
        "everything_in_force_is_recorded",
    }


def test_a_program_that_tells_every_difference_cannot_pass() -> None:
    """A program that misses nothing wakes people every five minutes."""
    assert oracles_broken(NaiveWatch, SEEDS[:8]) >= {
        "an_old_copy_is_never_told",
        "no_raise_is_false",
        "no_lowering_is_false",
        "nothing_is_told_twice",
    }


def test_a_crisis_always_gives_the_same_result() -> None:
    """A failure that cannot be repeated cannot be fixed."""
    assert simulate_crisis(generate_crisis(10)) == simulate_crisis(generate_crisis(10))


def test_a_failing_crisis_is_shortened() -> None:
    """A developer cannot see the cause in thirty events, but sees it in three."""
    crisis = generate_crisis(SEEDS[0])
    violation = first_violation(simulate_crisis(crisis, SilentWatch))
    assert violation is not None
    short = shrink_crisis(crisis, violation, SilentWatch)
    again = first_violation(simulate_crisis(short, SilentWatch))
    assert again is not None
    assert again.invariant == violation.invariant
    assert len(short.events) == 1 < len(crisis.events)
