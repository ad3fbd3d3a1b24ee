"""Measures stored data and its cost: bytes, calls and time.

usage: PYTHONPATH=tests python bench/storage.py [FOLDER]

FOLDER holds recorded months (`<source>.warc.gz`). The default is the folder `corpus` of
ADVISORY_WATCH_SHARED, or of `../shared`.

Prints three Markdown tables. The first has the months replayed into a home and into a
simulated cloud. The second has five invented years of every source. The third has the growth
of a check with 10 and 100 times the destinations and versions. Takes about four minutes.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import synthetic_history
from check_growth import WorldSize, measure
from item_sizes import totals_by_kind
from recorded_months import replay_months

from advisory_watch.adapters.dynamodb import record_items
from advisory_watch.bootstrap.local import Home, open_home
from advisory_watch.costs.prices import price
from advisory_watch.sources import SOURCES

CHECKS_A_MONTH = 8760
"""One check every five minutes."""

TIMES = (1, 10, 100)


def main() -> int:
    """Print the tables; return 2 if there are no recorded months."""
    shared = Path(os.environ.get("ADVISORY_WATCH_SHARED", "../shared"))
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "corpus"
    months = [path for path in sorted(corpus.glob("*.warc.gz")) if _source_of(path) in SOURCES]
    if not months:
        print(f"{corpus}: expected recorded months (<source>.warc.gz), found none", file=sys.stderr)
        return 2
    _table(RECORDED, (_recorded(path) for path in months))
    _table(INVENTED, [_invented()])
    _table(GROWTH, _growth())
    return 0


def _source_of(months: Path) -> str:
    return months.name.removesuffix(".warc.gz")


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    print(f"| {' | '.join(headings)} |\n|{'---|' * len(headings)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
    print()


RECORDED = (
    "source",
    "days",
    "versions",
    "ledger on a laptop",
    "items in DynamoDB",
    "a version there",
    "captures",
    "pages kept",
    "archive",
    "site",
    "all, a year",
)


def _recorded(months: Path) -> Sequence[str]:
    source = _source_of(months)
    stored_months = replay_months(months, source)
    versions = stored_months.stored["versions"]
    return (
        f"`{source}`",
        f"{stored_months.days:.0f}",
        f"{versions.items}",
        _mb(stored_months.ledger),
        _mb(stored_months.known),
        f"{versions.bytes / versions.items / 1e3:.1f} kB",
        f"{stored_months.captures}",
        f"{len(stored_months.pages)}",
        _mb(sum(stored_months.pages)),
        _mb(stored_months.site),
        _mb(stored_months.a_year),
    )


INVENTED = (
    "five invented years",
    "versions",
    "items in DynamoDB",
    "a version there",
    "ledger on a laptop",
)


def _invented() -> Sequence[str]:
    with TemporaryDirectory() as name:
        count = synthetic_history.fill(Path(name))
        with open_home(Path(name)) as home:
            found = totals_by_kind(_items_of(home))
        ledger = (Path(name) / "ledger.sqlite").stat().st_size
    stored = sum(totals.bytes for totals in found.values())
    a_version = found["versions"].bytes / count / 1e3
    about = f"{len(SOURCES)} sources × {synthetic_history.DESTINATIONS} destinations"
    return about, f"{count:,}", _mb(stored), f"{a_version:.1f} kB", _mb(ledger)


def _items_of(home: Home) -> Iterator[Mapping[str, Any]]:
    for source in SOURCES:
        for code, record in home.ledger.state(source).records.items():
            yield from record_items.known_items(record)
            yield from map(record_items.version_item, home.ledger.history(source, code))


GROWTH = (
    "destinations",
    "versions of each",
    "processor time",
    "a destination",
    "calls",
    "read units",
    "reads, dollars a month",
)


def _growth() -> Iterator[Sequence[str]]:
    sizes = [WorldSize(versions=factor) for factor in TIMES] + [
        WorldSize(destinations=factor) for factor in TIMES[1:]
    ]
    usual = measure(sizes[0])
    for size in sizes:
        cost = usual if size == sizes[0] else measure(size)
        usd = price("table_reads").of(cost.read_units * CHECKS_A_MONTH)
        yield (
            f"{size.destinations} ×",
            f"{size.versions} ×",
            f"{cost.cpu_ms / usual.cpu_ms:.2f} × ({cost.cpu_ms:.0f} ms)",
            f"{cost.cpu_ms / usual.cpu_ms / size.destinations:.2f} ×",
            f"{cost.calls}",
            f"{cost.read_units}",
            f"{usd:.2f}",
        )


def _mb(size: float) -> str:
    return f"{size / 1e6:.2f} MB"


if __name__ == "__main__":
    sys.exit(main())
