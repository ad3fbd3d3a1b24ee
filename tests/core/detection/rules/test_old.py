"""Old copies are no news, however long they stay."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Departure, Notes
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
    an_issue,
    judged,
    known_as,
)

LEAVE = Departure.DEPART_IMMEDIATELY
SLIP = thresholds.DATE_SLIP_MAX
DAY = timedelta(days=1)
OLD = an_issue(L4, OLDER)
KNOWN = known_as(an_issue(L2, MARK), OLD)


@pytest.mark.parametrize("days", [0, 1, 30])
def test_a_text_that_was_replaced_is_old_under_its_date(days: int) -> None:
    """Two back ends alternated for four months; the old Level 4 came back each week."""
    detection = judged(KNOWN, OLD, at=LATER + days * DAY)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "superseded_copy")


def test_a_replaced_text_is_old_under_the_known_date_too() -> None:
    """Level 3, Level 4 and Level 3 again were issued in one day; one back end stayed behind."""
    morning, noon = an_issue(L4, MARK, text="Morning."), an_issue(L3, MARK, text="Noon.")
    detection = judged(known_as(noon, morning), morning)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "superseded_copy")


@pytest.mark.parametrize("issued_on", [date(2030, 9, 15), None])
def test_a_replaced_text_is_old_under_an_impossible_date(issued_on: date | None) -> None:
    """A template that lost its dates shows old copies as well."""
    detection = judged(KNOWN, replace(OLD, issued_on=issued_on))
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "superseded_copy")


@pytest.mark.parametrize("issued_on", [OLDER, date(2030, 9, 15)])
def test_a_replaced_level_without_words_is_old_under_its_date(issued_on: date) -> None:
    """An endpoint without text lists one copy under two links, one of them with a wrong date."""
    old = a_bare_level(L4, issued_on)
    detection = judged(known_as(a_bare_level(L2, MARK), old), old)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "superseded_copy")


def test_a_replaced_level_without_words_is_a_doubt_under_the_known_date() -> None:
    """A level that was lowered by mistake is corrected, without a new date."""
    old = a_bare_level(L4, MARK)
    detection = judged(known_as(a_bare_level(L2, MARK), old), old)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "perhaps_superseded")


def test_a_replaced_text_under_another_level_is_another_copy() -> None:
    """The text was saved minutes before its title; with the new title it is news."""
    words = an_issue(L2, MARK, text="Do not travel.", states_level=False)
    record = known_as(an_issue(L2, MARK), words)
    detection = judged(record, replace(words, severity=L4, native_level="4", states_level=True))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "new_words")


def test_a_replaced_text_under_a_newer_date_is_a_doubt() -> None:
    """A storm may return, and with it the text written for the last one."""
    detection = judged(KNOWN, replace(OLD, issued_on=NEWER))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "redated_copy")


def test_a_replaced_text_of_a_single_document_is_what_it_says_now() -> None:
    """The page of a destination returned to the text of the last storm, a day later."""
    storm = an_issue(L3, MARK, text="A storm.", is_only_copy=True)
    calm = an_issue(L1, MARK, text="No storm.", is_only_copy=True)
    assert judged(known_as(calm, storm), storm).outcome is Outcome.PENDING
    older = replace(storm, issued_on=OLDER)
    detection = judged(known_as(calm, older), older)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "superseded_copy")


def test_the_recorded_text_is_not_old() -> None:
    """A destination that was withdrawn is listed again as it was."""
    recorded = an_issue(L4, MARK)
    record = known_as(recorded, is_withdrawn=True)
    detection = judged(record, recorded)
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "returned")


def test_a_withdrawn_destination_that_returns_as_an_old_copy_is_no_news() -> None:
    """Gone for a week at Level 2, back for a day as the Level 4 of last year."""
    detection = judged(replace(KNOWN, is_withdrawn=True), OLD)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "superseded_copy")


def test_an_issue_that_was_replaced_is_old_in_other_words() -> None:
    """The other back end shows the Level 3 that was lowered, in words of its own."""
    old = an_issue(L3, MARK - 2 * DAY)
    other = replace(old, text="The words of the other back end.")
    detection = judged(known_as(an_issue(L2, MARK), old), other)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "superseded_issue")


@pytest.mark.parametrize(
    "fields",
    [{"severity": L4, "native_level": "4"}, {"departure": LEAVE}, {"issued_on": MARK}],
    ids=["a graver level", "graver departure advice", "another date"],
)
def test_another_issue_is_not_the_one_that_was_replaced(fields: dict[str, object]) -> None:
    """The replaced issue was Level 3, of that date, and asked no one to leave."""
    old = an_issue(L3, MARK - 2 * DAY)
    other = replace(old, text="Other words.", **fields)  # type: ignore[arg-type]
    assert judged(known_as(an_issue(L2, MARK), old), other).outcome is not Outcome.REJECTED


@pytest.mark.parametrize(
    ("days", "outcome"), [(1, Outcome.PENDING), (3, Outcome.PENDING), (4, Outcome.REJECTED)]
)
def test_an_older_and_milder_copy_is_old_by_more_than_dates_slip(
    days: int, outcome: Outcome
) -> None:
    """Bangladesh was shown for weeks at a level that had been replaced months before."""
    copy = an_issue(L2, MARK - days * DAY)
    assert judged(known_as(an_issue(L3, MARK)), copy).outcome is outcome


@pytest.mark.parametrize(
    ("days", "outcome"), [(1, Outcome.PENDING), (3, Outcome.PENDING), (4, Outcome.REJECTED)]
)
def test_an_older_and_graver_copy_is_old_by_more_than_dates_slip(
    days: int, outcome: Outcome
) -> None:
    """Two back ends date one issue up to three days apart."""
    graver = an_issue(L4, MARK - days * DAY)
    assert judged(known_as(an_issue(L2, MARK)), graver).outcome is outcome


@pytest.mark.parametrize(
    "copy",
    [
        an_issue(L4, OLDER, text="On August 31, 2026, fighting began. Do not travel."),
        an_issue(L4, date(2025, 8, 31), notes=Notes(raised_to=L4)),
        an_issue(L4, OLDER, is_only_copy=True),
    ],
    ids=["speaks of a later day", "a slip of the year", "new words of a single document"],
)
def test_an_older_date_does_not_make_these_old(copy: Advisory) -> None:
    """A wrong date must not hide a raise: something else shows that it is new."""
    before = an_issue(L2, MARK, is_only_copy=copy.is_only_copy)
    assert judged(known_as(before), copy).outcome is not Outcome.REJECTED


@pytest.mark.parametrize(
    "text",
    ["On June 1, 2026, fighting began.", "Elections are planned for 5 October 2026."],
    ids=["a day before the record", "a day to come"],
)
def test_other_days_in_a_text_do_not_make_it_new(text: str) -> None:
    """An old copy names days too: those of its time, and those that were planned."""
    detection = judged(known_as(an_issue(L2, MARK)), an_issue(L4, OLDER, text=text))
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "stale_copy")


def test_an_old_and_graver_part_or_order_to_leave_is_old_too() -> None:
    """The other back end has had `depart immediately` in its old copy for years."""
    leave = an_issue(L2, OLDER, text="Leave now.", departure=LEAVE)
    detection = judged(known_as(an_issue(L2, MARK)), leave)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "stale_copy")


@pytest.mark.parametrize("copy", [an_issue(L4, OLDER), an_issue(L1, OLDER)])
def test_an_unseen_old_copy_is_never_told(copy: Advisory) -> None:
    """A copy of a year ago was shown for two days, and once for weeks."""
    watch = Watch()
    watch.read(an_issue(L2, MARK))
    for _ in range(30):
        watch.read(copy, after=DAY)
    assert watch.alerts == ()
    assert watch.known.pending is None


def test_an_unseen_old_copy_without_words_is_never_told() -> None:
    """One endpoint has levels and dates only."""
    watch = Watch()
    watch.read(a_bare_level(L2, MARK))
    for _ in range(30):
        watch.read(a_bare_level(L4, OLDER), after=timedelta(hours=1))
    assert watch.alerts == ()


def test_an_old_copy_does_not_take_the_place_of_a_doubt() -> None:
    """An old Level 4 between two reads of a doubtful one must not restart its wait."""
    watch, doubtful = Watch(), an_issue(L4, NEWER, text="")
    watch.read(an_issue(L2, MARK))
    watch.read(doubtful)
    watch.read(an_issue(L4, OLDER))
    watch.read(doubtful)
    assert watch.kinds == ["level_raised"]


def test_a_replaced_copy_under_the_date_that_it_had_is_old() -> None:
    """One back end dates an issue a day later; the next issue has the earlier date of the two."""
    replaced = an_issue(L2, NEWER, partial_severity=L4)
    record = known_as(an_issue(L3, MARK, text="The next issue."), replaced)
    assert judged(record, replaced).rule == "superseded_copy"
