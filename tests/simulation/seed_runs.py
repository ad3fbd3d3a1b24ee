"""Run the scenario of a seed in the real application, or with a planted bug."""

from collections.abc import Iterable
from dataclasses import dataclass

from simulation.crisis.generator import generate_crisis
from simulation.crisis.planted_mistakes import PLANTED_MISTAKES
from simulation.crisis.simulator import simulate_crisis
from simulation.generator import generate_scenario
from simulation.planted_bugs import PLANTED
from simulation.result import SimulationResult, Violation, first_violation, with_crisis
from simulation.shrink import shrink, shrink_crisis
from simulation.simulator import simulate

FIXED_SEEDS = 200
"""The seeds of `make test` and `make test-slow`; within them, every planted bug is found."""

CRISIS_EVERY = 10
"""Every tenth seed also has a crisis, which takes as long as ten scenarios."""

ALL_PLANTED = (*PLANTED, *PLANTED_MISTAKES)
"""The names of all planted bugs: of the whole program, then of its judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BugFinding:
    """The invariant that found a planted bug, and the first seed that showed it."""

    name: str
    seed: int
    violation: Violation

    @property
    def row(self) -> str:
        """Format the catch as a row of a table."""
        return f"| {self.name} | `{self.violation.invariant}` | {self.seed} |"


def has_crisis(seed: int) -> bool:
    """Tell whether a seed has a crisis besides its scenario."""
    return seed % CRISIS_EVERY == 0


def run_seed(seed: int) -> SimulationResult:
    """Run the scenario of a seed, and its crisis, in the real application."""
    result = simulate(generate_scenario(seed))
    if not has_crisis(seed):
        return result
    return with_crisis(result, simulate_crisis(generate_crisis(seed)))


def find_bug(name: str, seeds: Iterable[int] = range(FIXED_SEEDS)) -> BugFinding | None:
    """Search for a planted bug; return None if no seed shows it."""
    for seed in seeds:
        violation = bug_violation(name, seed)
        if violation is not None:
            return BugFinding(name=name, seed=seed, violation=violation)
    return None


def bug_violation(name: str, seed: int) -> Violation | None:
    """Run a seed with a planted bug; return the first promise that it breaks."""
    if name in PLANTED:
        return simulate(generate_scenario(seed), PLANTED[name]).violation
    if not has_crisis(seed):
        return None
    return first_violation(simulate_crisis(generate_crisis(seed), PLANTED_MISTAKES[name]))


def describe_failure(seed: int, violation: Violation) -> str:
    """Describe a failing scenario or crisis, as short as possible."""
    if violation.is_in_crisis:
        lines = shrink_crisis(generate_crisis(seed), violation).lines
    else:
        lines = shrink(generate_scenario(seed), violation).lines
    found = f"seed {seed}: {violation.invariant}: {violation.found}"
    return "\n".join([found, *(f"    {line}" for line in lines)])
