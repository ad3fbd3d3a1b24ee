"""Rules that keep a doubtful change pending, and the evidence that confirms a milder one.

The deadline of graver advice has a file of its own, `test_deadline.py`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Departure, Notes, Severity
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
    SPRING,
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
Copy = Callable[..., Advisory]

AGAIN = thresholds.GRAVER_TOLD_AFTER
"""Time until a second read confirms a doubtful raise."""

MUCH_LATER = thresholds.LOWERING_CONFIRMED_AFTER
"""Time until a second read confirms a doubtful lowering."""


def a_watch_on(level: Severity, on: date | None = MARK) -> Watch:
    """Start a watch that has read a level with text."""
    watch = Watch()
    watch.read(an_issue(level, on))
    return watch


def test_a_placeholder_says_nothing_about_a_lower_level() -> None:
    """Seven of the most dangerous countries were shown as `Level 1` for a day."""
    detection = judged(known_as(an_issue(L2, MARK)), a_placeholder(L1, NEWER))
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "placeholder")


@pytest.mark.parametrize("severity", [L3, L4])
def test_a_placeholder_under_a_graver_level_is_held(severity: Severity) -> None:
    """The phrase also appeared for weeks under a correct level."""
    detection = judged(known_as(an_issue(L2, MARK)), a_placeholder(severity, NEWER))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "placeholder")


def test_two_placeholders_with_two_levels_are_no_dispute() -> None:
    """A dispute between two placeholders would count against the true raise that follows."""
    stubs = a_placeholder(L1, NEWER), a_placeholder(L3, NEWER)
    detection = judged(known_as(an_issue(L2, MARK)), *stubs)
    assert (detection.outcome, detection.is_dispute) == (Outcome.PENDING, False)


def test_many_levels_that_move_at_once_are_held() -> None:
    """A new template moved every level on the page although nothing had happened."""
    known = {item.destination: known_as(item) for item in a_crowd(L1)}
    moved = [an_issue(L3, NEWER, destination=code, name=code) for code in known]
    detections = detect(a_reading(*moved), known)
    assert {(item.outcome, item.rule) for item in detections} == {(Outcome.PENDING, "mass_move")}


def test_a_few_levels_that_move_at_once_are_not_held() -> None:
    """In the first days of a war, four neighbours were raised in one night."""
    crowd = a_crowd(L1)
    known = {item.destination: known_as(item) for item in crowd}
    raised = [an_issue(L3, NEWER, destination=code, name=code) for code in list(known)[:4]]
    detections = detect(a_reading(*raised, *crowd[4:]), known)
    assert sum(item.outcome is Outcome.CHANGED for item in detections) == 4


def test_a_pandemic_is_believed_at_the_next_agreeing_read() -> None:
    """In March 2020 every level was raised at once, and the raise was true."""
    watch = Watch()
    codes = [copy.destination for copy in a_crowd()]
    watch.read(*(an_issue(L1, OLDER, destination=code) for code in codes[3:]))
    world = [an_issue(L4, NEWER, destination=code) for code in codes[3:]]
    watch.read(*world)
    assert watch.kinds == []
    watch.read(*world, after=AGAIN)
    assert watch.kinds == ["level_raised"] * 12
    assert {alert.rule for alert in watch.alerts} == {"second_agreeing_read"}


def test_an_older_and_milder_copy_is_rejected_when_repeated() -> None:
    """Bangladesh was shown for weeks at a level that had been replaced."""
    watch = a_watch_on(L3)
    for _ in range(30):
        watch.read(an_issue(L2, OLDER), after=timedelta(days=1))
    assert watch.kinds == []
    assert watch.known.pending is None


def test_one_date_with_two_levels_is_held() -> None:
    """Belize had one date with two levels for two weeks."""
    detection = judged(known_as(a_bare_level(L2, MARK)), a_bare_level(L3, MARK))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "same_issue")


def test_a_graver_level_that_its_own_words_do_not_state_is_held() -> None:
    """A title was saved over the text of the milder level, under its date."""
    doubtful = an_issue(L3, MARK, states_level=False)
    detection = judged(known_as(an_issue(L2, MARK)), doubtful)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "level_not_in_words")


def test_two_levels_in_one_snapshot_are_held() -> None:
    """One country was listed twice under one date with two levels, for two weeks."""
    both = an_issue(L2, NEWER), an_issue(L4, NEWER)
    detection = judged(known_as(an_issue(L2, MARK)), *both)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "feed_disagrees")
    assert detection.advisory == both[1]


def test_two_levels_with_two_dates_are_no_dispute() -> None:
    """The copy with the newer date counts."""
    detection = judged(known_as(an_issue(L2, MARK)), an_issue(L3, NEWER), an_issue(L2, MARK))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


def test_a_level_without_words_is_held() -> None:
    """An item that lost its description has often lost its level too."""
    detection = judged(known_as(an_issue(L2, MARK)), an_issue(L3, NEWER, text=""))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "no_words")


def test_a_level_of_an_endpoint_without_text_is_not_held() -> None:
    """Otherwise no raise by Canada or the United Kingdom would ever be sent."""
    detection = judged(known_as(a_bare_level(L2, MARK)), a_bare_level(L3, NEWER))
    assert detection.outcome is Outcome.CHANGED


def test_a_date_that_proves_nothing_is_held() -> None:
    """Neither the date nor the text shows that this lowering is new."""
    detection = judged(known_as(an_issue(L4, MARK)), an_issue(L1, date(2920, 2, 3)))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "doubtful_date")


def test_known_text_under_a_newer_date_is_held() -> None:
    """A new date alone does not turn an old copy into a new issue."""
    old = an_issue(L3, OLDER)
    again = an_issue(L3, NEWER, text=old.text)
    detection = judged(known_as(an_issue(L2, MARK), old), again)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "redated_copy")


def test_known_text_under_a_newer_date_is_believed_if_it_stays() -> None:
    """A hurricane can return, and with it the text written for the last one."""
    watch = a_watch_on(L2, OLDER)
    watch.read(an_issue(L3, date(2026, 8, 29)), after=AGAIN)
    watch.read(an_issue(L2, MARK, text="All is well again."), after=timedelta(days=1))
    returned = an_issue(L3, date(2026, 9, 3), text="Advice of level 3 as of 2026-08-29.")
    watch.read(returned, after=timedelta(days=1))
    watch.read(returned, after=AGAIN)
    assert watch.kinds == ["level_raised", "level_lowered"]
    watch.read(returned, after=MUCH_LATER)
    assert watch.kinds == ["level_raised", "level_lowered", "level_raised"]
    assert watch.known.issue_mark == date(2026, 9, 3)


def test_without_text_one_date_with_two_levels_needs_one_repeat() -> None:
    """Canada's single document was corrected within the day; a level that is repeated is meant."""
    watch = Watch()
    for level in (L2, L3, L3):
        watch.read(a_bare_level(level, MARK), after=AGAIN)
    assert watch.kinds == ["level_raised"]


def test_a_doubtful_lowering_waits_longer_than_a_raise() -> None:
    """A late lowering harms no traveller; a false one does."""
    watch, milder = Watch(), a_bare_level(L2, MARK)
    watch.read(a_bare_level(L3, MARK))
    watch.read(milder)
    watch.read(milder, after=MUCH_LATER - AGAIN)
    assert watch.kinds == []
    watch.read(milder, after=AGAIN)
    assert watch.kinds == ["level_lowered"]


def test_a_lowering_without_text_is_never_confirmed() -> None:
    """An item without text is no better evidence than a placeholder."""
    watch = a_watch_on(L4)
    for _ in range(30):
        watch.read(an_issue(L1, NEWER, text=""), after=timedelta(days=1))
    assert watch.kinds == []


def test_a_lower_level_that_its_own_words_do_not_state_is_held() -> None:
    """A title was wrong while its text still began with `Do not travel`."""
    slipped = an_issue(L1, NEWER, states_level=False)
    detection = judged(known_as(an_issue(L4, MARK)), slipped)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "level_not_in_words")


def test_a_lower_level_that_its_own_words_state_is_not_held() -> None:
    """Title and text agree, and both are new."""
    detection = judged(known_as(an_issue(L4, MARK)), an_issue(L1, NEWER))
    assert detection.outcome is Outcome.CHANGED


@pytest.mark.parametrize("build", [an_issue, a_bare_level], ids=["text", "bare"])
def test_two_copies_that_take_turns_for_days_are_news_once(build: Copy) -> None:
    """Two back ends alternated by days; without memory, each switch would be another change."""
    watch = Watch()
    first, second = build(L2, MARK), build(L3, MARK)
    for _ in range(10):
        for copy in (first, second):
            watch.read(copy, after=MUCH_LATER)
            watch.read(copy, after=MUCH_LATER)
    assert watch.kinds == ["level_raised"]


def test_a_milder_copy_that_returns_unchanged_is_held() -> None:
    """It was replaced once, and nothing shows that it replaces its successor."""
    watch = Watch()
    for severity in (L2, L3, L3, L2):
        watch.read(a_bare_level(severity, MARK), after=AGAIN)
    assert watch.known.pending is not None
    assert watch.known.pending.rule == "copy_come_back"


def test_a_graver_copy_that_returns_unchanged_is_confirmed() -> None:
    """If the lowering in between was the mistake, subscribers must hear of the raise."""
    watch = Watch()
    for severity in (L3, L2, L2, L3, L3):
        watch.read(a_bare_level(severity, MARK), after=MUCH_LATER)
    assert watch.kinds == ["level_lowered", "level_raised"]


def test_a_title_ahead_of_its_words_is_held() -> None:
    """One of `Level 4` and "There were no changes to the advisory level" must be a mistake."""
    kept = Notes(is_level_kept=True)
    copy = an_issue(L4, NEWER, states_level=False, notes=kept)
    detection = judged(known_as(an_issue(L2, MARK)), copy)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "document_disagrees")


def test_words_ahead_of_their_title_are_held() -> None:
    """The text tells people to leave and names Level 4; its title follows minutes later."""
    words = an_issue(L3, NEWER, departure=LEAVE, notes=Notes(raised_to=L4), states_level=False)
    detection = judged(known_as(an_issue(L3, MARK)), words)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "text_ahead")


def test_a_graver_copy_dated_like_a_replaced_issue_is_held() -> None:
    """Level 3 was lowered; the other back end has it in its own words, dated a day later."""
    old = an_issue(L3, date(2026, 8, 28))
    other = an_issue(L3, date(2026, 8, 29), text="The words of the other back end.")
    detection = judged(known_as(an_issue(L2, MARK), old), other)
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "perhaps_superseded")


def test_a_graver_issue_long_after_a_replaced_one_is_not_held() -> None:
    """The storm season brings Level 3 each year."""
    old = an_issue(L3, OLDER)
    detection = judged(known_as(an_issue(L2, MARK), old), an_issue(L3, NEWER))
    assert detection.outcome is Outcome.CHANGED


def test_a_lower_issue_that_first_appears_long_after_its_date_is_held() -> None:
    """A copy of last month, first seen now, looks newer than a copy of spring."""
    detection = judged(known_as(an_issue(L4, date(2026, 5, 1))), an_issue(L2, date(2026, 7, 1)))
    assert (detection.outcome, detection.rule) == (Outcome.PENDING, "late_issue")


def test_a_graver_issue_that_first_appears_long_after_its_date_is_news() -> None:
    """The source was unreadable for a month, and in that month people were advised to leave."""
    detection = judged(known_as(an_issue(L2, date(2026, 5, 1))), an_issue(L4, date(2026, 7, 1)))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


def test_an_issue_some_days_after_its_date_is_not_held() -> None:
    """Embassies publish on Thursday advice that they signed on Monday."""
    detection = judged(known_as(an_issue(L4, OLDER)), an_issue(L2, MARK))
    assert detection.outcome is Outcome.CHANGED


def test_an_older_copy_does_not_refute_a_late_issue() -> None:
    """Two back ends alternated: one had the lowering, the other cancelled it each time."""
    watch = a_watch_on(L4, OLDER)
    watch.read(an_issue(L4, OLDER), after=thresholds.WATCH_SETTLES_IN * 2)
    late = an_issue(L2, watch.now.date() - timedelta(days=10), text="Lowered, and seen late.")
    watch.read(late)
    watch.read(an_issue(L4, OLDER))
    assert watch.kinds == []
    watch.read(late, after=MUCH_LATER)
    assert watch.kinds == ["level_lowered"]


def test_a_level_that_was_replaced_today_returns_in_doubt() -> None:
    """The back end that was behind showed the issue before in words of its own, dated today."""
    lowered = an_issue(L2, NEWER)
    record = known_as(lowered, an_issue(L3, OLDER), recorded_at=LATER - timedelta(hours=1))
    behind = an_issue(L3, NEWER, text="The issue before, in other words.")
    assert judged(record, behind).rule == "perhaps_superseded"
    assert judged(replace(record, recorded_at=SPRING), behind).outcome is Outcome.CHANGED
