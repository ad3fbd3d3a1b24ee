"""Two hundred scenarios of `make test` and `make test-slow`; none may break a promise."""

from collections import Counter
from collections.abc import Iterable

import pytest

from simulation.faults import Distortion, Fault
from simulation.generator import generate_scenario
from simulation.scenario import FeedDistorted, ProcessStarted, Scenario
from simulation.seed_runs import FIXED_SEEDS, describe_failure, run_seed

AT_ONCE = 10
"""Scenarios in one test: few, so that workers share them and a failure names few seeds."""

SLOW_FROM = 10
"""The first seed that only `make test-slow` runs."""

FIRSTS = [
    pytest.param(first, marks=[pytest.mark.slow] if first >= SLOW_FROM else [])
    for first in range(0, FIXED_SEEDS, AT_ONCE)
]


@pytest.mark.parametrize("first", FIRSTS)
def test_no_promise_is_broken(first: int) -> None:
    """Each promise is a function of `invariants`; a failing scenario is printed in short form."""
    for seed in range(first, first + AT_ONCE):
        violation = run_seed(seed).violation
        if violation is not None:
            pytest.fail(describe_failure(seed, violation))


def test_a_seed_always_gives_the_same_result() -> None:
    """A failure that cannot be repeated cannot be fixed; threads must not change the result."""
    assert run_seed(3) == run_seed(3)


def test_the_fixed_stories_have_every_trouble() -> None:
    """A kind of fault that never occurs is not tested."""
    scenarios = [generate_scenario(seed) for seed in range(FIXED_SEEDS)]
    assert {fault for scenario in scenarios for fault in faults_of(scenario)} == set(Fault)
    distortions = {
        event.distortion
        for scenario in scenarios
        for event in scenario.events
        if isinstance(event, FeedDistorted)
    }
    assert distortions == {None, *Distortion}


@pytest.mark.slow
def test_faults_kill_and_alerts_flow_all_the_same() -> None:
    """A simulation in which nothing happens would break no promise."""
    counts = sum((run_seed(seed).counts for seed in range(20)), Counter())
    assert counts["crashes survived"] > 10
    assert counts["alerts created"] == counts["alerts sent"] > 100


def faults_of(scenario: Scenario) -> Iterable[Fault]:
    """List the faults of a scenario that its processes meet, if they run long enough."""
    starts = [event.faults for event in scenario.events if isinstance(event, ProcessStarted)]
    return [
        fault for faults in (*starts, *(e.faults for e in scenario.triggers)) for _, fault in faults
    ]
