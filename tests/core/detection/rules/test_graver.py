"""Credible and graver advice alerts in the check that first sees it."""

from datetime import date, timedelta
from typing import Any

import pytest

from advisory_watch.core.advisory import Change, Departure, Notes
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
    a_placeholder,
    a_reading,
    an_issue,
    judged,
    known_as,
)
from support.builders import a_pending_candidate, an_advisory

KNOWN = known_as(an_issue(L1, MARK))
RAISED_TO_3 = Notes(raised_to=L3)


def test_a_newer_issue_with_words_raises_at_once() -> None:
    """Kuwait went from Level 1 to Level 3 overnight: the next check may be too late."""
    detection = judged(KNOWN, an_issue(L3, NEWER))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")
    assert detection.changes == (Change.LEVEL_RAISED,)


def test_a_newer_issue_without_text_endpoints_raises_at_once() -> None:
    """Canada's index contains only levels and dates, but its raises are as true."""
    detection = judged(known_as(a_bare_level(L1, MARK)), a_bare_level(L3, NEWER))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


def test_a_level_without_its_words_does_not_raise_at_once() -> None:
    """On days of bulk re-dating, most items are empty and carry today's date."""
    detection = judged(KNOWN, an_issue(L3, NEWER, text=""))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "no_words")


def test_new_words_under_the_known_date_raise_at_once() -> None:
    """As a war begins, advice is issued twice in a day, under one date."""
    detection = judged(KNOWN, an_issue(L3, MARK))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "new_words")


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"states_level": False}, "level_not_in_words"),
        ({"text": ""}, "same_issue"),
        ({"text": None}, "same_issue"),
    ],
    ids=["another level in them", "no words", "an endpoint without words"],
)
def test_the_known_date_alone_does_not_raise_at_once(fields: dict[str, Any], rule: str) -> None:
    """One country had one date with two levels for two weeks."""
    detection = judged(KNOWN, an_issue(L3, MARK, **fields))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, rule)


@pytest.mark.parametrize("days", [1, 2, 3])
def test_new_words_under_a_date_of_the_days_before_wait(days: int) -> None:
    """Two back ends date one issue up to three days apart; this may be an older one."""
    detection = judged(KNOWN, an_issue(L3, MARK - timedelta(days=days)))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "doubtful_date")


def test_new_words_of_today_raise_at_once_under_a_record_of_tomorrow() -> None:
    """A reissue was dated tomorrow; the raise an hour later was dated today."""
    tomorrow = LATER.date() + timedelta(days=1)
    detection = judged(known_as(an_issue(L1, tomorrow)), an_issue(L3, LATER.date()))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "new_words")


def test_a_page_of_its_own_is_edited_without_a_new_date() -> None:
    """Months after its date, the only document of a destination states a graver level."""
    before = an_issue(L1, MARK, is_only_copy=True)
    at = LATER + timedelta(days=90)
    detection = judged(known_as(before), an_issue(L3, MARK, is_only_copy=True), at=at)
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "new_words")
    detection = judged(known_as(an_issue(L1, MARK)), an_issue(L3, MARK), at=at)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "same_issue")


def test_a_note_of_the_raise_outweighs_the_same_date() -> None:
    """A raise on the day after a reissue can carry the date of the reissue."""
    detection = judged(KNOWN, an_issue(L3, MARK, notes=RAISED_TO_3))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "note_of_raise")


def test_a_note_of_the_raise_outweighs_a_date_one_day_off() -> None:
    """Two back ends in two time zones disagree about the day."""
    detection = judged(KNOWN, an_issue(L3, MARK - timedelta(days=1), notes=RAISED_TO_3))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "note_of_raise")


def test_a_note_of_the_raise_is_news_on_a_day_of_bulk_dates() -> None:
    """The publisher's housekeeping hid the one item that matters."""
    dated_today = a_crowd(issued_on=LATER.date())
    raised = an_issue(L3, LATER.date(), notes=RAISED_TO_3)
    known = {item.destination: known_as(item) for item in a_crowd()} | {"KW": KNOWN}
    detections = detect(a_reading(raised, *dated_today), known)
    (detection,) = (item for item in detections if item.destination == "KW")
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


def test_a_note_does_not_make_an_old_issue_new() -> None:
    """An old copy keeps the note that was true when it was issued."""
    assert judged(KNOWN, an_issue(L3, OLDER, notes=RAISED_TO_3)).outcome is Outcome.REJECTED


@pytest.mark.parametrize(
    ("note", "rule"),
    [(Notes(raised_to=L4), "text_ahead"), (Notes(lowered_to=L3), "document_disagrees")],
    ids=["of another level", "of a lowering"],
)
def test_another_note_does_not_confirm_the_raise(note: Notes, rule: str) -> None:
    """The note speaks of another issue than the title; its text does not state the level."""
    detection = judged(KNOWN, an_issue(L3, MARK, notes=note, states_level=False))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, rule)


def test_a_note_of_something_that_was_kept_does_not_hold_a_raise() -> None:
    """After days without sight: "no change to the level" speaks of an issue never read."""
    copy = an_issue(L4, NEWER, notes=Notes(is_level_kept=True))
    detection = judged(known_as(an_issue(L2, MARK)), copy)
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


def test_a_note_seen_before_is_no_news() -> None:
    """The old text with its old note returned for weeks under the current date."""
    old = an_issue(L3, OLDER, notes=RAISED_TO_3)
    again = an_issue(L3, NEWER, notes=RAISED_TO_3, text=old.text)
    detection = judged(known_as(an_issue(L1, MARK), old), again)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "redated_copy")


@pytest.mark.parametrize("wrong", [date(2920, 2, 3), date(2030, 9, 15), None])
def test_new_text_raises_under_an_impossible_date(wrong: date | None) -> None:
    """A true raise to Level 4 was published with the date 2030-09-15."""
    detection = judged(KNOWN, an_issue(L4, wrong))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "wrong_date")


def test_known_text_does_not_raise_under_an_impossible_date() -> None:
    """An old copy with a broken date is still an old copy."""
    old = an_issue(L4, OLDER)
    again = an_issue(L4, date(2030, 9, 15), text=old.text)
    detection = judged(known_as(an_issue(L1, MARK), old), again)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "superseded_copy")


def test_text_of_another_level_does_not_raise_on_a_wrong_date() -> None:
    """Neither the date nor the text supports the title."""
    copy = an_issue(L4, date(2030, 9, 15), states_level=False)
    assert judged(KNOWN, copy).outcome is Outcome.PENDING


def test_an_empty_text_does_not_raise_under_an_impossible_date() -> None:
    """Nothing supports such an item."""
    assert judged(KNOWN, an_issue(L4, date(2030, 9, 15), text="")).outcome is Outcome.PENDING


def test_a_note_raises_if_only_the_year_of_the_date_is_wrong() -> None:
    """In the week of a war, an issue of 3 March 2026 was dated 3 March 2025 for a day."""
    detection = judged(KNOWN, an_issue(L3, date(2025, 9, 1), notes=RAISED_TO_3))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "slip_of_the_year")


def test_without_a_note_the_date_of_last_year_is_an_old_date() -> None:
    """Every text of last year has an anniversary; few of them are typing mistakes."""
    detection = judged(KNOWN, an_issue(L3, date(2025, 9, 1)))
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "stale_copy")


def test_known_words_are_no_slip_of_the_year() -> None:
    """The advice of a year ago may return on its anniversary."""
    old = an_issue(L3, date(2025, 9, 1), notes=RAISED_TO_3)
    detection = judged(known_as(an_issue(L1, MARK), old), old)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "superseded_copy")


def test_another_day_of_last_year_is_no_slip_of_the_year() -> None:
    """An unseen text of last year is an old text, not a typing mistake."""
    detection = judged(KNOWN, an_issue(L3, date(2025, 7, 1), notes=RAISED_TO_3))
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "stale_copy")


def test_a_first_stated_level_that_is_grave_is_a_raise() -> None:
    """`See Individual Summaries` became `Level 4`: people there must hear of it at once."""
    parts = an_advisory(None, native_level="See Individual Summaries", issued_on=MARK)
    copy = an_issue(L4, MARK, notes=Notes(raised_to=L4))
    detection = judged(known_as(parts), copy)
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "note_of_raise")
    assert detection.changes == (Change.SCOPE_CHANGED,)


def test_a_first_stated_level_that_is_mild_is_no_raise() -> None:
    """It may be milder than the levels of the parts were."""
    parts = an_advisory(None, native_level="See Individual Summaries", issued_on=MARK)
    detection = judged(known_as(parts), an_issue(L2, date(2030, 9, 15)))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "doubtful_date")


def test_a_pending_raise_alerts_with_the_next_newer_issue() -> None:
    """New evidence must not wait for a second read that it makes unnecessary."""
    known = known_as(
        an_issue(L1, MARK), pending=a_pending_candidate(an_issue(L3, MARK), rule="same_issue")
    )
    assert judged(known, an_issue(L3, NEWER)).rule == "newer_issue"


def test_a_raise_after_a_placeholder_is_still_a_raise() -> None:
    """Niger was only seen as `Level 1 … Summary not available`; then came Level 4."""
    watch = Watch()
    watch.read(a_placeholder(L1, NEWER))
    watch.read(an_issue(L4, NEWER))
    assert watch.kinds == ["level_raised"]


def test_a_doubtful_raise_names_its_change() -> None:
    """If a second endpoint confirms it in the same check, the alert must name the change."""
    assert judged(KNOWN, an_issue(L2, MARK)).changes == (Change.LEVEL_RAISED,)


def test_a_second_and_graver_issue_of_one_day_goes_out() -> None:
    """Level 3 in the morning; Level 4 and ordered departure in the evening; one date for both."""
    morning = an_issue(L3, NEWER)
    evening = an_issue(L4, NEWER, departure=Departure.ORDERED_DEPARTURE, text="Ordered out.")
    detection = judged(known_as(morning, issue_mark=NEWER), evening)
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "new_words")


def test_a_title_that_catches_up_with_its_text_is_news() -> None:
    """The text came first, under the old title; it must not count as known text later."""
    words = {"text": "The advisory level was increased to 4.", "notes": Notes(raised_to=L4)}
    watch = Watch()
    watch.read(an_issue(L2, OLDER))
    watch.read(an_issue(L2, watch.now.date(), **words))
    watch.read(an_issue(L4, watch.now.date(), **words))
    assert "level_raised" in watch.kinds


def test_a_text_ahead_of_its_date_is_news_when_the_date_comes() -> None:
    """`Leave immediately`, added at noon and dated five minutes later: the founding case."""
    words = {"text": "Leave immediately.", "departure": Departure.DEPART_IMMEDIATELY}
    watch = Watch()
    watch.read(an_issue(L4, OLDER))
    watch.read(an_issue(L4, OLDER, **words))
    watch.read(an_issue(L4, watch.now.date(), **words))
    assert watch.kinds == ["departure_raised"]
    assert watch.alerts[0].is_urgent
