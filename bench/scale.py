"""Simulated stacks of 1,000 to 1,000,000 pages and subscribers (`make bench-scale`).

usage: python bench/scale.py [SEED]

Prints the tables of docs/scale.md: how long readers wait, what a month costs, and at which
size each AWS quota is used up. Every number comes from bench/scaling/assumptions.py and quotas.py,
from the price list in advisory_watch/costs/prices.toml, and from the seed.
"""

import sys
from collections.abc import Iterable, Sequence

from scaling import assumptions
from scaling.bill import bill, containers_usd
from scaling.designs import INDEXED, PLANNED, SHARDED, UNLIMITED
from scaling.limits import binds_at, demands
from scaling.population import populate
from scaling.stack_run import StackRun, run_stack
from scaling.waiting_times import WaitingTimes

SEED = 2026
DAYS = {1_000: 30, 10_000: 14, 100_000: 4, 1_000_000: 1}
"""Simulated days per size: a small world has little news per day."""

MISSING = "–"


def main() -> int:
    """Run every size through every design; return 1 if any published change was not delivered."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SEED
    populations = [populate(size, size, days * 24 * 3600.0, seed) for size, days in DAYS.items()]
    is_all_delivered = True
    for design in (PLANNED, SHARDED, INDEXED, UNLIMITED):
        stack_runs = [run_stack(population, design) for population in populations]
        print(f"\n## {design.name[0].upper()}{design.name[1:]}\n")
        if design is UNLIMITED:
            _print_quotas(stack_runs)
        else:
            _print_waits(stack_runs)
            _print_bill(stack_runs)
        is_all_delivered = is_all_delivered and all(map(_is_all_delivered, stack_runs))
    return int(not is_all_delivered)


def _print_waits(stack_runs: Sequence[StackRun]) -> None:
    heads = [
        f"{channel}, {news}" for channel in assumptions.DELIVERY_S for news in ("usual", "burst")
    ]
    _row("pages", "hosts", "late", "changes", *heads)
    _row(*["---"] * (4 + len(heads)))
    for stack_run in stack_runs:
        population = stack_run.population
        cells = [
            _wait(stack_run.delivery.waits[channel, is_burst])
            for channel in assumptions.DELIVERY_S
            for is_burst in (False, True)
        ]
        late = f"{stack_run.totals.hosts_late / stack_run.totals.rounds:.0%}"
        _row(
            _size(stack_run),
            f"{len(population.hosts):,}",
            late,
            f"{len(population.changes):,}",
            *cells,
        )


def _wait(waits: WaitingTimes) -> str:
    if not waits.count:
        return MISSING
    return " / ".join(map(_span, (waits.quantile_s(0.5), waits.quantile_s(0.99), waits.longest_s)))


def _span(seconds: float) -> str:
    """Format a time in a readable unit."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _print_bill(stack_runs: Sequence[StackRun]) -> None:
    bills = [bill(stack_run) for stack_run in stack_runs]
    print()
    _row("pages", *(f"{line}, $" for line in bills[0]), "a month, $", "check in containers, $")
    _row(*["---"] * (3 + len(bills[0])))
    for stack_run, lines in zip(stack_runs, bills, strict=True):
        dollars = [*lines.values(), sum(lines.values()), containers_usd(stack_run)]
        _row(_size(stack_run), *(f"{usd:,.2f}" for usd in dollars))


def _print_quotas(stack_runs: Sequence[StackRun]) -> None:
    quota_demands = [demands(stack_run) for stack_run in stack_runs]
    shares = {
        quota: [demand[quota] / quota.allowed for demand in quota_demands]
        for quota in quota_demands[0]
    }
    sizes = [stack_run.population.subscribers for stack_run in stack_runs]
    binding = {quota: binds_at(sizes, values) for quota, values in shares.items()}
    _row("quota", "allowed", *map(_size, stack_runs), "used up at", "raised", "page", "sure")
    _row(*["---"] * (6 + len(stack_runs)))
    for quota in sorted(binding, key=lambda quota: binding[quota]):
        values = (f"{share:.1%}" if share < 1 else f"{share:,.1f} times" for share in shares[quota])
        at = f"{binding[quota]:,.0f}" if binding[quota] < 1e8 else MISSING
        raised = "yes" if quota.is_adjustable else "no"
        _row(quota.what, f"{quota.allowed:,.0f}", *values, at, raised, quota.page, quota.sureness)


def _size(stack_run: StackRun) -> str:
    return f"{stack_run.population.subscribers:,}"


def _row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |")


def _is_all_delivered(stack_run: StackRun) -> bool:
    """Tell whether every reader received every change that they subscribed to."""
    delivered = sum(waits.count for waits in stack_run.delivery.waits.values())
    return delivered == sum(_expected_messages(stack_run))


def _expected_messages(stack_run: StackRun) -> Iterable[int]:
    for change in stack_run.population.changes:
        for channel, counts in stack_run.population.readers.items():
            if change.is_urgent or channel != "sms":
                yield counts[change.page]


if __name__ == "__main__":
    sys.exit(main())
