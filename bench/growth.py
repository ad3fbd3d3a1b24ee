"""How a check grows with what is known: ten and a hundred times the destinations, or versions.

One document says everything, and says it again with other bytes, so that every destination
is judged and found unchanged: the dearest of the checks in which nothing happens.
"""

import gc
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from account import account
from echo import Echo, echo_of
from item_sizes import item_bytes

from advisory_watch.adapters.dynamodb import items
from advisory_watch.app.check import Check
from advisory_watch.core import fingerprint
from advisory_watch.core.sources import Source
from advisory_watch.core.versions import Known, Version
from advisory_watch.wiring.embedded import Home, open_home

DESTINATIONS = 217
"""About as many as a government writes of in one document."""

ROUNDS = 5
ROUNDS_S = 1.0
"""At least so many checks are timed, and for so long: the shortest take some 40 ms."""

READ_UNIT_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A watch so many times the usual one."""

    destinations: int = 1
    versions: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one check takes: processor time, calls, and read units of the ledger."""

    cpu_ms: float
    calls: int
    read_units: int


def measured(size: Size) -> Cost:
    """Check a watch of a size, on a laptop for the time and on moto for the calls."""
    codes = [f"D{number:05}" for number in range(DESTINATIONS * size.destinations)]
    source, echo = echo_of(codes)
    with TemporaryDirectory() as folder, open_home(Path(folder)) as home:
        _checked(home, source, echo)
        known = home.ledger.state(source.id).known
        history = [each for code in codes for each in home.ledger.history(source.id, code)]
        _repeat(home, known.values(), history, size.versions)
        cpu_s = _cpu_s(home, source, echo)
        state = home.ledger.state(source.id)
    with account() as cloud:
        of_source = [items.known_items(each)[0] for each in state.known.values()]
        of_source.append(items.health_item(state.health))
        cloud.put(of_source)
        if size.versions > 1:
            cloud.put([items.version_item(each) for each in _repeated(history, size.versions)])
        cloud.calls.clear()
        _checked(cloud.home, source, echo)
    read_units = -(-sum(map(item_bytes, of_source)) // READ_UNIT_BYTES)
    return Cost(cpu_ms=cpu_s * 1000, calls=len(cloud.calls), read_units=read_units)


def _repeated(history: Sequence[Version], times: int) -> list[Version]:
    return [replace(each, number=number) for each in history for number in range(1, times + 1)]


def _repeat(home: Home, known: Iterable[Known], history: Sequence[Version], times: int) -> None:
    """Let every destination have had so many versions."""
    first = {each.destination: each for each in history}
    for each in known:
        for number in range(2, times + 1):
            version = replace(first[each.destination], number=number)
            again = replace(each, number=number, revision=each.revision + number - 1)
            home.ledger.record(again, version, None)


def _cpu_s(home: Home, source: Source, echo: Echo) -> float:
    """Return what a check takes of the processor, the median of some.

    The collector of garbage is kept away from what was made for setting up: a check in a
    process of its own would not be held up by that.
    """
    gc.collect()
    gc.freeze()
    times: list[float] = []
    while len(times) < ROUNDS or sum(times) < ROUNDS_S:
        times.append(_timed(home, source, echo))
    gc.unfreeze()
    return median(times)


def _timed(home: Home, source: Source, echo: Echo) -> float:
    """Time a check as a new process would make it, which has seen no text before."""
    fingerprint.normal_text.cache_clear()
    fingerprint._hash_of_words.cache_clear()  # noqa: SLF001 - the other half of the same memory
    begun = time.process_time()
    _checked(home, source, echo)
    return time.process_time() - begun


def _checked(home: Home, source: Source, echo: Echo) -> None:
    """Check once; every destination must be judged, and nothing happen."""
    check = Check(web=echo, ledger=home.ledger, archive=home.archive, clock=echo)
    outcome = check.check(source)
    _, destinations = source.expected
    if not outcome.ok or outcome.changes or len(outcome.verdicts) != destinations:
        found = f"{replace(outcome, verdicts=())}, {len(outcome.verdicts)} verdicts"
        raise ValueError(f"expected {destinations} verdicts and no change, found {found}")
