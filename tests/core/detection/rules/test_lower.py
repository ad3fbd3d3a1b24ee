"""A lowering alerts at once with good evidence, otherwise after a second agreeing read."""

from datetime import date, timedelta

import pytest

from advisory_watch.core.advisory import Change, Notes
from advisory_watch.core.detection.types import Outcome
from core.detection.cases import (
    L1,
    L2,
    L3,
    L4,
    MARK,
    NEWER,
    OLDER,
    Watch,
    a_bare_level,
    a_placeholder,
    an_issue,
    judged,
    known_as,
)
from support.builders import an_advisory

KNOWN = known_as(an_issue(L4, MARK))


def test_a_note_of_the_lowering_lowers_under_the_known_date() -> None:
    """With `The advisory level was decreased to 2`, travellers who wait to go home may go."""
    detection = judged(KNOWN, an_issue(L2, MARK, notes=Notes(lowered_to=L2)))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "note_of_lowering")
    assert detection.changes == (Change.LEVEL_LOWERED,)


@pytest.mark.parametrize(
    ("note", "issued_on"),
    [(Notes(lowered_to=L2), OLDER), (Notes(lowered_to=L3), MARK), (Notes(), MARK)],
    ids=["of an old issue", "of another level", "none"],
)
def test_without_its_note_the_known_date_does_not_lower(note: Notes, issued_on: date) -> None:
    """A false all-clear sends people into the danger that the true level describes."""
    assert judged(KNOWN, an_issue(L2, issued_on, notes=note)).outcome is not Outcome.CHANGED


def test_a_note_seen_before_does_not_lower() -> None:
    """The copy from before the war returns with its old note of a lowering."""
    old = an_issue(L2, OLDER, notes=Notes(lowered_to=L2))
    again = an_issue(L2, MARK, notes=old.notes, text=old.text)
    detection = judged(known_as(an_issue(L4, MARK), old), again)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "superseded_copy")


@pytest.mark.parametrize("notes", [Notes(is_level_kept=True), Notes(raised_to=L4)])
def test_a_title_that_lowers_over_a_text_that_does_not_is_held(notes: Notes) -> None:
    """Ireland's banner fell from 4 to 1 by mistake four times; its text stayed Do Not Travel."""
    detection = judged(KNOWN, an_issue(L1, NEWER, notes=notes))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "document_disagrees")


def test_a_text_that_agrees_with_its_title_is_not_held() -> None:
    """A rule that doubts every lowering gives no information."""
    notes = Notes(are_indicators_kept=True)
    assert judged(KNOWN, an_issue(L1, NEWER, notes=notes)).outcome is Outcome.CHANGED


def test_a_newer_issue_with_words_lowers_at_once() -> None:
    """A lowering may alert at once if both the date and the text are new."""
    detection = judged(KNOWN, an_issue(L3, NEWER))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")
    assert detection.changes == (Change.LEVEL_LOWERED,)


def test_a_newer_issue_without_text_endpoints_lowers_at_once() -> None:
    """Canada lowers a level within days of a hurricane."""
    detection = judged(known_as(a_bare_level(L4, MARK)), a_bare_level(L3, NEWER))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


def test_a_newer_date_without_words_does_not_lower() -> None:
    """North Korea was once `Level 1` without any text, dated the day of the capture."""
    detection = judged(KNOWN, an_issue(L1, NEWER, text=""))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "no_words")


def test_a_newer_date_on_known_words_does_not_lower() -> None:
    """A stale copy stays stale when the whole feed gets a new date."""
    old = an_issue(L2, OLDER)
    again = an_issue(L2, NEWER, text=old.text)
    detection = judged(known_as(an_issue(L4, MARK), old), again)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "redated_copy")


def test_an_older_issue_never_lowers() -> None:
    """Uganda was shown for weeks at a level that had been replaced."""
    detection = judged(KNOWN, an_issue(L2, OLDER))
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "stale_copy")


def test_a_placeholder_never_lowers() -> None:
    """Russia was shown as `Level 1 … Summary not available` on 2026-06-16."""
    detection = judged(KNOWN, a_placeholder(L1, NEWER))
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "placeholder")


def test_a_level_no_longer_stated_is_treated_as_a_lowering() -> None:
    """`See Individual Summaries` in place of Level 4 may be a template error."""
    parts = an_advisory(None, native_level="See Individual Summaries", issued_on=MARK)
    detection = judged(KNOWN, parts)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "same_issue")


@pytest.mark.parametrize("issued_on", [date(2030, 9, 15), None])
def test_a_note_of_lowering_needs_a_date_that_allows_it(issued_on: date | None) -> None:
    """An old issue keeps its note "decreased to 2"; without its date it looks like news."""
    copy = an_issue(L2, issued_on, notes=Notes(lowered_to=L2))
    detection = judged(known_as(an_issue(L4, MARK)), copy)
    assert detection.outcome is Outcome.PENDING


def test_a_title_that_its_text_denies_lowers_after_five_days() -> None:
    """A title was wrong for a day and a half; after that time it was sent as a lowering."""
    watch, slip = Watch(), an_issue(L1, NEWER, states_level=False, denies_level=True)
    watch.read(an_issue(L4, MARK))
    watch.read(slip)
    watch.read(slip, after=timedelta(days=4))
    assert watch.alerts == ()
    watch.read(slip, after=timedelta(days=1))
    assert watch.kinds == ["level_lowered"]
