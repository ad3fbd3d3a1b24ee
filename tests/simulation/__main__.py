"""`make simulate`: ten thousand stories, and every mistake that was planted."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from simulation.ending import Ending, Violation
from simulation.planted import PLANTED
from simulation.play import play
from simulation.shrink import shrunken
from simulation.teller import story_of

SEEDS = 10_000
FIXED_SEEDS = 200
"""So many are told in `make test`, and within them every planted mistake must be found."""

PROCESSES = 2
CHUNK = 50
TOLD_EVERY = 500
STORIES_TOLD = 3
"""Failing stories that are shrunken and printed: the others fail for the same reasons, mostly."""


@dataclass(slots=True)
class Sum:
    """What many stories came to."""

    faults: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    violations: dict[int, Violation] = field(default_factory=dict)

    def add(self, seed: int, ending: Ending) -> None:
        """Add one story."""
        self.faults += ending.faults
        self.counts += ending.counts
        if ending.violation is not None:
            self.violations[seed] = ending.violation


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


def rows(counted: Mapping[str, int]) -> Iterator[str]:
    """Write figures as rows of a table."""
    yield from (f"| {name} | {times:,} |" for name, times in counted.items())


def main() -> int:
    """Tell all stories, print what they came to, and fail where a promise was broken."""
    parser = argparse.ArgumentParser(prog="simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many stories to tell")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    chosen = parser.parse_args()
    total, seeds = Sum(), range(chosen.first, chosen.first + chosen.seeds)
    with ProcessPoolExecutor(PROCESSES) as pool:
        for seed, ending in zip(seeds, pool.map(tell, seeds, chunksize=CHUNK), strict=True):
            total.add(seed, ending)
            if (seed - chosen.first + 1) % TOLD_EVERY == 0:
                _say(f"{seed - chosen.first + 1} stories, {len(total.violations)} violations")
        catches = list(pool.map(caught, PLANTED))
    _say("", "| fault injected | times |", "|---|---|", *rows(dict(total.faults.most_common())))
    _say("", "| what happened | times |", "|---|---|", *rows(total.counts))
    _say(f"| violations | {len(total.violations)} |")
    _say("", "| planted mistake | found by | first seed |", "|---|---|---|")
    for name, catch in zip(PLANTED, catches, strict=True):
        _say(catch.row if catch else f"| {name} | nobody | none of {FIXED_SEEDS} |")
    for seed, violation in list(total.violations.items())[:STORIES_TOLD]:
        _say("", report(seed, violation))
    return 1 if total.violations or None in catches else 0


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
