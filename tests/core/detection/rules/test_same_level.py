"""If the level stays: a new issue is news, another copy of the old issue is not."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Change, Departure, Indicator, Notes
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

LEAVE = Departure.DEPART_IMMEDIATELY
KNOWN = known_as(an_issue(L4, MARK))
LONG_AFTER = LATER + timedelta(days=60)


def test_a_placeholder_at_the_known_level_changes_nothing() -> None:
    """Finland showed `Summary not available` with its correct level for weeks."""
    detection = judged(KNOWN, a_placeholder(L4, NEWER))
    assert (detection.outcome, detection.rule) == (Outcome.UNCHANGED, "placeholder_of_same_level")


def test_a_placeholder_does_not_restore_a_withdrawal() -> None:
    """An empty page does not prove that the publisher advises on the place again."""
    detection = judged(known_as(an_issue(L4, MARK), is_withdrawn=True), a_placeholder(L4, NEWER))
    assert detection.outcome is Outcome.UNCHANGED


def test_a_withdrawn_destination_is_listed_again() -> None:
    """Subscribers who heard of the withdrawal must hear of the return."""
    detection = judged(known_as(an_issue(L4, MARK), is_withdrawn=True), an_issue(L4, MARK))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "returned")


def test_a_return_as_an_old_and_milder_copy_is_not_believed() -> None:
    """Gone for a week at Level 4, back as the Level 2 of last year: that is not a lowering."""
    known = known_as(an_issue(L4, MARK), is_withdrawn=True)
    detection = judged(known, an_issue(L2, OLDER))
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "stale_copy")


def test_a_destination_that_was_not_withdrawn_does_not_return() -> None:
    """Items often drop out of a feed for a day, without an alert then or on return."""
    assert judged(KNOWN, an_issue(L4, MARK)).outcome is Outcome.UNCHANGED


def test_a_newer_date_without_any_text_is_no_news() -> None:
    """Canada's dates moved 11,206 times while its advice moved 92 times."""
    detection = judged(known_as(a_bare_level(L2, MARK)), a_bare_level(L2, NEWER))
    assert (detection.outcome, detection.rule) == (Outcome.UNCHANGED, "only_the_date")


def test_a_newer_date_without_text_is_news_with_another_change() -> None:
    """`(with regional advisories)` appeared: a part of the country is dangerous now."""
    regional = a_bare_level(L2, NEWER, partial_severity=L4)
    detection = judged(known_as(a_bare_level(L2, MARK)), regional)
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")
    assert detection.changes == (Change.PART_RAISED, Change.SCOPE_CHANGED)


def test_a_new_issue_at_the_same_level_is_a_change() -> None:
    """A publisher issues its advice again, with other words."""
    detection = judged(KNOWN, an_issue(L4, NEWER))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "new_issue")
    assert detection.changes == (Change.TEXT_REVISED,)


def test_a_new_issue_that_tells_people_to_leave_is_graver() -> None:
    """Level 4 can stay Level 4 when the urgent change happens."""
    detection = judged(KNOWN, an_issue(L4, NEWER, departure=LEAVE))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")
    assert detection.changes == (Change.DEPARTURE_RAISED,)


@pytest.mark.parametrize("issued_on", [MARK, OLDER, date(2030, 9, 15), None])
def test_other_words_without_a_newer_date_are_another_copy(issued_on: date | None) -> None:
    """Russia's text changed 62 times between five texts of one issue."""
    detection = judged(KNOWN, an_issue(L4, issued_on))
    assert (detection.outcome, detection.rule) == (Outcome.UNCHANGED, "another_copy")


def test_known_words_under_a_newer_date_are_another_copy() -> None:
    """213 items got a new date in one night without any change of text."""
    again = an_issue(L4, NEWER, text=an_issue(L4, MARK).text)
    detection = judged(KNOWN, again)
    assert (detection.outcome, detection.rule) == (Outcome.UNCHANGED, "another_copy")


def test_a_newer_date_on_an_empty_item_is_another_copy() -> None:
    """Most items of a bulk re-dating have no description."""
    assert judged(KNOWN, an_issue(L4, NEWER, text="")).rule == "another_copy"


def test_text_that_arrives_later_is_recorded_silently() -> None:
    """Watching began on a day without descriptions; the next day's text is months old."""
    before = an_issue(L4, MARK, text="")
    detection = judged(known_as(before), an_issue(L4, MARK, departure=LEAVE))
    assert (detection.outcome, detection.rule) == (Outcome.FIRST_SEEN, "words_at_last")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (an_issue(L4, MARK), an_issue(L4, MARK, text="In other words.")),
        (an_issue(L4, MARK, text=""), an_issue(L4, MARK, text="")),
        (a_bare_level(L4, MARK), an_issue(L4, MARK)),
    ],
    ids=["words before", "no words now", "an endpoint without text before"],
)
def test_another_text_is_not_recorded_as_the_missing_one(before: object, after: object) -> None:
    """If two back ends alternate, a version a day would bury the true changes."""
    assert judged(known_as(before), after).rule == "another_copy"  # type: ignore[arg-type]


def test_graver_advice_added_to_a_fresh_issue_counts() -> None:
    """`Depart now` was added three days after an issue, and the date stayed."""
    detection = judged(KNOWN, an_issue(L4, MARK, text="Depart now.", departure=LEAVE))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "new_words")
    assert detection.changes == (Change.DEPARTURE_RAISED,)


def test_a_grave_risk_added_to_a_fresh_issue_counts() -> None:
    """Wrongful detention targets the very people who read these alerts."""
    notes = Notes(indicators_added=frozenset({Indicator.WRONGFUL_DETENTION}))
    detection = judged(KNOWN, an_issue(L4, MARK, text="Detained.", notes=notes))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "risk_added_to_fresh_issue")


@pytest.mark.parametrize(
    ("at", "issued_on", "outcome", "rule"),
    [
        (LONG_AFTER, MARK, Outcome.PENDING, "same_issue"),
        (LATER, OLDER, Outcome.REJECTED, "stale_copy"),
    ],
    ids=["long after", "an older issue"],
)
def test_graver_words_of_another_copy_are_not_told_at_once(
    at: datetime, issued_on: date, outcome: Outcome, rule: str
) -> None:
    """The other back end has had `depart immediately` in its copy for years."""
    leave = an_issue(L4, issued_on, text="Depart now.", departure=LEAVE)
    detection = judged(KNOWN, leave, at=at)
    assert (detection.outcome, detection.rule) == (outcome, rule)


def test_a_grave_risk_counts_months_later_only_in_a_single_document() -> None:
    """Another back end may have named the risk for months; a page of its own was edited."""
    notes = Notes(indicators_added=frozenset({Indicator.WRONGFUL_DETENTION}))
    copy = an_issue(L4, MARK, text="Detained.", notes=notes)
    assert judged(KNOWN, copy, at=LONG_AFTER).rule == "another_copy"
    only = judged(KNOWN, replace(copy, is_only_copy=True), at=LONG_AFTER)
    assert (only.outcome, only.rule) == (Outcome.CHANGED, "risk_added_to_fresh_issue")


def test_new_text_to_leave_counts_under_an_impossible_date() -> None:
    """A typing mistake in the date must not keep anyone in Moscow."""
    detection = judged(KNOWN, an_issue(L4, date(2032, 2, 13), departure=LEAVE))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "wrong_date")


def test_new_text_to_leave_is_news_under_a_bulk_date() -> None:
    """On a day of bulk re-dating, the words are evidence of their own."""
    watch = Watch()
    watch.read(an_issue(L4, MARK), *a_crowd()[3:])
    today = watch.now.date() + timedelta(days=1)
    redated = a_crowd(issued_on=today)[3:]
    leave = an_issue(L4, today, departure=LEAVE)
    watch.read(leave, *redated, after=timedelta(days=1))
    assert [(alert.kind, alert.is_urgent) for alert in watch.alerts] == [("departure_raised", True)]


@pytest.mark.parametrize(
    "fields",
    [{}, {"text": ""}, {"text": an_issue(L4, MARK).text}],
    ids=["other words", "no words", "known words"],
)
def test_a_wrong_date_alone_is_no_news(fields: dict[str, Any]) -> None:
    """Norway was dated 2920-02-03 although nothing had happened there."""
    copy = an_issue(L4, date(2920, 2, 3), **fields)
    assert judged(KNOWN, copy).rule == "another_copy"


def test_without_text_another_scope_waits_under_the_known_date() -> None:
    """The FCDO moved advice from parts to the whole without a new date."""
    parts = a_bare_level(L3, MARK, native_level="avoid_all_but_essential_travel_to_parts")
    whole = a_bare_level(L3, MARK, native_level="avoid_all_but_essential_travel_to_whole_country")
    watch = Watch()
    watch.read(parts)
    watch.read(whole)
    assert watch.known.pending is not None
    assert watch.known.pending.rule == "scope_without_new_issue"
    watch.read(whole, after=thresholds.LOWERING_CONFIRMED_AFTER)
    assert watch.kinds == ["scope_changed"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (an_issue(L3, MARK), an_issue(L3, MARK, native_level="Level 3")),
        (a_bare_level(L3, MARK), a_bare_level(L3, OLDER, native_level="Level 3")),
        (a_bare_level(L3, MARK), a_bare_level(L3, MARK)),
    ],
    ids=["with text", "an older copy", "the same scope"],
)
def test_other_scopes_do_not_wait(before: object, after: object) -> None:
    """With text, two back ends name one level in two ways."""
    assert judged(known_as(before), after).rule == "another_copy"  # type: ignore[arg-type]


def test_a_new_wording_of_all_levels_is_a_change_of_style() -> None:
    """`Level 3: Reconsider Travel` became `Level 3 - Reconsider travel` with every new issue."""
    known = {item.destination: known_as(item) for item in a_crowd(L3)}
    styled = [
        an_issue(L3, OLDER + timedelta(days=day), destination=code, native_level="Level 3 (three)")
        for day, code in enumerate(known, start=1)
    ]
    detections = detect(a_reading(*styled), known)
    assert {item.changes for item in detections} == {(Change.TEXT_REVISED,)}


def test_without_text_a_new_wording_of_all_levels_is_learnt_silently() -> None:
    """Two hundred pending candidates that can never be confirmed would hide the important one."""
    codes = [item.destination for item in a_crowd()]
    known = {code: known_as(a_bare_level(L3, MARK, destination=code)) for code in codes}
    styled = [a_bare_level(L3, MARK, destination=item, native_level="Level 3 -") for item in codes]
    detections = detect(a_reading(*styled), known)
    assert {(item.outcome, item.rule) for item in detections} == {(Outcome.FIRST_SEEN, "new_style")}


def test_after_a_new_wording_of_all_levels_a_scope_is_told_again() -> None:
    """A record that keeps the old wording could never show another scope."""
    codes = [item.destination for item in a_crowd()]
    watch = Watch()
    watch.read(*(a_bare_level(L3, MARK, destination=code) for code in codes[3:]))
    styled = [a_bare_level(L3, MARK, destination=code, native_level="Three") for code in codes[3:]]
    watch.read(*styled)
    assert watch.alerts == ()
    parts = replace(styled[0], native_level="Three, and more for parts", issued_on=NEWER)
    watch.read(parts, *styled[1:])
    assert watch.kinds == ["scope_changed"]


def test_a_new_wording_of_one_level_is_another_scope() -> None:
    """`Other` in place of `See Individual Summaries` has a meaning for that country."""
    copy = an_issue(L3, NEWER, native_level="Level 3: Reconsider Travel to parts")
    assert judged(known_as(an_issue(L3, MARK)), copy).changes == (Change.SCOPE_CHANGED,)


def test_months_of_alternating_copies_of_one_issue_are_no_news() -> None:
    """Russia's text contained the phrase `depart immediately` for years."""
    watch = Watch()
    watch.read(an_issue(L4, MARK, departure=LEAVE))
    for day in range(90):
        text = f"Wording {day % 5} of the back ends."
        watch.read(
            an_issue(L4, MARK, text=text, departure=(LEAVE, Departure.NONE)[day % 2]),
            after=timedelta(days=1),
        )
    assert watch.kinds == []


def test_the_first_text_after_a_placeholder_is_silent() -> None:
    """Only a placeholder was known; the advice behind it was in force before."""
    watch = Watch()
    watch.read(a_placeholder(L1, NEWER))
    watch.read(an_issue(L1, date(2025, 1, 1)))
    assert (watch.known.number, watch.alerts) == (1, ())


def a_watch_told_to_leave() -> Watch:
    """Start a watch on advice that tells people to leave."""
    watch = Watch()
    watch.read(an_issue(L4, MARK, departure=LEAVE))
    return watch


AGAIN = an_issue(L4, MARK + timedelta(days=1), departure=LEAVE, text="Leave, in other words.")
"""New words that tell people to leave, a day after the recorded ones."""


def test_new_words_to_leave_wait_until_the_recorded_words_are_gone() -> None:
    """`Depart immediately` was issued once more; that must wake people, but only once."""
    watch = a_watch_told_to_leave()
    watch.read(AGAIN)
    assert watch.known.pending is not None
    assert watch.known.pending.rule == "perhaps_another_copy"
    watch.read(AGAIN, after=thresholds.GRAVER_TOLD_AFTER)
    assert watch.kinds == ["text_revised"]


def test_words_to_leave_beside_the_recorded_ones_are_another_copy() -> None:
    """The other back end dates the issue a day later; each of its turns would wake people."""
    watch, recorded = a_watch_told_to_leave(), an_issue(L4, MARK, departure=LEAVE)
    for _ in range(36):
        watch.read(AGAIN, after=timedelta(minutes=5))
        watch.read(recorded, after=timedelta(minutes=5))
    for _ in range(3):
        watch.read(AGAIN)
    assert watch.alerts == ()
    assert watch.known.number == 1


@pytest.mark.parametrize(
    "copy",
    [
        replace(AGAIN, issued_on=MARK + timedelta(days=1), is_only_copy=True),
        an_issue(L4, date(2026, 9, 3), departure=LEAVE),
    ],
    ids=["a single document", "days later"],
)
def test_a_second_issue_to_leave_need_not_wait(copy: Advisory) -> None:
    """There is no second back end, or no issue of it is dated days later."""
    detection = judged(known_as(an_issue(L4, MARK, departure=LEAVE)), copy, at=LONG_AFTER)
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "new_issue")


def test_words_to_leave_under_the_known_date_wait_for_a_new_one() -> None:
    """A page is saved minutes before its date; without a new date it is another copy."""
    watch = a_watch_told_to_leave()
    undated = replace(AGAIN, issued_on=MARK)
    watch.read(undated)
    assert watch.known.pending is not None
    watch.read(undated, after=thresholds.GRAVER_TOLD_AFTER)
    watch.read(undated)
    assert watch.kinds == []
    assert watch.known.pending is None
    dated = a_watch_told_to_leave()
    dated.read(undated)
    dated.read(replace(AGAIN, issued_on=date(2026, 9, 3)), after=timedelta(days=2))
    assert dated.kinds == ["text_revised"]
