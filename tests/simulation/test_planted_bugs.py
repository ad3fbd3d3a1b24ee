"""The simulation can fail: it finds every planted bug within the fixed seeds."""

import re

import pytest

from simulation.generator import generate_scenario
from simulation.planted_bugs import PLANTED
from simulation.seed_runs import ALL_PLANTED, FIXED_SEEDS, bug_violation
from simulation.shrink import shrink
from simulation.simulator import simulate
from support.aws.template import ROOT

ROWS = re.findall(
    r"^\| ([^|]+) \| `(\w+)` \| (\d+) \|$",
    (ROOT / "docs" / "reliability.md").read_text(),
    flags=re.MULTILINE,
)
"""The table of docs/reliability.md, as `make simulate` prints it."""


def test_every_mistake_is_in_the_table() -> None:
    """The document must list exactly the planted bugs."""
    assert [name for name, _, _ in ROWS] == list(ALL_PLANTED)


CASES = [pytest.param(*row, marks=[] if row[0] in PLANTED else [pytest.mark.slow]) for row in ROWS]
"""A crisis takes as long as ten scenarios."""


@pytest.mark.parametrize(("name", "invariant", "seed"), CASES)
def test_a_planted_mistake_is_found(name: str, invariant: str, seed: str) -> None:
    """A simulation that misses a real bug proves nothing about the program."""
    assert int(seed) < FIXED_SEEDS
    violation = bug_violation(name, int(seed))
    assert violation is not None
    assert violation.invariant == invariant


def test_a_failing_story_is_shortened() -> None:
    """A developer cannot see the cause in thirty events, but sees it in three."""
    application = PLANTED["mark before send"]
    scenario = generate_scenario(0)
    violation = simulate(scenario, application).violation
    assert violation is not None
    short = shrink(scenario, violation, application)
    again = simulate(short, application).violation
    assert again is not None
    assert again.invariant == violation.invariant
    assert len(short.lines) <= 5 < len(scenario.lines)
