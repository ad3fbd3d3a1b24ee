"""The first read of a destination is silent: advice already in force is not news."""

from datetime import date, timedelta

import pytest

from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.detection.types import Outcome
from advisory_watch.core.record import DestinationRecord
from core.detection.cases import (
    L1,
    L2,
    L3,
    L4,
    NEWER,
    OLDER,
    Watch,
    a_placeholder,
    an_issue,
    judged,
    known_as,
)
from support.builders import NOON

LONG_BEFORE = date(2024, 12, 24)


def test_the_first_reading_is_recorded_silently() -> None:
    """A new subscriber must not get two hundred alerts about old advice."""
    detection = judged(None, an_issue(L4))
    assert (detection.outcome, detection.rule) == (Outcome.FIRST_SEEN, "first_sight")
    assert detection.changes == (Change.FIRST_SEEN,)


def test_the_second_reading_is_not_silent() -> None:
    """Silence applies to the first read only."""
    watch = Watch()
    watch.read(an_issue(L1, OLDER))
    watch.read(an_issue(L4, NEWER))
    assert watch.kinds == ["level_raised"]


def test_a_placeholder_is_no_starting_point() -> None:
    """After a false Level 1, the true Level 4 of years ago would look like a raise."""
    detection = judged(None, a_placeholder(L1))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "placeholder")
    assert detection.changes == ()


def test_of_two_levels_the_graver_one_is_the_starting_point() -> None:
    """A feed lists one destination twice; the milder copy must be no lowering tomorrow."""
    watch = Watch()
    watch.read(an_issue(L2, NEWER), an_issue(L3, NEWER))
    assert (watch.known.number, watch.known.advisory) == (1, an_issue(L3, NEWER))
    for _ in range(5):
        watch.read(an_issue(L2, NEWER), after=timedelta(hours=12))
    assert watch.alerts == ()


def test_two_copies_of_one_level_are_a_starting_point() -> None:
    """One feed listed 114 names twice, and most of the pairs agreed."""
    copies = an_issue(L2, NEWER), an_issue(L2, NEWER, text="In other words.")
    assert judged(None, *copies).outcome is Outcome.FIRST_SEEN


def a_young_watch(advisory: Advisory) -> DestinationRecord:
    """Build a record whose first read was a day ago."""
    return known_as(advisory, watched_since=NOON, rule="first_sight")


def test_an_issue_from_long_before_the_watch_is_not_news() -> None:
    """Our first copy was stale; the true one has been in force for years."""
    detection = judged(a_young_watch(an_issue(L1, date(2023, 1, 1))), an_issue(L4, LONG_BEFORE))
    assert (detection.outcome, detection.rule) == (Outcome.FIRST_SEEN, "issued_before_watch")


def test_an_issue_from_the_week_before_the_watch_is_news() -> None:
    """Advice is published some days after its date, so this issue may be an hour old."""
    recent = NOON.date() - timedelta(days=5)
    detection = judged(a_young_watch(an_issue(L1, date(2023, 1, 1))), an_issue(L4, recent))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


def test_an_old_issue_is_not_recorded_silently_months_later() -> None:
    """By then the stale copy is the record; a newer and graver issue is news, however late."""
    known = known_as(an_issue(L1, date(2023, 1, 1)), rule="first_sight")
    detection = judged(known, an_issue(L4, LONG_BEFORE))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


@pytest.mark.parametrize(
    ("issued_on", "text"),
    [
        (date(2025, 8, 31), "The year of the date is wrong."),
        (LONG_BEFORE, "Since 31 August 2026, do not travel."),
    ],
    ids=["a slip of the year", "days since then"],
)
def test_graver_advice_of_these_days_is_news_whatever_its_date(issued_on: date, text: str) -> None:
    """A watch that begins in a crisis reads its first issues under wrong dates."""
    started = known_as(
        an_issue(L1, date(2023, 1, 1)),
        watched_since=NOON - timedelta(days=3),
        rule="first_sight",
    )
    detection = judged(started, an_issue(L4, issued_on, text=text))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


def test_a_copy_older_than_the_record_was_not_in_force() -> None:
    """A copy from before the watch must not overwrite the newer issue on record."""
    detection = judged(known_as(an_issue(L4, OLDER)), an_issue(L1, LONG_BEFORE))
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "stale_copy")


def test_a_return_after_a_withdrawal_is_news_at_any_date() -> None:
    """Subscribers heard that there is no advice any more."""
    known = known_as(an_issue(L4, date(2023, 1, 1)), is_withdrawn=True)
    assert judged(known, an_issue(L4, LONG_BEFORE)).outcome is Outcome.CHANGED


def test_a_placeholder_from_before_the_watch_is_rejected() -> None:
    """A placeholder states no level, at any date."""
    known = known_as(an_issue(L4, date(2023, 1, 1)))
    assert judged(known, a_placeholder(L1, LONG_BEFORE)).outcome is Outcome.REJECTED


def test_nothing_is_replaced_silently_after_an_alert() -> None:
    """Subscribers heard Level 4; an old Level 3 must not replace it silently."""
    known = known_as(an_issue(L4, date(2023, 1, 1)), watched_since=NOON, rule="wrong_date")
    detection = judged(known, an_issue(L1, LONG_BEFORE))
    assert detection.outcome is Outcome.PENDING
