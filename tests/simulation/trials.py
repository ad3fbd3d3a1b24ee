"""Trials: the story of a seed in the real house, and in houses with a planted mistake."""

from dataclasses import dataclass

from simulation.ending import Ending, Violation
from simulation.planted import PLANTED
from simulation.play import play
from simulation.shrink import shrunken
from simulation.teller import story_of

FIXED_SEEDS = 200
"""So many are told in `make test`, and within them every planted mistake must be found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catch:
    """By which invariant a planted mistake was found, and the first seed that showed it."""

    name: str
    seed: int
    violation: Violation

    @property
    def row(self) -> str:
        """Write it as a row of a table."""
        return f"| {self.name} | `{self.violation.invariant}` | {self.seed} |"


def tell(seed: int) -> Ending:
    """Tell the story of a seed in the real house."""
    return play(story_of(seed))


def caught(name: str, seeds: int = FIXED_SEEDS) -> Catch | None:
    """Look for a planted mistake; None where no seed shows it."""
    for seed in range(seeds):
        violation = play(story_of(seed), PLANTED[name]).violation
        if violation is not None:
            return Catch(name=name, seed=seed, violation=violation)
    return None


def report(seed: int, violation: Violation) -> str:
    """Tell a failing story as short as it can be told."""
    story = shrunken(story_of(seed), violation)
    found = f"seed {seed}: {violation.invariant}: {violation.found}"
    return "\n".join([found, *(f"    {line}" for line in story.lines)])
