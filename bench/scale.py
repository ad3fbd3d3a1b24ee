"""Simulated stacks of 1,000 to 1,000,000 pages and subscribers (`make bench-scale`).

usage: python bench/scale.py [SEED]

Prints the tables of docs/scale.md: how long readers wait, what a month costs, and at which
size each AWS quota is used up. Every number comes from bench/scaling/facts.py and quotas.py,
from the price list in advisory_watch/costs/prices.toml, and from the seed.
"""

import sys
from collections.abc import Iterable, Sequence

from scaling import facts
from scaling.bill import bill, containers_usd
from scaling.designs import INDEXED, PLANNED, SHARDED, UNHINDERED
from scaling.limits import binds_at, demands
from scaling.population import populate
from scaling.run import Ran, run
from scaling.waits import Waits

SEED = 2026
DAYS = {1_000: 30, 10_000: 14, 100_000: 4, 1_000_000: 1}
"""Simulated days per size: a small world has little news per day."""

MISSING = "–"


def main() -> int:
    """Run every size through every design; return 1 if any published change was not delivered."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SEED
    worlds = [populate(size, size, days * 24 * 3600.0, seed) for size, days in DAYS.items()]
    all_told = True
    for design in (PLANNED, SHARDED, INDEXED, UNHINDERED):
        rans = [run(world, design) for world in worlds]
        print(f"\n## {design.name[0].upper()}{design.name[1:]}\n")
        if design is UNHINDERED:
            _print_quotas(rans)
        else:
            _print_waits(rans)
            _print_bill(rans)
        all_told = all_told and all(map(_is_all_told, rans))
    return int(not all_told)


def _print_waits(rans: Sequence[Ran]) -> None:
    heads = [f"{channel}, {news}" for channel in facts.CARRIED_S for news in ("usual", "storm")]
    _row("pages", "hosts", "late", "changes", *heads)
    _row(*["---"] * (4 + len(heads)))
    for ran in rans:
        world = ran.population
        cells = [
            _wait(ran.telling.waits[channel, is_burst])
            for channel in facts.CARRIED_S
            for is_burst in (False, True)
        ]
        late = f"{ran.work.hosts_late / ran.work.rounds:.0%}"
        _row(_size(ran), f"{len(world.hosts):,}", late, f"{len(world.changes):,}", *cells)


def _wait(waits: Waits) -> str:
    if not waits.count:
        return MISSING
    return " / ".join(map(_span, (waits.quantile_s(0.5), waits.quantile_s(0.99), waits.longest_s)))


def _span(seconds: float) -> str:
    """Format a time in a readable unit."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _print_bill(rans: Sequence[Ran]) -> None:
    bills = [bill(ran) for ran in rans]
    print()
    _row("pages", *(f"{line}, $" for line in bills[0]), "a month, $", "check in containers, $")
    _row(*["---"] * (3 + len(bills[0])))
    for ran, lines in zip(rans, bills, strict=True):
        dollars = [*lines.values(), sum(lines.values()), containers_usd(ran)]
        _row(_size(ran), *(f"{usd:,.2f}" for usd in dollars))


def _print_quotas(rans: Sequence[Ran]) -> None:
    asked = [demands(ran) for ran in rans]
    shares = {quota: [demand[quota] / quota.allowed for demand in asked] for quota in asked[0]}
    sizes = [ran.population.subscribers for ran in rans]
    binding = {quota: binds_at(sizes, values) for quota, values in shares.items()}
    _row("quota", "allowed", *map(_size, rans), "used up at", "raised", "page", "sure")
    _row(*["---"] * (6 + len(rans)))
    for quota in sorted(binding, key=lambda quota: binding[quota]):
        values = (f"{share:.1%}" if share < 1 else f"{share:,.1f} times" for share in shares[quota])
        at = f"{binding[quota]:,.0f}" if binding[quota] < 1e8 else MISSING
        raised = "yes" if quota.is_adjustable else "no"
        _row(quota.what, f"{quota.allowed:,.0f}", *values, at, raised, quota.page, quota.sureness)


def _size(ran: Ran) -> str:
    return f"{ran.population.subscribers:,}"


def _row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |")


def _is_all_told(ran: Ran) -> bool:
    """Tell whether every reader received every change that they subscribed to."""
    told = sum(waits.count for waits in ran.telling.waits.values())
    return told == sum(_owed(ran))


def _owed(ran: Ran) -> Iterable[int]:
    for change in ran.population.changes:
        for channel, counts in ran.population.readers.items():
            if change.is_urgent or channel != "sms":
                yield counts[change.page]


if __name__ == "__main__":
    sys.exit(main())
