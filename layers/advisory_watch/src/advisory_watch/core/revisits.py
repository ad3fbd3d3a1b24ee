"""When to ask a page again, where no index says that it changed.

Each rule gives a page a rest, and the shortest one counts. So a further sign never makes a rest
longer. The pages of one rest take turns, the oldest first. Each check then asks a few of them, and
no check asks all.
"""

from __future__ import annotations  # a check with nothing to judge reads no record

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, islice, pairwise
from math import ceil
from typing import TYPE_CHECKING

from advisory_watch.core.advisory import Change, Severity
from advisory_watch.core.clock import is_after

if TYPE_CHECKING:
    from advisory_watch.core.record import DestinationRecord

LONGEST_REST = timedelta(minutes=105)
"""The longest rest of a page, counted to the check after the present one.

A schedule may be five minutes late, after having been so punctual that this was not expected, and
a check may take five minutes: then no page waits for more than two hours. Graver advice may wait
as long for its confirmation.
"""

MOVES_LAST = timedelta(days=7)
"""How long a change of level is a sign that another one follows, at any government."""

MOVES_REMEMBERED = timedelta(days=30)
"""How long it is such a sign where advice is against travel, while the publisher works."""

EDITS_LAST = timedelta(days=7)
"""How long a recorded change of a page is a sign that another one follows."""

MOVES = frozenset(
    change.value
    for change in (
        Change.LEVEL_RAISED,
        Change.LEVEL_LOWERED,
        Change.PART_RAISED,
        Change.PART_LOWERED,
        Change.DEPARTURE_RAISED,
        Change.DEPARTURE_LOWERED,
    )
)
"""Changes that other governments follow; an edited text is not one."""

CHANGES_TO_LEARN_FROM = 30
"""With fewer recorded changes, the working time of a publisher is not known."""

BUSY = 1.5
"""How many times the average of changes makes a time of the week the working time."""

SHORTEST_GAP = timedelta(seconds=1)
"""No schedule is quicker: two requests of one check are no interval of it."""

WORKING_TIME_REQUESTS = 1.5
"""How many times the usual requests a check may make in the working time of the publisher.

Otherwise the destinations in the news would leave few requests for all others, at the hours with
most changes. The nights need fewer than usual.
"""

NEAR = timedelta(hours=1)
"""How far apart two times of day may be to count as the same part of the day."""

DAY = timedelta(days=1)
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The last request of a page: `usual` is the shortest average rest of all pages together.

    `is_failing` is set if that request gave nothing to read.
    """

    page: str
    tried_at: datetime
    usual: timedelta
    destinations: frozenset[str] = frozenset()
    is_failing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Signs of coming changes.

    `moved` are destinations whose level changed lately, at any government, and `moved_in_month`
    those of a longer time. `edited` are those that this source changed, and `against_travel` those
    that it advises against, as a whole or in part. `is_working_time` is set in the hours of the
    week in which the publisher made most of its recorded changes.
    """

    moved: frozenset[str] = frozenset()
    moved_in_month: frozenset[str] = frozenset()
    against_travel: frozenset[str] = frozenset()
    edited: frozenset[str] = frozenset()
    is_working_time: bool = False


Rule = Callable[[Visit, Signs], timedelta]


def level_moved(visit: Visit, signs: Signs) -> timedelta:
    """Ask in every check about a destination whose level changed lately, at any government.

    Governments look at the same events, and a level that moved often moves again: the strongest
    sign in the recorded months, about few destinations.
    """
    return LONGEST_REST if signs.moved.isdisjoint(visit.destinations) else timedelta()


def unread(visit: Visit, _signs: Signs) -> timedelta:
    """Ask a page again after its usual rest if the last request failed.

    Otherwise a failure of seconds would double the longest wait for news.
    """
    return visit.usual if visit.is_failing else LONGEST_REST


def edited(visit: Visit, signs: Signs) -> timedelta:
    """Ask about a destination that this source changed lately, during its working time.

    An edited text is often edited again, but seldom at night.
    """
    if not signs.is_working_time or signs.edited.isdisjoint(visit.destinations):
        return LONGEST_REST
    return visit.usual


def against_travel(visit: Visit, signs: Signs) -> timedelta:
    """Ask more often about a destination that is advised against, during the working time.

    Most changes of level are of these: other levels change seldom. Where a level also moved in the
    last month, at any government, the page is asked in every check.
    """
    if not signs.is_working_time or signs.against_travel.isdisjoint(visit.destinations):
        return LONGEST_REST
    return visit.usual if signs.moved_in_month.isdisjoint(visit.destinations) else timedelta()


def working_time(visit: Visit, signs: Signs) -> timedelta:
    """Ask all pages more often in the working time of the publisher.

    Most changes have no other sign before them, but publishers make them in office hours.
    """
    return 2 * visit.usual if signs.is_working_time else LONGEST_REST


RULES: tuple[Rule, ...] = (level_moved, unread, edited, against_travel, working_time)


def rest_of(visit: Visit, signs: Signs, rules: Iterable[Rule] = RULES) -> timedelta:
    """Return the shortest rest that a rule gives, at most `LONGEST_REST`."""
    return min([LONGEST_REST, *[rule(visit, signs) for rule in rules]])


def pages_to_ask(
    visits: Iterable[Visit], signs: Signs, at: datetime, rules: Sequence[Rule] = RULES
) -> set[str]:
    """Return the pages to ask in this check.

    A page that would be late at the next check is always asked. The others get at most the requests
    that the usual rests allow since the last one, and half more in the working time.
    """
    waiting = sorted(visits, key=lambda visit: (visit.tried_at, visit.page))
    if not waiting:
        return set()
    gap = _longest_gap([visit.tried_at for visit in waiting], at)
    late = {visit.page for visit in waiting if at - visit.tried_at + gap > LONGEST_REST}
    groups: defaultdict[timedelta, list[Visit]] = defaultdict(list)
    for visit in waiting:
        groups[rest_of(visit, signs, rules)].append(visit)
    longest = LONGEST_REST // gap * gap  # a rest ends at a check
    turns = chain.from_iterable(
        _turn(group, min(rest, longest), at) for rest, group in sorted(groups.items())
    )
    others = (visit.page for visit in turns if visit.page not in late)
    return late.union(islice(others, _allowance(waiting, signs, at)))


def _longest_gap(times: Sequence[datetime], at: datetime) -> timedelta:
    """Return the longest time between two requests lately: the next check may come after it.

    Two checks in quick succession, as by a person, do not hide the interval of the schedule.
    """
    lately = [moment for moment in times if at - moment <= LONGEST_REST]
    gaps = (later - earlier for earlier, later in pairwise([*lately, at]))
    return max(max(gaps, default=LONGEST_REST), SHORTEST_GAP)


def _allowance(waiting: Sequence[Visit], signs: Signs, at: datetime) -> int:
    """Return how many requests the usual rests of all pages allow since the last request."""
    since_last = max(timedelta(), at - waiting[-1].tried_at)
    usual = len(waiting) * since_last / max(visit.usual for visit in waiting)
    return ceil(usual * WORKING_TIME_REQUESTS if signs.is_working_time else usual)


def _turn(group: Sequence[Visit], rest: timedelta, at: datetime) -> Sequence[Visit]:
    """Return the pages of one rest whose turn it is: the oldest, as many as the time allows."""
    if not rest:
        return group
    turn = round(len(group) * ((at - group[-1].tried_at) / rest))
    return group[: max(turn, 0)]


def changes_in(records: Iterable[DestinationRecord]) -> dict[str, datetime]:
    """Return when each destination of a source last changed; a first reading is no change."""
    return {
        record.destination: record.recorded_at
        for record in records
        if record.number > 1 and record.recorded_at is not None
    }


def advised_against(records: Iterable[DestinationRecord]) -> tuple[str, ...]:
    """Return the destinations that a source advises against, as a whole or in part."""
    return tuple(
        sorted(
            record.destination
            for record in records
            if record.advisory is not None
            and not record.is_withdrawn
            and (record.advisory.gravest_severity or 0) >= Severity.RECONSIDER
        )
    )


def read_signs(
    changed_at: Mapping[str, datetime], at: datetime, against: Iterable[str] = ()
) -> Signs:
    """Find the signs in what a source says, and in the last change of each destination."""
    return Signs(
        against_travel=frozenset(against),
        edited=recent(changed_at, at, EDITS_LAST),
        is_working_time=is_working_time(at, tuple(changed_at.values())),
    )


def with_moves(signs: Signs, moved_at: Mapping[str, datetime], at: datetime) -> Signs:
    """Add the destinations whose level changed, at any government."""
    return replace(
        signs,
        moved=recent(moved_at, at, MOVES_LAST),
        moved_in_month=recent(moved_at, at, MOVES_REMEMBERED),
    )


def recent(times: Mapping[str, datetime], at: datetime, within: timedelta) -> frozenset[str]:
    """Return the names with a recent time; one in the future was recorded under a wrong clock."""
    return frozenset(
        name for name, moment in times.items() if not is_after(moment, at) and at - moment <= within
    )


def after_moves(
    moved_at: Mapping[str, datetime], moved: Iterable[str], at: datetime
) -> dict[str, datetime]:
    """Remember the destinations whose level changed, and forget those of over a month ago."""
    kept = recent(moved_at, at, MOVES_REMEMBERED)
    return {name: moved_at[name] for name in sorted(kept)} | dict.fromkeys(sorted(moved), at)


def newest_moves(sources: Iterable[Mapping[str, datetime]]) -> dict[str, datetime]:
    """Return the newest time of each destination in several sources."""
    newest: dict[str, datetime] = {}
    for moves in sources:
        for destination, moved_at in moves.items():
            newest[destination] = max(moved_at, newest.get(destination, moved_at))
    return newest


def read_moves(stored: Mapping[str, object]) -> dict[str, datetime]:
    """Read stored times; a damaged one counts as no sign, and its own source reports it."""
    moves: dict[str, datetime] = {}
    for destination, text in stored.items():
        with suppress(ValueError):
            moved_at = datetime.fromisoformat(str(text))
            if moved_at.tzinfo is not None:
                moves[destination] = moved_at
    return moves


def is_working_time(at: datetime, changed_at: Collection[datetime]) -> bool:
    """Tell whether a publisher makes many more changes at such a time of the week than on average.

    The share of its changes at this time of day counts, times the share on this day of the week.
    """
    count = len(changed_at)
    if count < CHANGES_TO_LEARN_FROM:
        return False
    hours = sum(_is_near(moment, at) for moment in changed_at) / count * (DAY / (2 * NEAR))
    days = sum(moment.weekday() == at.weekday() for moment in changed_at) / count * WEEK_DAYS
    return hours * days > BUSY


def _is_near(moment: datetime, at: datetime) -> bool:
    apart = (at - moment) % DAY
    return min(apart, DAY - apart) <= NEAR
