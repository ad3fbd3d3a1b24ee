"""`make simulate`: run ten thousand stories, and find every planted bug."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context

from simulation.result import Ending, Violation
from simulation.planted_bugs import PLANTED
from simulation.seed_runs import FIXED_SEEDS, caught, report, tell

SEEDS = 10_000
PROCESSES = 2
CHUNK = 50
TOLD_EVERY = 500
STORIES_TOLD = 3
"""The most failing stories to shrink and print; the others mostly have the same cause."""


@dataclass(slots=True)
class Sum:
    """The totals of many stories."""

    faults: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    violations: dict[int, Violation] = field(default_factory=dict)

    def add(self, seed: int, ending: Ending) -> None:
        """Add the result of one story."""
        self.faults += ending.faults
        self.counts += ending.counts
        if ending.violation is not None:
            self.violations[seed] = ending.violation


def rows(counted: Mapping[str, int]) -> Iterator[str]:
    """Format counts as rows of a table."""
    yield from (f"| {name} | {times:,} |" for name, times in counted.items())


def main() -> int:
    """Run all stories and print the totals; return 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many stories to tell")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    chosen = parser.parse_args()
    total, seeds = Sum(), range(chosen.first, chosen.first + chosen.seeds)
    with get_context("spawn").Pool(PROCESSES) as pool:
        for seed, ending in zip(seeds, pool.imap(tell, seeds, chunksize=CHUNK), strict=True):
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
