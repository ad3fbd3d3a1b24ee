"""Compares plans for asking pages again: delay to a change of level against number of requests.

usage: python bench/revisits.py [FOLDER]

Replays the daily history of Ireland (FOLDER/ie_dfa.warc.gz), with the changes of level of all
governments (FOLDER/*.changes.jsonl). The history has the day of each change, not the time. So
each change is placed at `DRAWS` moments between two requests of its page, with a fixed seed.

A plan gives the rest between two requests of a page, and sees only the days before. The plans of
this program come from `core.revisits`, as in a check.
The optimum for known rates divides the requests of today by the square root of each page's number
of changes of level in the whole history, which no real plan knows. Prints a Markdown table.
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from pathlib import Path
from random import Random
from statistics import median

from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.core.errors import SourceError
from advisory_watch.core.revisits import NEWS_LASTS, rest_plan
from advisory_watch.sources import SOURCES

SOURCE = "ie_dfa"
DRAWS = 400
HOUR = 3600.0
DAY = 24 * HOUR
TODAY_S = HOUR / 2
"""The rest that every page has today."""

GRAVE = 3
"""From this level on, governments change their advice most often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDay:
    """The state of a page on the evening before the day that is planned.

    Days since its text and its level changed, and since another government changed its level.
    """

    level: int
    since_text_days: int
    since_level_days: int
    since_abroad_days: int


Rest = Callable[[str, PageDay], float]
"""Gives the rest of a page in seconds, by its destination and its state."""

Plan = Callable[[Mapping[str, PageDay]], Rest]
"""Plans a day, by the state of all pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Each page on each day, and the days and destinations of changes of level."""

    days: Mapping[date, Mapping[str, PageDay]]
    changes: tuple[tuple[date, str], ...]


NEVER = 10_000
"""Days since a change that was never seen."""


def read_history(folder: Path) -> History:
    """Read the pages of the archive and the true changes of level."""
    own = folder / f"{SOURCE}.changes.jsonl"
    changes = _changes_in(own)
    others = (path for path in sorted(folder.glob("*.changes.jsonl")) if path != own)
    abroad = {change for path in others for change in _changes_in(path)}
    levels: defaultdict[date, dict[str, int]] = defaultdict(dict)
    (endpoint,) = SOURCES[SOURCE].endpoints
    for page in load_captures(find_captures([folder / f"{SOURCE}.warc.gz"])):
        try:
            advisories = endpoint.read(page).advisories
        except SourceError:
            continue  # a recorded page that was broken says nothing
        for advisory in advisories:
            level = max(filter(None, (advisory.severity, advisory.partial_severity)), default=1)
            levels[page.fetched_at.date()][advisory.destination] = int(level)
    return History(days=_page_days(levels, changes, abroad), changes=tuple(changes))


def _changes_in(path: Path) -> list[tuple[date, str]]:
    return [
        (date.fromisoformat(change["first_seen_at"][:10]), str(change["destination"]))
        for change in map(json.loads, path.read_text().splitlines())
    ]


def _page_days(
    levels: Mapping[date, Mapping[str, int]],
    changes: Iterable[tuple[date, str]],
    abroad: Collection[tuple[date, str]],
) -> dict[date, dict[str, PageDay]]:
    moved, first = set(changes), min(levels)
    level: dict[str, int] = {}
    text_at: dict[str, date] = {}
    level_at: dict[str, date] = {}
    abroad_at: dict[str, date] = {}
    days: dict[date, dict[str, PageDay]] = {}
    day = first
    while day <= max(levels):
        days[day] = {
            code: PageDay(
                level=level[code],
                since_text_days=(day - text_at[code]).days if code in text_at else NEVER,
                since_level_days=(day - level_at[code]).days if code in level_at else NEVER,
                since_abroad_days=(day - abroad_at[code]).days if code in abroad_at else NEVER,
            )
            for code in level
        }
        for code, found in levels.get(day, {}).items():
            if code in level:
                text_at[code] = day
            level[code] = found
            if (day, code) in moved:
                level_at[code] = day
        abroad_at |= {code: day for moved_on, code in abroad if moved_on == day}
        day += timedelta(days=1)
    del days[first]
    return days


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Requests a day, and delays in seconds of all draws of all changes."""

    requests: float
    delays: tuple[float, ...]
    longest_rest_s: float


def simulate(history: History, plan: Plan) -> Result:
    """Ask all pages by a plan; a change is seen at the next request of its page."""
    random = Random(20)
    requests = longest = 0.0
    for day in history.days.values():
        rest = plan(day)
        rests = [rest(code, known) for code, known in day.items()]
        requests += sum(DAY / rest_s for rest_s in rests)
        longest = max(longest, *rests)
    delays: list[float] = []
    for day_on, code in history.changes:
        day = history.days[day_on]
        rest_s = plan(day)(code, day[code])
        delays += [random.random() * rest_s for _ in range(DRAWS)]
    return Result(
        requests=requests / len(history.days), delays=tuple(delays), longest_rest_s=longest
    )


def fixed(rest_s: float) -> Plan:
    """Ask every page at one interval."""
    return lambda _day: lambda _code, _known: rest_s


def optimum(history: History, budget: float) -> Plan:
    """Divide the requests by the square root of the known rates (Cho and Garcia-Molina, 2003).

    A page without a change has the rate of half a change.
    """
    counts: defaultdict[str, float] = defaultdict(lambda: 0.5)
    for _, code in history.changes:
        counts[code] += 1
    codes = {code for day in history.days.values() for code in day}
    whole = sum(sqrt(counts[code]) for code in codes)
    return lambda _day: lambda code, _known: DAY / (budget * sqrt(counts[code]) / whole)


def adaptive(hot_s: float, warm_s: float, floor_s: float, *, text_days: int) -> Plan:
    """Ask a page often after a change of its level or text, and a quiet page at the floor."""

    def rest(_code: str, known: PageDay) -> float:
        if known.since_level_days <= 2 * text_days or known.since_text_days <= text_days:
            return hot_s if known.level >= GRAVE else warm_s
        return floor_s

    return lambda _day: rest


def signalled(hot_s: float, floor_s: float, *, days: int) -> Plan:
    """Ask a page often after a change of level, its own or another government's."""

    def rest(_code: str, known: PageDay) -> float:
        own, abroad = known.since_level_days, known.since_abroad_days
        return hot_s if min(own, abroad) <= days else floor_s

    return lambda _day: rest


Sign = Callable[[PageDay], int]
"""Gives the days since the last news about a page."""


def own_change(known: PageDay) -> int:
    """Count from the last change of the page, as a check does."""
    return min(known.since_text_days, known.since_level_days)


def own_or_foreign(known: PageDay) -> int:
    """Count from the last change of the page, or of the level of another government."""
    return min(own_change(known), known.since_abroad_days)


def any_level(known: PageDay) -> int:
    """Count from the last change of the level of any government."""
    return min(known.since_level_days, known.since_abroad_days)


def divided(usual_s: float, sign: Sign, *, days: int) -> Plan:
    """Divide the requests by `core.revisits`; a page is in the news for some days after a sign."""

    def plan(day: Mapping[str, PageDay]) -> Rest:
        news = frozenset(code for code, known in day.items() if sign(known) <= days)
        rests = rest_plan(len(day), len(news), news)
        return lambda code, _known: usual_s * (rests.newsworthy if code in news else rests.quiet)

    return plan


def checked(plan: Plan, every_s: float) -> Plan:
    """Round the rests of a plan up to the next check.

    A page is fetched after its check began. So a rest of two intervals ends at the third check.
    """

    def rounded(day: Mapping[str, PageDay]) -> Rest:
        rest = plan(day)
        return lambda code, known: (rest(code, known) // every_s + 1) * every_s

    return rounded


def main() -> int:
    """Print delays and requests of each plan."""
    shared = Path(os.environ.get("ADVISORY_WATCH_SHARED", "../shared"))
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "corpus"
    history = read_history(folder)
    today = simulate(history, fixed(TODAY_S))
    plans: dict[str, Plan] = {
        "today: every 30 minutes": fixed(TODAY_S),
        "fixed: every 5 hours": fixed(5 * HOUR),
        "known rates, requests of today": optimum(history, today.requests),
        "known rates, a tenth": optimum(history, today.requests / 10),
    }
    for days in (3, 7, 14):
        plans[f"own change in {days} days: 30 min, else 12 h"] = adaptive(
            TODAY_S, TODAY_S, 12 * HOUR, text_days=days
        )
        plans[f"own change in {days} days: 3 or 15 min by level, else 1 h"] = adaptive(
            180, 900, HOUR, text_days=days
        )
    for days in (7, 11, 14):
        plans[f"any level changed in {days} days: 1.5 min, else 40 min"] = signalled(
            90, 2400, days=days
        )
        plans[f"any level changed in {days} days: 30 min, else 6 h"] = signalled(
            TODAY_S, 6 * HOUR, days=days
        )
    days = NEWS_LASTS.days
    signs = {
        "own change": own_change,
        "own or foreign change": own_or_foreign,
        "any level": any_level,
    }
    for name, sign in signs.items():
        plans[f"divided: {name} in {days} days"] = divided(TODAY_S, sign, days=days)
        tenth = divided(10 * TODAY_S, sign, days=days)
        plans[f"divided: {name} in {days} days, a tenth"] = tenth
    plans["today, checked every 30 minutes"] = checked(fixed(TODAY_S), TODAY_S)
    plans["today, checked every 10 minutes"] = checked(fixed(TODAY_S), TODAY_S / 3)
    for minutes in (5, 10, 30):
        built = checked(divided(TODAY_S, own_change, days=days), 60 * minutes)
        plans[f"built in, checked every {minutes} minutes"] = built
    print("| plan | requests a day | median delay | mean | longest rest |")
    print("|---|---|---|---|---|")
    for name, plan in plans.items():
        result = simulate(history, plan)
        mean = sum(result.delays) / len(result.delays)
        print(
            f"| {name} | {result.requests:,.0f} | {median(result.delays) / 60:.1f} min "
            f"| {mean / 60:.1f} min | {result.longest_rest_s / HOUR:.1f} h |"
        )
    heralded = sum(_is_heralded(history, change, days=14) for change in history.changes)
    print(f"\n{heralded} of {len(history.changes)} changes had a sign in the 14 days before")
    return 0


def _is_heralded(history: History, change: tuple[date, str], *, days: int) -> bool:
    """Tell whether any level of the destination, or its own text, changed in the days before."""
    day, code = change
    known = history.days[day][code]
    signs = (known.since_text_days, known.since_level_days, known.since_abroad_days)
    return min(signs) <= days


if __name__ == "__main__":
    sys.exit(main())
