"""The simulation of revisits: requests and delays follow from checks and their plan."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import mean

import pytest
from page_histories import DAY, History, PageChange, hours_of, read_history
from revisits import (
    HOUR,
    MINUTE,
    TEN,
    Result,
    Schedule,
    fixed,
    optimum,
    simulate,
    unscheduled,
    waits,
)

from advisory_watch.core.revisits import against_travel, level_moved, working_time
from support.shared_data import shared

FIRST = datetime(2026, 3, 2, tzinfo=UTC)
PAGES = tuple(f"{first}{second}" for first in "ABCDE" for second in "ABCDEFGH")


def a_history(*levels: PageChange, **fields: object) -> History:
    """Build ten days of forty pages."""
    usual: dict[str, object] = {
        "pages": PAGES,
        "changes": levels,
        "abroad": (),
        "begin": FIRST,
        "end": FIRST + 10 * DAY,
    }
    return History(**usual | fields)  # type: ignore[arg-type]


def a_level(page: str = "AA", day: int = 5) -> PageChange:
    """Build a change of level on one day, at an unknown time."""
    begin = FIRST + day * DAY
    return PageChange(page=page, begin=begin, end=begin + DAY, is_level=True, is_urgent=True)


def average(result: Result) -> timedelta:
    """Return the mean delay."""
    return timedelta(seconds=mean(delay.total_seconds() for delay in waits(result)))


@pytest.mark.parametrize("rest", [HOUR, 6 * HOUR])
def test_a_fixed_interval_waits_half_of_it(rest: timedelta) -> None:
    """It is the yardstick of all plans."""
    result = fixed(a_history(a_level()), rest)
    assert result.requests == pytest.approx(len(PAGES) * (DAY / rest))
    assert average(result) / rest == pytest.approx(0.5, rel=0.1)
    assert max(waits(result)) <= result.longest == rest


def test_the_optimum_spends_its_requests_where_changes_are() -> None:
    """Otherwise it would be no bound for the other plans."""
    history = a_history(a_level(), a_level(day=6), a_level(day=7))
    best = optimum(history, 400)
    assert best.requests == pytest.approx(400)
    assert average(best) < average(unscheduled(history, dict.fromkeys(PAGES, 40 * DAY / 400)))


def test_a_quiet_source_is_asked_once_in_each_longest_rest() -> None:
    """A burst would keep a function waiting; a longer rest would break the promise."""
    result = simulate(a_history(a_level(day=8)), TEN)
    assert len(PAGES) * (DAY / (2 * HOUR)) <= result.requests <= len(PAGES) * (DAY / (90 * MINUTE))
    assert result.longest <= 2 * HOUR
    assert result.most_pages <= 3 * result.pages
    assert max(waits(result)) <= 2 * HOUR


def test_a_change_elsewhere_is_followed_within_a_check() -> None:
    """A raise by another government is the best sign."""
    history = a_history(a_level(), abroad=((FIRST + 3 * DAY, "AA"),))
    result = simulate(history, TEN)
    assert max(waits(result)) <= TEN.every + TEN.late + MINUTE
    late = simulate(replace(history, abroad=((FIRST + 6 * DAY, "AA"),)), TEN)
    assert average(late) > 3 * average(result)
    forgotten = simulate(history, TEN, moves_last=DAY)
    assert average(forgotten) > 3 * average(result)


def test_an_own_change_counts_after_a_check_has_seen_it() -> None:
    """A plan that knew the change at once would know what it is there to find."""
    history = a_history(a_level(day=2), a_level(day=4))
    first, second = (
        [delay.waited for delay in simulate(history, TEN).delays if delay.change is change]
        for change in history.changes
    )
    assert max(second) <= 14 * MINUTE < max(first)


def test_the_working_time_is_learnt_from_the_edits_that_were_found() -> None:
    """Pages are asked more often at the hours at which this publisher works."""
    edits = tuple(
        PageChange(page=page, begin=moment, end=moment)
        for at, page in enumerate(PAGES)
        for moment in [FIRST + HOUR * (10 + at % 6) + DAY * (at % 4)]
    )
    changes = tuple(sorted(edits, key=lambda change: change.end))
    at_noon = PageChange(
        page="EH",
        begin=FIRST + 7 * DAY + 12 * HOUR,
        end=FIRST + 7 * DAY + 14 * HOUR,
        is_urgent=True,
    )
    history = a_history(*changes, at_noon)
    with_it = simulate(history, TEN, (working_time,))
    graver = tuple(replace(change, is_against=True) for change in history.changes)
    against = simulate(replace(history, changes=graver), TEN, (working_time, against_travel))
    assert average(against) < 0.7 * average(with_it)
    without = simulate(history, TEN, (level_moved,))
    assert average(with_it) < average(without)
    assert with_it.requests > without.requests


def test_a_drawn_moment_is_in_its_window_and_at_a_known_hour() -> None:
    """The archives have the day only: the hours are those of another publisher."""
    from random import Random  # noqa: PLC0415 - only here

    hours = (timedelta(hours=9), timedelta(hours=15))
    moments = {a_level().draw(Random(seed), hours) for seed in range(20)}  # noqa: S311
    assert {moment.hour for moment in moments} == {9, 15}
    exact = PageChange(page="AA", begin=FIRST, end=FIRST)
    assert exact.draw(Random(1), hours) == FIRST  # noqa: S311
    assert hours_of(a_history(a_level(), exact)) == (timedelta(),)


def test_the_recorded_history_has_its_labels() -> None:
    """A change whose label is not found would vanish from the table."""
    folder = shared("corpus", "nz_mfat.warc.gz").parent
    history = read_history(folder, "nz_mfat", "nz_mfat")
    assert {change.page for change in history.changes if change.is_level} == {"AE", "JO", "SA"}
    assert "AF" in history.against_at_begin
    assert "AU" not in history.against_at_begin
    result = simulate(history, TEN)
    assert result.longest <= 2 * HOUR
    assert average(result) <= 10 * MINUTE


def test_a_schedule_of_an_hour_leaves_no_choice() -> None:
    """Two hours would be too late: every page is asked in every check."""
    result = simulate(a_history(a_level()), Schedule(every=HOUR))
    assert result.pages == pytest.approx(len(PAGES), rel=0.02)
