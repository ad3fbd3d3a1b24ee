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

from moto_account import account
from reprinted_document import Echo, echo_of
from item_sizes import item_bytes

from advisory_watch.adapters.dynamodb import items
from advisory_watch.app.check import Check
from advisory_watch.bootstrap.local import Home, open_home
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
class Size:
    """The size of the world, as multiples of the usual one."""

    destinations: int = 1
    versions: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of one check: CPU time, API calls, and read units of the ledger."""

    cpu_ms: float
    calls: int
    read_units: int


def measured(size: Size) -> Cost:
    """Measure a check of this size: time on a laptop, calls on moto."""
    codes = [f"D{number:05}" for number in range(DESTINATIONS * size.destinations)]
    source, echo = echo_of(codes)
    with TemporaryDirectory() as folder, open_home(Path(folder)) as home:
        _checked(home, source, echo)
        known = home.ledger.state(source.id).records
        history = [version for code in codes for version in home.ledger.history(source.id, code)]
        _repeat(home, known.values(), history, size.versions)
        cpu_s = _cpu_s(home, source, echo)
        state = home.ledger.state(source.id)
    with account() as cloud:
        of_source = [items.known_items(record)[0] for record in state.records.values()]
        of_source.append(items.health_item(state.health))
        cloud.put(of_source)
        if size.versions > 1:
            cloud.put(
                [items.version_item(version) for version in _repeated(history, size.versions)]
            )
        cloud.calls.clear()
        _checked(cloud.home, source, echo)
    read_units = -(-sum(map(item_bytes, of_source)) // READ_UNIT_BYTES)
    return Cost(cpu_ms=cpu_s * 1000, calls=len(cloud.calls), read_units=read_units)


def _repeated(history: Sequence[Version], times: int) -> list[Version]:
    return [
        replace(version, number=number) for version in history for number in range(1, times + 1)
    ]


def _repeat(
    home: Home, records: Iterable[DestinationRecord], history: Sequence[Version], times: int
) -> None:
    """Give every destination this many versions."""
    first = {version.destination: version for version in history}
    for record in records:
        for number in range(2, times + 1):
            version = replace(first[record.destination], number=number)
            again = replace(record, number=number, revision=record.revision + number - 1)
            home.ledger.record(again, version, None)


def _cpu_s(home: Home, source: Source, echo: Echo) -> float:
    """Return the median CPU time of several checks, in seconds.

    Objects from the set-up are frozen, so that the garbage collector skips them: a check in a
    process of its own would not have them.
    """
    gc.collect()
    gc.freeze()
    times: list[float] = []
    while len(times) < ROUNDS or sum(times) < ROUNDS_S:
        times.append(_timed(home, source, echo))
    gc.unfreeze()
    return median(times)


def _timed(home: Home, source: Source, echo: Echo) -> float:
    """Time a check with empty text caches, as in a new process."""
    fingerprint.normal_text.cache_clear()
    fingerprint._hash_of_words.cache_clear()  # noqa: SLF001 - the other half of the cache
    begun = time.process_time()
    _checked(home, source, echo)
    return time.process_time() - begun


def _checked(home: Home, source: Source, echo: Echo) -> None:
    """Check once; every destination must be judged, and none must change."""
    check = Check(web=echo, ledger=home.ledger, archive=home.archive, clock=echo)
    outcome = check.check(source)
    _, destinations = source.expected
    if not outcome.ok or outcome.changes or len(outcome.detections) != destinations:
        found = f"{replace(outcome, detections=())}, {len(outcome.detections)} verdicts"
        raise ValueError(f"expected {destinations} verdicts and no change, found {found}")
