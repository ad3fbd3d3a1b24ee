"""Measures how a check grows with 10 and 100 times the destinations or versions.

One document says everything, and says it again with other bytes. Every destination is
therefore judged and found unchanged: the most expensive check without news.
"""

import gc
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from item_sizes import item_bytes
from moto_account import open_account
from reprinted_document import ReprintingWeb, reprinting_source

from advisory_watch.adapters.dynamodb import items, record_items
from advisory_watch.app.check import Check
from advisory_watch.bootstrap.local import Home, open_home
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core import fingerprint
from advisory_watch.core.record import DestinationRecord, Version
from advisory_watch.core.source import Source

DESTINATIONS = 217
"""Roughly the number of destinations that a government lists in one document."""

ROUNDS = 5
ROUNDS_S = 1.0
"""Minimum number of timed checks, and their minimum total time: the shortest take about 40 ms."""

READ_UNIT_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSize:
    """The size of the world, as multiples of the usual one."""

    destinations: int = 1
    versions: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCost:
    """The cost of one check: CPU time, API calls, and read units of the ledger."""

    cpu_ms: float
    calls: int
    read_units: int


def measure(size: WorldSize) -> CheckCost:
    """Measure a check of this size: time on a laptop, calls on moto."""
    codes = [f"D{number:05}" for number in range(DESTINATIONS * size.destinations)]
    source, web = reprinting_source(codes)
    with TemporaryDirectory() as folder, open_home(Path(folder)) as home:
        _check(home, source, web)
        records = home.ledger.state(source.id).records
        history = [version for code in codes for version in home.ledger.history(source.id, code)]
        _record_versions(home, records.values(), history, size.versions)
        cpu_s = _median_cpu_s(home, source, web)
        state = home.ledger.state(source.id)
    with open_account() as aws:
        source_items = [record_items.known_items(record)[0] for record in state.records.values()]
        source_items.append(items.health_item(state.health))
        aws.put(source_items)
        if size.versions > 1:
            aws.put(
                [
                    record_items.version_item(version)
                    for version in _numbered_versions(history, size.versions)
                ]
            )
        aws.calls.clear()
        _check(aws.home, source, web)
    read_units = -(-sum(map(item_bytes, source_items)) // READ_UNIT_BYTES)
    return CheckCost(cpu_ms=cpu_s * 1000, calls=len(aws.calls), read_units=read_units)


def _numbered_versions(history: Sequence[Version], times: int) -> list[Version]:
    return [
        replace(version, number=number) for version in history for number in range(1, times + 1)
    ]


def _record_versions(
    home: Home, records: Iterable[DestinationRecord], history: Sequence[Version], times: int
) -> None:
    """Give every destination this many versions."""
    first = {version.destination: version for version in history}
    for record in records:
        for number in range(2, times + 1):
            version = replace(first[record.destination], number=number)
            repeated = replace(record, number=number, revision=record.revision + number - 1)
            home.ledger.record(repeated, version, None)


def _median_cpu_s(home: Home, source: Source, web: ReprintingWeb) -> float:
    """Return the median CPU time of several checks, in seconds.

    Objects from the set-up are frozen, so that the garbage collector skips them: a check in a
    process of its own would not have them.
    """
    gc.collect()
    gc.freeze()
    times: list[float] = []
    while len(times) < ROUNDS or sum(times) < ROUNDS_S:
        times.append(_time_check(home, source, web))
    gc.unfreeze()
    return median(times)


def _time_check(home: Home, source: Source, web: ReprintingWeb) -> float:
    """Time a check with empty text caches, as in a new process."""
    fingerprint.normal_text.cache_clear()
    fingerprint.hash_of_words.cache_clear()
    began_s = time.process_time()
    _check(home, source, web)
    return time.process_time() - began_s


def _check(home: Home, source: Source, web: ReprintingWeb) -> None:
    """Check once; every destination must be judged, and none must change."""
    check = Check(
        rule_set_version=rule_set_version,
        web=web,
        ledger=home.ledger,
        archive=home.archive,
        clock=web,
    )
    outcome = check.check(source)
    _, destinations = source.expected
    if not outcome.ok or outcome.changes or len(outcome.detections) != destinations:
        found = f"{replace(outcome, detections=())}, {len(outcome.detections)} detections"
        raise ValueError(f"expected {destinations} detections and no change, found {found}")
