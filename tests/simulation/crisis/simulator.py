"""Run a crisis: poll the two back ends, and hold every check against the promises."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from simulation.crisis.chronicle import Chapter, CheckNote, Chronicle
from simulation.crisis.copies import Copy
from simulation.crisis.counts import CHECKS, CRISES, counts_of_chapter, counts_of_note, empty_counts
from simulation.crisis.feed import list_of
from simulation.crisis.oracles import ORACLES, Oracle, everything_in_force_is_recorded
from simulation.crisis.scenario import BackEnd, Crisis
from simulation.crisis.watch import Watch
from simulation.crisis.world import DAY_S, CrisisWorld, moment

POLL_S = 300.0
"""The check interval of the source."""

QUIET_POLL_S = 2_400.0
"""The interval while nothing changed for hours, which saves time."""

MOVES_FOR_S = 9_000.0
"""How long after a change the back ends are polled often: more than the two hours of a doubt."""

EARLY_READS_S = (-20 * DAY_S, -8 * DAY_S, -2 * DAY_S, -DAY_S)
"""Reads before the crisis, of both back ends in turn."""

SETTLES_S = 6 * DAY_S
SETTLING_POLL_S = 10_800.0
"""After the last fault, the back ends are polled for days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A broken promise: which, when, in which mode, and what was found."""

    oracle: str
    at_s: float
    mode: str
    found: str


@dataclass(slots=True, kw_only=True)
class CrisisResult:
    """Every finding of a crisis, and counts by name."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=empty_counts)


class CrisisSimulation:
    """A crisis, its chronicle, and the program that watches it."""

    def __init__(self, crisis: Crisis, watch: Watch) -> None:
        self._crisis = crisis
        self._world = CrisisWorld(crisis)
        self._watch = watch
        self._chronicle = Chronicle(
            chapters={
                place.code: Chapter(code=place.code, mode=place.mode, issues=place.issues)
                for place in self._world.destinations
            }
        )
        self._jumps = [*self._world.jumps]
        self._is_clock_trusted = True
        self._result = CrisisResult()
        self._found: set[tuple[str, str, str]] = set()

    def run(self) -> CrisisResult:
        """Run the crisis to its end."""
        self._result.counts[CRISES] += 1
        for at_s in self._polls():
            note = self._poll(at_s)
            if note is not None:
                for oracle in ORACLES:
                    self._judge(oracle, note, at_s)
        if note is not None:
            self._judge(everything_in_force_is_recorded, note, at_s)
        for chapter in self._chronicle.chapters.values():
            self._result.counts.update(counts_of_chapter(chapter))
        return self._result

    def _polls(self) -> Iterator[float]:
        """Yield the times of all checks."""
        crisis, world = self._crisis, self._world
        if not crisis.is_install:
            yield from EARLY_READS_S
        at_s, number = crisis.begins_s, 0
        while at_s < crisis.ends_s:
            yield at_s
            number += 1
            jitter_s = Random(f"{crisis.seed} {number}").uniform(-20, 20)
            is_moving = world.is_moving(at_s, MOVES_FOR_S, QUIET_POLL_S)
            at_s += (POLL_S if is_moving else QUIET_POLL_S) + jitter_s
        while at_s < crisis.ends_s + SETTLES_S:
            yield at_s
            at_s += SETTLING_POLL_S

    def _poll(self, at_s: float) -> CheckNote | None:
        """Check once; None if no page could be read."""
        at, error = moment(at_s), self._clock_error(at_s)
        self._result.counts[CHECKS] += 1
        if self._world.is_blind(at_s):
            self._watch.check(None, at, error)
            return None
        page = self._world.page(self._back_end(at_s), at_s)
        fails = self._world.does_ledger_fail(at_s)
        self._watch.ledger.fails = fails
        second = self._second_copies(at_s, at)
        result = self._watch.check(page.body, at, error, list_of(second) if second else None)
        is_good = self._is_clock_trusted and not (error or fails or page.is_broken)
        self._is_clock_trusted = not error
        note = self._chronicle.note(at, page.copies, result, is_good=is_good)
        self._result.counts.update(counts_of_note(note))
        return note

    def _second_copies(self, at_s: float, at: datetime) -> Mapping[str, Copy]:
        """Let the second endpoint answer from either back end, if it is open."""
        if not self._world.is_second_open(at_s):
            return {}
        back_end = Random(f"{self._crisis.seed} {at_s} second").choice(tuple(BackEnd))
        copies = self._world.page(back_end, at_s).copies
        for code, copy in copies.items():
            self._chronicle.chapters[code].offer(copy, at)
        return copies

    def _back_end(self, at_s: float) -> BackEnd:
        if at_s < 0:
            return (BackEnd.A, BackEnd.B)[EARLY_READS_S.index(at_s) % 2]
        return Random(f"{self._crisis.seed} {at_s}").choice((BackEnd.A, BackEnd.B))

    def _clock_error(self, at_s: float) -> timedelta:
        if self._jumps and self._jumps[0].at_s <= at_s:
            return timedelta(seconds=self._jumps.pop(0).by_s)
        return timedelta(0)

    def _judge(self, oracle: Oracle, note: CheckNote, at_s: float) -> None:
        for code, found in oracle(self._chronicle, note):
            key = (oracle.__name__, code, found if code else "")
            if key in self._found:
                continue
            self._found.add(key)
            mode = self._chronicle.chapters[code].mode.name if code else ""
            finding = Finding(
                oracle=oracle.__name__, at_s=at_s, mode=mode, found=f"{code}: {found}"
            )
            self._result.findings.append(finding)


def simulate_crisis(crisis: Crisis, watch: Callable[[], Watch] = Watch) -> CrisisResult:
    """Run a crisis with the real program, or with one that has a planted mistake."""
    return CrisisSimulation(crisis, watch()).run()
