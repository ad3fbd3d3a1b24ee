"""`make test` runs two hundred stories; none may break a promise."""

from collections import Counter
from collections.abc import Iterable

import pytest

from simulation.scenario import Shows, Starts, Story
from simulation.generator import story_of
from simulation.seed_runs import FIXED_SEEDS, report, tell
from simulation.faults import Fault, Lie

AT_ONCE = 20
"""Stories in one test: few, so that workers share them and a failure names few seeds."""


@pytest.mark.parametrize("first", range(0, FIXED_SEEDS, AT_ONCE))
def test_no_promise_is_broken(first: int) -> None:
    """Each promise is a function of `invariants`; a failing story is printed in short form."""
    for seed in range(first, first + AT_ONCE):
        violation = tell(seed).violation
        if violation is not None:
            pytest.fail(report(seed, violation))


def test_a_seed_always_gives_the_same_result() -> None:
    """A failure that cannot be repeated cannot be fixed; threads must not change the result."""
    assert tell(3) == tell(3)


def test_the_fixed_stories_have_every_trouble() -> None:
    """A kind of fault that never occurs is not tested."""
    stories = [story_of(seed) for seed in range(FIXED_SEEDS)]
    assert {fault for story in stories for fault in faults_of(story)} == set(Fault)
    lies = {step.lie for story in stories for step in story.steps if isinstance(step, Shows)}
    assert lies == {None, *Lie}


def test_faults_kill_and_alerts_flow_all_the_same() -> None:
    """A simulation in which nothing happens would break no promise."""
    counts = sum((tell(seed).counts for seed in range(20)), Counter())
    assert counts["crashes survived"] > 10
    assert counts["alerts owed"] == counts["alerts sent"] > 100


def faults_of(story: Story) -> Iterable[Fault]:
    """List the faults of a story that its processes meet, if they run long enough."""
    starts = [step.faults for step in story.steps if isinstance(step, Starts)]
    return [fault for faults in (*starts, *(e.faults for e in story.rings)) for _, fault in faults]
