"""Which issue dates are believed: a wrong date can hide a raise or invent one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Change, Notes, is_possible
from advisory_watch.core.detection.dates import day_of_feed
from advisory_watch.core.detection.engine import detect
from advisory_watch.core.detection.types import Outcome
from core.detection.cases import (
    L1,
    L2,
    L3,
    L4,
    LATER,
    MARK,
    NEWER,
    OLDER,
    Watch,
    a_bare_level,
    a_crowd,
    a_reading,
    an_issue,
    judged,
    known_as,
)

TODAY = LATER.date()


@pytest.mark.parametrize("wrong", [date(2920, 2, 3), date(2030, 9, 15), TODAY + timedelta(days=2)])
def test_a_date_in_the_future_is_not_believed(wrong: date) -> None:
    """If believed once, it would make every true issue of the next years an old copy."""
    detection = judged(known_as(an_issue(L1, MARK)), an_issue(L3, wrong))
    assert detection.believed_on is None


def test_a_date_of_tomorrow_is_believed() -> None:
    """Kiribati is 14 hours ahead of UTC, so its date can be one day later."""
    assert is_possible(date(2026, 9, 2), datetime(2026, 9, 1, 12, tzinfo=UTC))
    assert not is_possible(None, LATER)


def test_a_date_of_another_age_is_not_believed() -> None:
    """A year typed as 1926 must not turn a true raise into an old copy."""
    detection = judged(known_as(an_issue(L1, MARK)), an_issue(L3, date(1926, 9, 1)))
    assert (detection.believed_on, detection.rule) == (None, "wrong_date")


def test_after_a_wrong_date_the_next_true_issue_is_news() -> None:
    """Chad's true raise came after an item dated 2030-09-15."""
    watch = Watch()
    watch.read(an_issue(L2, date(2030, 9, 15)))
    watch.read(an_issue(L3, watch.now.date()))
    assert watch.kinds == ["level_raised"]


def test_a_date_that_many_took_on_at_once_is_not_believed() -> None:
    """180 of 213 destinations carried the capture's date, and their own dates a day later."""
    known = {item.destination: known_as(item) for item in a_crowd(L2)}
    redated = [an_issue(L2, TODAY, destination=code, text=f"About {code}.") for code in known]
    mute = an_issue(L3, TODAY, text="")
    detections = detect(a_reading(*redated, mute), known | {"KW": known_as(an_issue(L3, MARK))})
    assert {item.outcome for item in detections} == {Outcome.UNCHANGED}
    assert {item.believed_on for item in detections} == {None}


def test_a_shared_new_date_does_not_hold_back_new_and_graver_words() -> None:
    """Real case: an eighth of a feed gets a new date, on the day of a true raise."""
    known = {item.destination: known_as(item) for item in a_crowd(L2)}
    redated = a_crowd(L2, TODAY)
    raised = an_issue(L3, TODAY)
    detections = detect(a_reading(*redated, raised), known | {"KW": known_as(an_issue(L1, MARK))})
    (detection,) = (item for item in detections if item.destination == "KW")
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


@pytest.mark.parametrize(
    "fields", [{"text": ""}, {"states_level": False}], ids=["no words", "another level in them"]
)
def test_a_shared_new_date_proves_nothing_without_words(fields: dict[str, Any]) -> None:
    """Only a text that states its level is evidence of its own."""
    known = {item.destination: known_as(item) for item in a_crowd(L2)}
    raised = an_issue(L3, TODAY, **fields)
    known["KW"] = known_as(an_issue(L1, MARK))
    detections = detect(a_reading(*a_crowd(L2, TODAY), raised), known)
    (detection,) = (item for item in detections if item.destination == "KW")
    assert (detection.outcome, detection.believed_on) == (Outcome.PENDING, None)


def test_one_date_on_most_destinations_is_not_believed() -> None:
    """The other back end gave all its copies a new date: dozens of old texts, no news."""
    known = {item.destination: known_as(item) for item in a_crowd(L2)}
    fresh = [an_issue(L2, TODAY, destination=code, text=f"New: {code}") for code in known]
    detections = detect(a_reading(*fresh), known)
    assert {item.believed_on for item in detections} == {None}


def test_a_few_issues_of_one_day_are_believed() -> None:
    """On a busy day the Department issues a handful of advisories."""
    known = {item.destination: known_as(item) for item in a_crowd(L2)}
    few = [an_issue(L2, TODAY, destination=code, text=f"New: {code}") for code in list(known)[:4]]
    detections = detect(a_reading(*few, *a_crowd(L2)[4:]), known)
    assert sum(item.outcome is Outcome.CHANGED for item in detections) == 4


def test_one_old_review_of_many_destinations_is_believed() -> None:
    """The first read finds twenty destinations reviewed on one day of last winter."""
    detections = detect(a_reading(*a_crowd(L2)), {})
    assert {detection.believed_on for detection in detections} == {OLDER}


def test_a_date_that_many_have_had_is_not_taken_on_again() -> None:
    """A day after a true burst of issues, their common date must not become doubtful."""
    known = {item.destination: known_as(item) for item in a_crowd(L2, TODAY)}
    detections = detect(a_reading(*a_crowd(L2, TODAY)), known)
    assert {item.believed_on for item in detections} == {TODAY}


def test_a_newer_date_on_an_item_without_words_is_not_believed() -> None:
    """Otherwise the text, when it arrives with its own date, would be an old copy."""
    assert judged(known_as(an_issue(L1, MARK)), an_issue(L1, TODAY, text="")).believed_on is None


def test_a_date_without_text_is_believed_if_no_endpoint_has_text() -> None:
    """Canada's index contains only dates and levels."""
    assert judged(known_as(a_bare_level(L1, MARK)), a_bare_level(L1, TODAY)).believed_on == TODAY


def test_known_words_keep_the_date_they_had() -> None:
    """A new date alone does not turn an old copy into a new issue."""
    again = an_issue(L1, TODAY, text=an_issue(L1, MARK).text)
    assert judged(known_as(an_issue(L1, MARK)), again).believed_on == MARK


def test_new_words_bring_their_own_date() -> None:
    """A new issue has both a new text and a new date."""
    detection = judged(known_as(an_issue(L1, MARK)), an_issue(L1, TODAY))
    assert detection.believed_on == TODAY
    assert detection.changes == (Change.TEXT_REVISED,)


def test_a_leap_day_is_no_slip_of_any_year() -> None:
    """29 February does not exist in most years; comparing years must not break the check."""
    detection = judged(known_as(an_issue(L1, MARK)), an_issue(L3, date(2024, 2, 29)))
    assert detection.rule == "stale_copy"


def test_a_slip_of_the_year_is_found_across_new_year() -> None:
    """On 2 January 2027, an issue of 30 December 2026 is dated 30 December 2025."""
    detection = judged(
        known_as(an_issue(L1, MARK)),
        an_issue(L3, date(2025, 12, 30), notes=Notes(raised_to=L3)),
        at=datetime(2027, 1, 2, tzinfo=UTC),
    )
    assert detection.rule == "slip_of_the_year"


def test_a_feed_of_another_time_is_read_in_its_own_time() -> None:
    """A replay or a mirror of last spring's pages must report what changed in them."""
    then = TODAY - timedelta(days=300)
    before = an_issue(L1, then - timedelta(days=400))
    known = {"KW": known_as(before, watched_from=then - timedelta(days=1))}
    detections = detect(a_reading(an_issue(L3, then), *a_crowd(L2, then)), known)
    (detection,) = (result for result in detections if result.destination == "KW")
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


def test_a_handful_of_old_items_does_not_turn_the_clock_back() -> None:
    """A feed of three old items would make every old copy look like today's issue."""
    then = TODAY - timedelta(days=300)
    crowd = a_crowd(L2, then)
    assert day_of_feed(a_reading(*crowd)) == then
    assert day_of_feed(a_reading(*crowd[: thresholds.MASS_MIN - 1])) == TODAY


def test_a_corrected_date_is_taken_over() -> None:
    """Otherwise the issue mark keeps the wrong date, and every old copy counts as newer."""
    watch = Watch()
    watch.read(an_issue(L3, OLDER))
    raised = an_issue(L4, date(2030, 9, 15))
    watch.read(raised)
    watch.read(replace(raised, issued_on=NEWER))
    assert watch.known.issue_mark == NEWER
    watch.read(an_issue(L3, MARK, text="An old copy."))
    assert watch.kinds == ["level_raised"]
