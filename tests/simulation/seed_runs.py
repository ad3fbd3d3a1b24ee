"""Run the story of a seed in the real house, or in houses with a planted bug."""

from dataclasses import dataclass

from simulation.result import Ending, Violation
from simulation.planted_bugs import PLANTED
from simulation.simulator import play
from simulation.shrink import shrunken
from simulation.generator import story_of

FIXED_SEEDS = 200
"""The seeds that `make test` runs; within them, every planted bug must be found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catch:
    """The invariant that found a planted bug, and the first seed that showed it."""

    name: str
    seed: int
    violation: Violation

    @property
    def row(self) -> str:
        """Format the catch as a row of a table."""
        return f"| {self.name} | `{self.violation.invariant}` | {self.seed} |"


def tell(seed: int) -> Ending:
    """Run the story of a seed in the real house."""
    return play(story_of(seed))


def caught(name: str, seeds: int = FIXED_SEEDS) -> Catch | None:
    """Search for a planted bug; return None if no seed shows it."""
    for seed in range(seeds):
        violation = play(story_of(seed), PLANTED[name]).violation
        if violation is not None:
            return Catch(name=name, seed=seed, violation=violation)
    return None


def report(seed: int, violation: Violation) -> str:
    """Describe a failing story, as short as possible."""
    story = shrunken(story_of(seed), violation)
    found = f"seed {seed}: {violation.invariant}: {violation.found}"
    return "\n".join([found, *(f"    {line}" for line in story.lines)])
