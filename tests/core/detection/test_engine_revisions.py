"""Publishers that state the time of an issue: it orders two issues of one day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Change, Severity
from advisory_watch.core.detection.types import Outcome
from core.detection.cases import (
    L1,
    L2,
    L3,
    L4,
    LATER,
    MARK,
    Watch,
    a_bare_level,
    an_issue,
    judged,
    known_as,
)

MORNING = datetime(MARK.year, MARK.month, MARK.day, 8, tzinfo=UTC)
NOON_OF_IT = MORNING + timedelta(hours=4)
Copy = Callable[..., Advisory]
PARTS: dict[str, Any] = {"native_level": "Level 2, and more for parts", "partial_severity": L4}


def issued(severity: Severity, at: datetime, **fields: Any) -> Advisory:
    """Build a copy with its own text, issued at the given time."""
    return an_issue(severity, at.date(), issued_at=at, **fields)


def bare(severity: Severity, at: datetime, **fields: Any) -> Advisory:
    """Build a copy from an endpoint without text, issued at the given time."""
    return a_bare_level(severity, at.date(), issued_at=at, **fields)


@pytest.mark.parametrize("copy", [issued, bare])
def test_the_second_raise_of_a_day_is_believed(copy: Copy) -> None:
    """At the start of a war, a country was raised twice in a day; the second raise is graver."""
    known = known_as(copy(L3, MORNING))
    detection = judged(known, copy(L4, NOON_OF_IT))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_revision")
    assert detection.changes[0] is Change.LEVEL_RAISED


@pytest.mark.parametrize("copy", [issued, bare])
def test_a_raise_lowered_again_within_the_day_is_news(copy: Copy) -> None:
    """Hurricanes turn away, and the page returns to exactly its earlier text."""
    before, storm = copy(L1, MORNING), copy(L3, NOON_OF_IT)
    known = known_as(storm, before)
    detection = judged(known, copy(L1, NOON_OF_IT + timedelta(hours=2)))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_revision")
    assert detection.changes == (Change.LEVEL_LOWERED,)


@pytest.mark.parametrize("copy", [issued, bare])
def test_parts_added_within_the_day_are_news(copy: Copy) -> None:
    """Provinces are added to a warning hour by hour; people in them must hear of it."""
    detection = judged(known_as(copy(L2, MORNING)), copy(L2, NOON_OF_IT, **PARTS))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_revision")
    assert Change.SCOPE_CHANGED in detection.changes


def test_parts_removed_again_with_the_old_text_are_news() -> None:
    """The text was seen before, but the advice covers other parts than an hour ago."""
    before, storm = issued(L2, MORNING), issued(L2, NOON_OF_IT, text="For parts.", **PARTS)
    detection = judged(known_as(storm, before), issued(L2, NOON_OF_IT + timedelta(hours=2)))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "new_revision")


def test_the_same_text_issued_again_that_day_is_no_news() -> None:
    """Pages are saved many times a day without any change of text."""
    detection = judged(known_as(issued(L2, MORNING)), issued(L2, NOON_OF_IT))
    assert detection.outcome is Outcome.UNCHANGED
    detection = judged(known_as(bare(L2, MORNING)), bare(L2, NOON_OF_IT))
    assert (detection.outcome, detection.rule) == (Outcome.UNCHANGED, "only_the_date")


def test_a_milder_copy_from_a_cache_is_never_news() -> None:
    """One of many servers does not have the raise yet, and the next read may reach it."""
    detection = judged(known_as(bare(L3, NOON_OF_IT)), bare(L1, MORNING))
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "stale_copy")


@pytest.mark.parametrize("copy", [issued, bare])
def test_a_graver_copy_that_was_replaced_that_day_is_never_news(copy: Copy) -> None:
    """The storm warning of the morning was lifted at noon; one server still has it."""
    morning = copy(L3, MORNING)
    detection = judged(known_as(copy(L1, NOON_OF_IT), morning), morning)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "superseded_copy")


def test_a_graver_copy_of_an_earlier_hour_that_was_never_read_waits() -> None:
    """A time stamp may be wrong by hours; then the deadline decides."""
    detection = judged(known_as(bare(L1, NOON_OF_IT)), bare(L3, MORNING))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "same_issue")


def test_a_time_in_a_later_year_does_not_count_as_later() -> None:
    """A typing mistake in the date must not make its text the latest issue."""
    detection = judged(known_as(issued(L1, MORNING)), issued(L3, LATER + timedelta(days=300)))
    assert detection.rule != "newer_revision"


def test_a_recorded_future_time_does_not_hide_later_issues() -> None:
    """A true raise was once recorded with a date years ahead; the next one counts too."""
    known = known_as(issued(L2, MORNING + timedelta(days=900)), issue_mark=MARK)
    detection = judged(known, issued(L3, MORNING + timedelta(days=1)))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


def test_without_a_time_on_both_sides_the_date_rules_apply() -> None:
    """A publisher that starts to state the time gives no evidence of a change."""
    detection = judged(known_as(a_bare_level(L1, MARK)), bare(L3, NOON_OF_IT))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "same_issue")


@pytest.mark.parametrize("copy", [issued, bare])
@settings(deadline=None)
@given(levels=st.lists(st.sampled_from([L1, L2, L3, L4]), min_size=2, max_size=8))
def test_every_move_of_a_day_alerts_once_in_its_direction(
    copy: Copy, levels: list[Severity]
) -> None:
    """However often a level moves within a day, each move alerts in the check that sees it."""
    watch, hour = Watch(), timedelta(hours=1)
    for number, level in enumerate(levels):
        advisory = copy(level, MORNING + number * hour)
        watch.read(advisory, after=hour)
        watch.read(advisory, after=hour)
    moves = [then < now for then, now in pairwise(levels) if then != now]
    level_kinds = [kind for kind in watch.kinds if kind.startswith("level_")]
    assert level_kinds == ["level_raised" if is_up else "level_lowered" for is_up in moves]
