"""Measures how long the full-size site takes: all of it, and after one change (`make bench-site`).

The world is the one of bench/synthetic_history.py. Seconds are from this machine. CPU seconds
are printed next to wall-clock seconds, since other load on the machine stretches only the latter.
"""

import gzip
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median

import synthetic_history

from advisory_watch.app.publish_pages import Outcome
from advisory_watch.bootstrap.local import Home, open_home
from advisory_watch.bootstrap.local_site import home_publisher
from advisory_watch.core.advisory import Change
from advisory_watch.core.alert import build_alert
from advisory_watch.core.record import DestinationRecord, Version

WHOLE_MAX_S, CHANGE_MAX_S = 20.0, 1.0
"""The goals on two cores, in seconds."""

FRONT_MAX_BYTES, DESTINATION_MAX_BYTES = 150_000, 100_000
"""The goals for the compressed size of pages."""

SOURCE, DESTINATION = "us_state", "FR"
CHANGES = 5
"""Number of successive changes; the median counts."""


def main() -> int:
    """Fill a home, build the whole site, then record changes; return 1 if a goal is missed."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, site_folder = Path(temporary), Path(temporary) / "site"
        print(f"versions                 {synthetic_history.fill(folder):>9,}")
        with open_home(folder) as home:
            whole_s = _timed(
                "whole site", lambda: home_publisher(folder, site_folder, home).whole()
            )
            changes = [_change(folder, site_folder, home) for _ in range(CHANGES)]
        print(f"one change, median       {median(changes):>9.2f} s")
        print(f"files                    {sum(1 for _ in site_folder.rglob('*.*')):>9,}")
        front = _compressed(site_folder / "index.html")
        largest = max(map(_compressed, (site_folder / "d").glob("*.html")))
        print(f"front page, compressed   {front:>9,} bytes (at most {FRONT_MAX_BYTES:,})")
        print(f"largest destination page {largest:>9,} bytes (at most {DESTINATION_MAX_BYTES:,})")
    met = (
        whole_s <= WHOLE_MAX_S,
        median(changes) <= CHANGE_MAX_S,
        front <= FRONT_MAX_BYTES,
        largest <= DESTINATION_MAX_BYTES,
    )
    print(f"goals met: {sum(met)} of {len(met)} ({WHOLE_MAX_S:.0f} s, {CHANGE_MAX_S:.0f} s, sizes)")
    return 0 if all(met) else 1


def _change(folder: Path, site_folder: Path, home: Home) -> float:
    """Record one change that is announced, and build the pages it affects."""
    known = home.ledger.state(SOURCE).records[DESTINATION]
    _record(home, known)
    return _timed(
        "one change", lambda: home_publisher(folder, site_folder, home).touched([DESTINATION])
    )


def _record(home: Home, record: DestinationRecord) -> None:
    if record.advisory is None or record.evidence is None or record.recorded_at is None:
        raise SystemExit(
            f"bench/synthetic_history.py: expected a full world, found {record.destination} empty"
        )
    at = record.recorded_at + timedelta(days=1)
    after = replace(record.advisory, text=f"{record.advisory.text}\nSeen on {at:%Y-%m-%d}.")
    version = Version(
        source=record.source,
        destination=record.destination,
        number=record.number + 1,
        advisory=after,
        changes=(Change.TEXT_REVISED,),
        rule="newer_issue",
        decided_at=at,
        evidence=replace(record.evidence, read_at=at),
    )
    alert = build_alert(record.advisory, version)
    new_record = replace(
        record,
        number=version.number,
        revision=record.revision + 1,
        advisory=after,
        recorded_at=at,
    )
    home.ledger.record(new_record, version, alert)
    if alert is not None:
        home.outbox.mark_sent(alert, at)


def _timed(what: str, build: Callable[[], Iterator[Outcome]]) -> float:
    began, used = time.perf_counter(), _processor_s()
    count = sum(1 for _ in build())
    took = time.perf_counter() - began
    print(
        f"{what:<24} {took:>9.2f} s, {_processor_s() - used:.2f} s of processors, {count:,} files"
    )
    return took


def _processor_s() -> float:
    """Return the CPU seconds that this process and its children have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), compresslevel=6, mtime=0))


if __name__ == "__main__":
    sys.exit(main())
