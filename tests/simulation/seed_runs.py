"""Run the scenario of a seed in the real application, or with a planted bug."""

from dataclasses import dataclass

from simulation.generator import generate_scenario
from simulation.planted_bugs import PLANTED
from simulation.result import SimulationResult, Violation
from simulation.shrink import shrink
from simulation.simulator import simulate

FIXED_SEEDS = 200
"""The seeds that `make test` runs; within them, every planted bug must be found."""


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


def run_seed(seed: int) -> SimulationResult:
    """Run the scenario of a seed in the real application."""
    return simulate(generate_scenario(seed))


def find_bug(name: str, seeds: int = FIXED_SEEDS) -> BugFinding | None:
    """Search for a planted bug; return None if no seed shows it."""
    for seed in range(seeds):
        violation = simulate(generate_scenario(seed), PLANTED[name]).violation
        if violation is not None:
            return BugFinding(name=name, seed=seed, violation=violation)
    return None


def describe_failure(seed: int, violation: Violation) -> str:
    """Describe a failing scenario, as short as possible."""
    scenario = shrink(generate_scenario(seed), violation)
    found = f"seed {seed}: {violation.invariant}: {violation.found}"
    return "\n".join([found, *(f"    {line}" for line in scenario.lines)])
