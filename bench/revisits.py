"""Compares plans for asking pages again: delay to a change against number of requests.

usage: python bench/revisits.py [FOLDER]

Runs checks over recorded months (FOLDER/*.warc.gz, *.changes.jsonl, *.urgent.jsonl): Ireland's
pages, Britain's documents as if no index dated them, and New Zealand's pages. A check knows what
the checks before it found, and what other governments changed before. The plan is that of
`core.revisits`, and parts of it.

The moment of a change is known for Britain only. Elsewhere it is drawn `DRAWS` times from its
window (`page_histories.py`), at British hours, with a fixed seed.

The fixed plans and the optimum ask at any moment, without a schedule. The optimum for known rates
divides requests by the square root of each page's number of changes of level in the whole
history, which no real plan knows (Cho and Garcia-Molina, 2003). Prints Markdown tables, with the
two halves of the time apart: a plan that fits only one of them is fitted too closely.
"""

import os
import sys
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt
from pathlib import Path
from random import Random
from statistics import fmean, median, quantiles

from page_histories import DAY, History, Move, PageChange, hours_of, read_history

from advisory_watch.core.revisits import (
    EDITS_LAST,
    MOVES_LAST,
    MOVES_REMEMBERED,
    RULES,
    Rule,
    Signs,
    Visit,
    against_travel,
    edited,
    is_working_time,
    level_moved,
    pages_to_ask,
    recent,
    unread,
    working_time,
)

DRAWS = 200
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
USUAL = 30 * MINUTE
"""The usual rest of a page (`parsing.index.REST_S`)."""

BETWEEN_PAGES = timedelta(seconds=0.6)
"""The pause and the time of a request."""

RECORDED_AFTER = 10 * MINUTE
"""How long after a change elsewhere its own source has recorded it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When checks begin: at equal intervals, each up to `late` later."""

    every: timedelta
    late: timedelta = 3 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """The time from a change to the next request of its page, for one drawn moment."""

    change: PageChange
    waited: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Requests a day, pages a check, the longest rest, and the delays of what matters.

    `most_pages` is the largest number of pages of a check after the first day, and `sixths` are the
    mean numbers of the sixth of its checks with the fewest pages, of the next sixth, and so on.
    """

    requests: float
    pages: float
    most_pages: int
    longest: timedelta
    delays: tuple[Delay, ...]
    sixths: tuple[float, ...] = ()


@dataclass(slots=True, kw_only=True)
class Watch:
    """The state of a source that is checked by a plan, and the log of its requests.

    `edited_at`, `moved_at` and `against` are the signs: when a check recorded a change of a page,
    when any government moved a destination, and which pages were recorded as against travel.
    """

    history: History
    rules: tuple[Rule, ...]
    against: set[str]
    moves_last: timedelta
    edits_last: timedelta
    visits: dict[str, Visit]
    log: dict[str, list[datetime]]
    edited_at: dict[str, datetime] = field(default_factory=dict)
    moved_at: dict[str, datetime] = field(default_factory=dict)

    def check(self, at: datetime) -> int:
        """Ask the pages whose turn it is; return how many."""
        signs = Signs(
            moved=recent(self.moved_at, at, self.moves_last),
            moved_in_month=recent(self.moved_at, at, MOVES_REMEMBERED),
            against_travel=frozenset(self.against),
            edited=recent(self.edited_at, at, self.edits_last),
            is_working_time=is_working_time(at, self.edited_at.values()),
        )
        asked = pages_to_ask(self.visits.values(), signs, at, self.rules)
        in_order = sorted(asked, key=lambda page: self.visits[page].tried_at)
        for count, page in enumerate(in_order):
            moment = at + count * BETWEEN_PAGES
            self.visits[page] = replace(self.visits[page], tried_at=moment)
            self.log[page].append(moment)
        return len(asked)


def simulate(
    history: History,
    schedule: Schedule,
    rules: Iterable[Rule] = RULES,
    *,
    moves_last: timedelta = MOVES_LAST,
    edits_last: timedelta = EDITS_LAST,
) -> Result:
    """Check a source through its history.

    A change that matters is recorded at the first request after its window, so that its draws are
    independent of it. Any other change is recorded at the first request after one drawn moment.
    """
    random = Random(20)
    watch = Watch(
        history=history,
        rules=tuple(rules),
        against=set(history.against_at_begin),
        moves_last=moves_last,
        edits_last=edits_last,
        visits={
            page: Visit(
                page=page,
                tried_at=history.begin - random.random() * 2 * MINUTE,
                usual=USUAL,
                destinations=frozenset({page}),
            )
            for page in history.pages
        },
        log=defaultdict(list),
    )
    abroad = deque(history.abroad)
    coming = _played(history, random)
    at, counts = history.begin, list[int]()
    while at < history.end:
        at += schedule.every
        moment = at + schedule.late * random.random()
        _learn_abroad(watch, abroad, moment)
        counts.append(watch.check(moment))
        _learn_own(watch, coming)
    days, later = (history.end - history.begin) / DAY, sorted(counts[int(DAY / schedule.every) :])
    return Result(
        requests=sum(counts) / days,
        pages=sum(counts) / len(counts),
        most_pages=max(later, default=0),
        longest=_longest_rest(watch.log),
        delays=tuple(_delays(history, watch.log, random)),
        sixths=tuple(fmean(sixth) for sixth in _sixths(later) if sixth),
    )


def _sixths(counts: list[int]) -> list[list[int]]:
    return [counts[len(counts) * k // 6 : len(counts) * (k + 1) // 6] for k in range(6)]


def _played(history: History, random: Random) -> dict[str, deque[tuple[datetime, PageChange]]]:
    played: defaultdict[str, deque[tuple[datetime, PageChange]]] = defaultdict(deque)
    for change in history.changes:
        moment = change.end if change.is_urgent else change.draw(random, history.hours)
        played[change.page].append((moment, change))
    return played


def _learn_abroad(watch: Watch, abroad: deque[Move], at: datetime) -> None:
    while abroad and abroad[0][0] + RECORDED_AFTER <= at:
        moved_at, destination = abroad.popleft()
        watch.moved_at[destination] = moved_at


def _learn_own(watch: Watch, coming: Mapping[str, deque[tuple[datetime, PageChange]]]) -> None:
    """Record the changes that the requests of the last check have seen."""
    for page, changes in coming.items():
        tried_at = watch.visits[page].tried_at
        while changes and changes[0][0] <= tried_at:
            _, change = changes.popleft()
            watch.edited_at[page] = tried_at
            (watch.against.add if change.is_against else watch.against.discard)(page)
            if change.is_urgent:
                watch.moved_at[page] = tried_at


def _delays(history: History, log: Mapping[str, list[datetime]], random: Random) -> Iterable[Delay]:
    for change in history.changes:
        if not change.is_urgent or change.begin < history.begin:
            continue
        for _ in range(DRAWS):
            moment = change.draw(random, history.hours)
            later = log[change.page][bisect_left(log[change.page], moment) :][:1]
            yield from (Delay(change=change, waited=seen_at - moment) for seen_at in later)


def _longest_rest(log: Mapping[str, list[datetime]]) -> timedelta:
    return max(
        (after - before for times in log.values() for before, after in pairwise(times)),
        default=timedelta(),
    )


def fixed(history: History, rest: timedelta) -> Result:
    """Ask every page at one interval, without a schedule."""
    return unscheduled(history, dict.fromkeys(history.pages, rest))


def optimum(history: History, requests: float) -> Result:
    """Divide requests by the square root of the known rates; no change counts as half a one."""
    counts = Counter(change.page for change in history.changes if change.is_level)
    weights = {page: sqrt(counts[page] or 0.5) for page in history.pages}
    whole = sum(weights.values())
    return unscheduled(
        history, {page: DAY * whole / (requests * weights[page]) for page in history.pages}
    )


def unscheduled(history: History, rests: Mapping[str, timedelta]) -> Result:
    """Ask each page at its own interval, from a random moment on."""
    random = Random(20)
    requests = sum(DAY / rest for rest in rests.values())
    return Result(
        requests=requests,
        pages=0,
        most_pages=0,
        longest=max(rests.values()),
        delays=tuple(
            Delay(change=change, waited=random.random() * rests[change.page])
            for change in history.changes
            if change.is_urgent
            for _ in range(DRAWS)
        ),
    )


def waits(
    result: Result, is_chosen: Callable[[PageChange], bool] = lambda _: True
) -> list[timedelta]:
    """Return the delays of the chosen changes, shortest first."""
    return sorted(delay.waited for delay in result.delays if is_chosen(delay.change))


COLUMNS = (
    "| plan | requests a day | level: median | first / second | 90 % | urgent: median "
    "| 90 % | longest rest |\n|---|---|---|---|---|---|---|---|"
)


def row(name: str, history: History, result: Result) -> str:
    """Format a plan as a row of the table, in minutes."""
    levels = waits(result, lambda change: change.is_level)
    urgent = waits(result)
    first = waits(result, lambda change: change.is_level and change.end < history.middle)
    second = waits(result, lambda change: change.is_level and change.end >= history.middle)
    halves = f"{_median(first)} / {_median(second)}"
    return (
        f"| {name} | {result.requests:,.0f} | {_median(levels)} | {halves} | {_ninth(levels)} "
        f"| {_median(urgent)} | {_ninth(urgent)} | {result.longest / MINUTE:.0f} |"
    )


def _median(delays: list[timedelta]) -> str:
    return f"{median(_minutes(delays)):.1f}" if delays else "-"


def _ninth(delays: list[timedelta]) -> str:
    return f"{quantiles(_minutes(delays), n=10)[-1]:.0f}" if len(delays) > 1 else "-"


def _minutes(delays: Iterable[timedelta]) -> list[float]:
    return [delay / MINUTE for delay in delays]


def _slower_work(rest: timedelta) -> Rule:
    """Vary the rest of all pages in working time."""
    return lambda visit, signs: max(working_time(visit, signs), rest)


TEN = Schedule(every=10 * MINUTE)


def compare(history: History) -> None:
    """Print the plans for a source with a long history."""
    built = simulate(history, TEN)
    print(COLUMNS)
    for minutes in (30, 60, 120, 300):
        print(row(f"fixed: every {minutes} min", history, fixed(history, minutes * MINUTE)))
    for requests, name in ((built.requests, "of the plan"), (1013, "a tenth of 30 min")):
        known = optimum(history, requests)
        print(row(f"rates known in advance, requests {name}", history, known))
    print(row("longest rest only", history, simulate(history, TEN, (unread,))))
    parts = {
        "level moved": (level_moved,),
        "working time": (working_time,),
        "level moved, working time": (level_moved, working_time),
        "these, and edits": (level_moved, edited, working_time),
        "level moved, working time, against travel": (level_moved, against_travel, working_time),
    }
    for name, rules in parts.items():
        print(row(f"rules: {name}", history, simulate(history, TEN, rules)), flush=True)
    print(row("**built in**", history, built), flush=True)


def compare_constants(history: History) -> None:
    """Print the plan of the program with other constants."""
    print(COLUMNS)
    for days in (11, 14, 21):
        other = simulate(history, TEN, moves_last=days * DAY)
        print(
            row(f"moves last {days} days instead of {MOVES_LAST.days}", history, other), flush=True
        )
    other = simulate(history, TEN, edits_last=3 * DAY)
    print(row(f"edits last 3 days instead of {EDITS_LAST.days}", history, other), flush=True)
    calmer = simulate(
        history, TEN, (level_moved, edited, against_travel, _slower_work(80 * MINUTE))
    )
    print(row("working time: 80 min instead of 60", history, calmer), flush=True)


INTERVALS = (30, 20, 10, 5, 2, 1)


def compare_schedules(history: History, intervals: Iterable[int] = INTERVALS) -> None:
    """Print the plan of the program under several schedules, with the pages of a check."""
    print(
        COLUMNS.replace("longest rest |", "longest rest | pages a check | most |", 1) + "---|---|"
    )
    for minutes in intervals:
        schedule = Schedule(every=minutes * MINUTE, late=min(minutes * MINUTE / 3, 5 * MINUTE))
        result = simulate(history, schedule)
        line = row(f"built in, checked every {minutes} min", history, result)
        sixths = " ".join(f"{pages:.0f}" for pages in result.sixths)
        print(f"{line} {result.pages:.1f} ({sixths}) | {result.most_pages} |", flush=True)


def main() -> int:
    """Print delays and requests of each plan, for each history."""
    shared = Path(os.environ.get("ADVISORY_WATCH_SHARED", "../shared"))
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "corpus"
    british = read_history(folder, "uk_fcdo", "uk_fcdo_text")
    hours = hours_of(british)
    irish = read_history(folder, "ie_dfa", "ie_dfa", hours)
    print("## Ireland\n")
    compare(irish)
    print("\n## Ireland, other constants\n")
    compare_constants(irish)
    print("\nAt any hour of the day\n\n" + COLUMNS)
    print(row("built in", irish, simulate(replace(irish, hours=()), TEN)), flush=True)
    print("\n## Ireland, by schedule\n")
    compare_schedules(irish)
    print("\n## Britain, as if no index dated its pages\n")
    compare(british)
    print("\n## New Zealand\n")
    new_zealand = read_history(folder, "nz_mfat", "nz_mfat")
    compare_schedules(new_zealand, (10, 30))
    return 0


if __name__ == "__main__":
    sys.exit(main())
