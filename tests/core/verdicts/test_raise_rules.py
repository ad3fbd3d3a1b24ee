"""A credible raise goes out in the check that first sees it."""

from datetime import date, timedelta

import pytest

from advisory_watch.core.advisories import Notes
from advisory_watch.core.scales import Change, Departure
from advisory_watch.core.verdicts.judge import judge
from advisory_watch.core.verdicts.verdict import Outcome
from builders import a_held, an_advisory
from core.verdicts.cases import (
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

KNOWN = known_as(an_issue(L1, MARK))
RAISED_TO_3 = Notes(raised_to=L3)


def test_a_newer_issue_with_words_raises_at_once() -> None:
    """Kuwait went from Level 1 to Level 3 overnight: the next check may be too late."""
    verdict = judged(KNOWN, an_issue(L3, NEWER))
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "newer_issue")
    assert verdict.changes == (Change.LEVEL_RAISED,)


def test_a_newer_issue_raises_at_once_through_a_door_without_text() -> None:
    """Canada's index has levels and dates only; its raises are as true."""
    verdict = judged(known_as(a_bare_level(L1, MARK)), a_bare_level(L3, NEWER))
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "newer_issue")


def test_a_level_without_its_words_does_not_raise_at_once() -> None:
    """On days of bulk re-dating most items are empty and carry today's date."""
    verdict = judged(KNOWN, an_issue(L3, NEWER, text=""))
    assert (verdict.outcome, verdict.rule) == (Outcome.HELD, "no_words")


def test_the_same_date_does_not_raise_at_once() -> None:
    """One country stood under one date with two levels for two weeks."""
    verdict = judged(KNOWN, an_issue(L3, MARK))
    assert (verdict.outcome, verdict.rule) == (Outcome.HELD, "same_issue")


def test_a_note_of_the_raise_outweighs_the_same_date() -> None:
    """The raise of the day after a reissue can carry the reissue's date."""
    verdict = judged(KNOWN, an_issue(L3, MARK, notes=RAISED_TO_3))
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "note_of_raise")


def test_a_note_of_the_raise_outweighs_a_date_that_slipped_by_a_day() -> None:
    """Two back ends in two time zones disagree about the day."""
    verdict = judged(KNOWN, an_issue(L3, MARK - timedelta(days=1), notes=RAISED_TO_3))
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "note_of_raise")


def test_a_note_of_the_raise_waits_on_a_day_of_bulk_dates() -> None:
    """The old copies of that day have notes too, each true when it was issued."""
    dated_today = a_crowd(issued_on=LATER.date())
    raised = an_issue(L3, LATER.date(), notes=RAISED_TO_3)
    known = {each.destination: known_as(each) for each in a_crowd()} | {"KW": KNOWN}
    verdicts = judge(a_reading(raised, *dated_today), known)
    (verdict,) = (each for each in verdicts if each.destination == "KW")
    assert (verdict.outcome, verdict.rule) == (Outcome.HELD, "doubtful_date")


@pytest.mark.parametrize(
    ("note", "issued_on"),
    [(RAISED_TO_3, OLDER), (Notes(raised_to=L4), MARK), (Notes(lowered_to=L3), MARK)],
    ids=["of an old issue", "of another level", "of a lowering"],
)
def test_a_note_of_something_else_is_no_note_of_the_raise(note: Notes, issued_on: date) -> None:
    """An old copy still has the note that was true when it was issued."""
    assert judged(KNOWN, an_issue(L3, issued_on, notes=note)).outcome is Outcome.HELD


def test_a_note_that_came_by_before_is_no_news() -> None:
    """The old text with its old note came back for weeks, under today's date."""
    old = an_issue(L3, OLDER, notes=RAISED_TO_3)
    again = an_issue(L3, NEWER, notes=RAISED_TO_3, text=old.text)
    verdict = judged(known_as(an_issue(L1, MARK), old), again)
    assert (verdict.outcome, verdict.rule) == (Outcome.HELD, "redated_copy")


@pytest.mark.parametrize("wrong", [date(2920, 2, 3), date(2030, 9, 15), None])
def test_new_words_raise_under_a_date_that_cannot_be_right(wrong: date | None) -> None:
    """A true raise to Level 4 was published with the date 2030-09-15."""
    verdict = judged(KNOWN, an_issue(L4, wrong))
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "wrong_date")


def test_known_words_do_not_raise_under_a_date_that_cannot_be_right() -> None:
    """An old copy with a broken date is an old copy."""
    old = an_issue(L4, OLDER)
    again = an_issue(L4, date(2030, 9, 15), text=old.text)
    verdict = judged(known_as(an_issue(L1, MARK), old), again)
    assert (verdict.outcome, verdict.rule) == (Outcome.HELD, "doubtful_date")


def test_words_of_another_level_do_not_raise_under_a_date_that_cannot_be_right() -> None:
    """Neither the date nor the text speaks for the title."""
    copy = an_issue(L4, date(2030, 9, 15), states_level=False)
    assert judged(KNOWN, copy).outcome is Outcome.HELD


def test_no_words_do_not_raise_under_a_date_that_cannot_be_right() -> None:
    """Nothing at all speaks for such an item."""
    assert judged(KNOWN, an_issue(L4, date(2030, 9, 15), text="")).outcome is Outcome.HELD


def test_a_note_raises_under_the_date_of_today_but_for_its_year() -> None:
    """An issue of 3 March 2026 was dated 3 March 2025 for a day, in the week of a war."""
    verdict = judged(KNOWN, an_issue(L3, date(2025, 9, 1), notes=RAISED_TO_3))
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "slip_of_the_year")


def test_without_a_note_the_date_of_last_year_is_an_old_date() -> None:
    """Every text of last year has an anniversary; few of them are typing mistakes."""
    verdict = judged(KNOWN, an_issue(L3, date(2025, 9, 1)))
    assert (verdict.outcome, verdict.rule) == (Outcome.HELD, "stale_copy")


def test_known_words_are_no_slip_of_the_year() -> None:
    """The advice of a year ago may come back on its anniversary."""
    old = an_issue(L3, date(2025, 9, 1), notes=RAISED_TO_3)
    verdict = judged(known_as(an_issue(L1, MARK), old), old)
    assert (verdict.outcome, verdict.rule) == (Outcome.HELD, "stale_copy")


def test_another_day_of_last_year_is_no_slip_of_the_year() -> None:
    """A text of last year that we never saw is an old text, not a typing mistake."""
    verdict = judged(KNOWN, an_issue(L3, date(2025, 7, 1), notes=RAISED_TO_3))
    assert (verdict.outcome, verdict.rule) == (Outcome.HELD, "stale_copy")


def test_a_level_that_appears_where_none_was_stated_is_a_raise() -> None:
    """`See Individual Summaries` became `Level 4`: people there must hear of it at once."""
    parts = an_advisory(None, native_level="See Individual Summaries", issued_on=MARK)
    copy = an_issue(L4, MARK, notes=Notes(raised_to=L4))
    verdict = judged(known_as(parts), copy)
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "note_of_raise")
    assert verdict.changes == (Change.SCOPE_CHANGED,)


def test_a_mild_level_that_appears_where_none_was_stated_is_no_raise() -> None:
    """It may say less than the levels of the parts did."""
    parts = an_advisory(None, native_level="See Individual Summaries", issued_on=MARK)
    verdict = judged(known_as(parts), an_issue(L2, date(2030, 9, 15)))
    assert (verdict.outcome, verdict.rule) == (Outcome.HELD, "doubtful_date")


def test_a_raise_that_was_held_goes_out_with_the_next_newer_issue() -> None:
    """Waiting for a second reading must not delay the evidence that makes it needless."""
    known = known_as(an_issue(L1, MARK), held=a_held(an_issue(L3, MARK), rule="same_issue"))
    assert judged(known, an_issue(L3, NEWER)).rule == "newer_issue"


def test_a_raise_from_below_the_level_of_a_placeholder_is_still_a_raise() -> None:
    """All we ever saw of Niger was `Level 1 … Summary not available`; then came Level 4."""
    watch = Watch()
    watch.read(a_placeholder(L1, NEWER))
    watch.read(an_issue(L4, NEWER))
    assert watch.kinds == ["level_raised"]


def test_a_doubtful_raise_says_what_it_would_change() -> None:
    """When a second door confirms it in the same check, the alert must name the change."""
    assert judged(KNOWN, an_issue(L2, MARK)).changes == (Change.LEVEL_RAISED,)


def test_a_raise_over_words_that_deny_it_is_held() -> None:
    """`Level 4` over "There were no changes to the advisory level" is a slip of one of them."""
    copy = an_issue(L4, NEWER, notes=Notes(is_level_kept=True))
    verdict = judged(known_as(an_issue(L2, MARK)), copy)
    assert (verdict.outcome, verdict.rule) == (Outcome.HELD, "document_disagrees")


def test_a_second_and_graver_issue_of_one_day_goes_out() -> None:
    """In the morning Level 3, in the evening Level 4 and the staff ordered out, one date."""
    morning = an_issue(L3, NEWER)
    evening = an_issue(L4, NEWER, departure=Departure.ORDERED_DEPARTURE, text="Ordered out.")
    verdict = judged(known_as(morning, issue_mark=NEWER), evening)
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "graver_on_the_same_day")


def test_a_title_that_catches_up_with_its_text_is_news() -> None:
    """The words came first, under the old title: they must not pass for known words then."""
    words = {"text": "The advisory level was increased to 4.", "notes": Notes(raised_to=L4)}
    watch = Watch()
    watch.read(an_issue(L2, OLDER))
    watch.read(an_issue(L2, watch.now.date(), **words))
    watch.read(an_issue(L4, watch.now.date(), **words))
    assert "level_raised" in watch.kinds


def test_a_text_that_comes_before_its_date_is_news_when_the_date_comes() -> None:
    """Leave immediately, edited in at noon and dated at five past: the founding story."""
    words = {"text": "Leave immediately.", "departure": Departure.DEPART_IMMEDIATELY}
    watch = Watch()
    watch.read(an_issue(L4, OLDER))
    watch.read(an_issue(L4, OLDER, **words))
    watch.read(an_issue(L4, watch.now.date(), **words))
    assert watch.kinds == ["departure_raised"]
    assert watch.alerts[0].is_urgent
