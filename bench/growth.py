"""How a check grows with what is known: ten and a hundred times the destinations, or versions.

One document says everything, and says it again with other bytes, so that every destination
is judged and found unchanged: the dearest of the checks in which nothing happens.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from account import account
from item_sizes import item_bytes
from years import BEGAN, WORDS

from advisory_watch.adapters.dynamodb import items
from advisory_watch.app.check import Check
from advisory_watch.app.ports import Answer
from advisory_watch.core import fingerprint
from advisory_watch.core.advisories import Advisory, Reading
from advisory_watch.core.pages import Ask, Page
from advisory_watch.core.records import from_json, to_json
from advisory_watch.core.sources import Source
from advisory_watch.core.versions import Known, Version
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.embedded import Home, open_home

DESTINATIONS = 217
"""As many as the largest feed that is one document."""

TEXT_WORDS = 400
ROUNDS = 5


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


@dataclass(slots=True)
class Echo:
    """The port `Web`: says the same with other bytes each time, an hour later."""

    body: bytes
    now: datetime = BEGAN

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def fetch_each(self, asks: Sequence[Ask], until: datetime | None) -> Iterator[Answer]:
        """Answer what is asked."""
        del until
        self.now += timedelta(hours=1)
        self.body += b"\n"
        for ask in asks:
            yield Page(target=ask.target, body=self.body, fetched_at=self.now)


def measured(size: Size) -> Cost:
    """Check a watch of a size, on a laptop for the time and on moto for the calls."""
    codes = [f"D{number:05}" for number in range(DESTINATIONS * size.destinations)]
    said = [_advisory(code) for code in codes]
    source, echo = _source(len(codes)), Echo("\n".join(map(to_json, said)).encode())
    with TemporaryDirectory() as folder, open_home(Path(folder)) as home:
        _checked(home, source, echo)
        known = home.ledger.state(source.id).known
        history = [each for code in codes for each in home.ledger.history(source.id, code)]
        _repeat(home, known.values(), history, size.versions)
        times = [_timed(home, source, echo) for _ in range(ROUNDS)]
        state = home.ledger.state(source.id)
    with account() as cloud:
        cloud.put([items.known_items(each)[0] for each in state.known.values()])
        cloud.put([items.health_item(state.health)])
        if size.versions > 1:
            cloud.put([items.version_item(each) for each in _repeated(history, size.versions)])
        cloud.calls.clear()
        _checked(cloud.home, source, echo)
        read = sum(
            item_bytes(each)
            for each in cloud.items()
            if each["pk"]["S"] == items.source_pk(source.id)
        )
        calls = [each for each in cloud.calls if each != "Scan"]
    return Cost(cpu_ms=median(times) * 1000, calls=len(calls), read_units=-(-read // 4096))


def _advisory(code: str) -> Advisory:
    text = " ".join(Random(code).choices(WORDS, k=TEXT_WORDS))
    return Advisory(
        source="us_state",
        destination=code,
        name=code,
        native_level="Level 2: Exercise Increased Caution",
        severity=SOURCES["us_state"].levels[1].severity,
        issued_on=BEGAN.date(),
        text=text,
    )


def _source(destinations: int) -> Source:
    """Lead the first door of the United States to a document of our own records."""
    real = SOURCES["us_state"]
    door = replace(real.doors[0], read=_read)
    return replace(real, doors=(door,), expected=(1, destinations))


def _read(page: Page) -> Reading:
    lines = page.body.decode().split("\n")
    return Reading(
        source=page.target.source_id,
        door=page.target.door,
        read_at=page.fetched_at,
        advisories=tuple(from_json(Advisory, line) for line in lines if line),
    )


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


def _timed(home: Home, source: Source, echo: Echo) -> float:
    """Time a check as a new process would make it, which has seen no text before."""
    fingerprint.normal_text.cache_clear()
    fingerprint._hash_of_words.cache_clear()  # noqa: SLF001 - the other half of the same memory
    begun = time.process_time()
    _checked(home, source, echo)
    return time.process_time() - begun


def _checked(home: Home, source: Source, echo: Echo) -> None:
    check = Check(web=echo, ledger=home.ledger, archive=home.archive, clock=echo)
    outcome = check.check(source)
    if not outcome.ok or outcome.changes:
        raise ValueError(f"expected a check in which nothing happens, found {outcome}")
