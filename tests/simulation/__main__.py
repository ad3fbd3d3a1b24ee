"""`make simulate`: run ten thousand scenarios, and find every planted bug."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context

from simulation.result import (
    MILDER_AND_LATE,
    MILDER_AND_LATE_MAX,
    SimulationResult,
    Violation,
)
from simulation.seed_runs import ALL_PLANTED, FIXED_SEEDS, describe_failure, find_bug, run_seed

SEEDS = 10_000
PROCESSES = 2
CHUNK = 50
REPORT_INTERVAL = 500
FAILURES_SHOWN = 3
"""The most failing scenarios to shrink and print; the others mostly have the same cause."""


@dataclass(slots=True)
class Totals:
    """The totals of many scenarios."""

    faults: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    violations: dict[int, Violation] = field(default_factory=dict)

    def add(self, seed: int, result: SimulationResult) -> None:
        """Add the result of one scenario."""
        self.faults += result.faults
        self.counts.update(result.counts)
        if result.violation is not None:
            self.violations[seed] = result.violation


def rows(counted: Mapping[str, int]) -> Iterator[str]:
    """Format counts as rows of a table."""
    yield from (f"| {name} | {times:,} |" for name, times in counted.items())


def main() -> int:
    """Run all scenarios and print the totals; return 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="number of scenarios")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    arguments = parser.parse_args()
    total, seeds = Totals(), range(arguments.first, arguments.first + arguments.seeds)
    with get_context("spawn").Pool(PROCESSES) as pool:
        for seed, result in zip(seeds, pool.imap(run_seed, seeds, chunksize=CHUNK), strict=True):
            total.add(seed, result)
            if (seed - arguments.first + 1) % REPORT_INTERVAL == 0:
                _print(
                    f"{seed - arguments.first + 1} scenarios, {len(total.violations)} violations"
                )
        findings = list(pool.map(find_bug, ALL_PLANTED))
    _print("", "| fault injected | times |", "|---|---|", *rows(dict(total.faults.most_common())))
    _print("", "| what happened | times |", "|---|---|", *rows(total.counts))
    _print(f"| violations | {len(total.violations)} |")
    _print("", "| planted bug | found by | first seed |", "|---|---|---|")
    for name, finding in zip(ALL_PLANTED, findings, strict=True):
        _print(finding.row if finding else f"| {name} | not found | none of {FIXED_SEEDS} |")
    for seed, violation in list(total.violations.items())[:FAILURES_SHOWN]:
        _print("", describe_failure(seed, violation))
    if is_over := total.counts[MILDER_AND_LATE] > MILDER_AND_LATE_MAX * len(seeds):
        _print("", f"{MILDER_AND_LATE}: more than {MILDER_AND_LATE_MAX:.1%} of the scenarios")
    return 1 if total.violations or is_over or None in findings else 0


def _print(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
