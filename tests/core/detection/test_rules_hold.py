"""Rules that keep a doubtful change pending, and the evidence that confirms it."""

from datetime import date, timedelta

import pytest

from advisory_watch.core import thresholds
from advisory_watch.core.detection.engine import detect
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
    a_crowd,
    a_placeholder,
    a_reading,
    an_issue,
    judged,
    known_as,
)

AGAIN = thresholds.RAISE_CONFIRMED_AFTER
"""Time until a second read confirms a doubtful raise."""

MUCH_LATER = thresholds.LOWERING_CONFIRMED_AFTER
"""Time until a second read confirms a doubtful lowering."""


def a_watch_on(level: int, on: date | None = MARK) -> Watch:
    """Start a watch that has read a level with text."""
    watch = Watch()
    watch.read(an_issue(L1.__class__(level), on))
    return watch


@pytest.mark.parametrize("severity", [L1, L3, L4])
def test_a_placeholder_says_nothing_about_the_level(severity: int) -> None:
    """Seven of the most dangerous countries were shown as `Level 1` for a day."""
    stub = a_placeholder(L1.__class__(severity), NEWER)
    detection = judged(known_as(an_issue(L2, MARK)), stub)
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "placeholder")


def test_two_placeholders_with_two_levels_say_nothing_either() -> None:
    """A dispute between two placeholders would block the true raise that follows."""
    stubs = a_placeholder(L1, NEWER), a_placeholder(L3, NEWER)
    assert judged(known_as(an_issue(L2, MARK)), *stubs).outcome is Outcome.REJECTED


def test_many_levels_that_move_at_once_are_held() -> None:
    """A new template moved every level on the page although nothing had happened."""
    known = {item.destination: known_as(item) for item in a_crowd(L1)}
    moved = [an_issue(L3, NEWER, destination=code, name=code) for code in known]
    detections = detect(a_reading(*moved), known)
    assert {(item.outcome, item.rule) for item in detections} == {(Outcome.HELD, "mass_move")}


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


def test_an_older_graver_copy_stays_pending_when_repeated() -> None:
    """Its date may be the mistake, so it is shown as pending; repetition does not make it newer."""
    watch = a_watch_on(L2)
    for _ in range(30):
        watch.read(an_issue(L4, OLDER), after=timedelta(days=1))
    assert watch.kinds == []
    assert watch.known.pending is not None
    assert watch.known.pending.rule == "stale_copy"


def test_a_newer_candidate_of_one_level_replaces_an_old_copy() -> None:
    """An old Level 4 seen earlier must not keep a doubtful new Level 4 pending without end."""
    watch = a_watch_on(L2)
    watch.read(an_issue(L4, OLDER))
    watch.read(an_issue(L4, NEWER, text=""), after=MUCH_LATER)
    watch.read(an_issue(L4, NEWER, text=""), after=MUCH_LATER)
    assert watch.kinds == ["level_raised"]


def test_one_date_with_two_levels_is_held() -> None:
    """Belize had one date with two levels for two weeks."""
    detection = judged(known_as(an_issue(L2, MARK)), an_issue(L3, MARK))
    assert (detection.outcome, detection.rule) == (Outcome.HELD, "same_issue")


def test_two_levels_with_two_dates_are_no_dispute() -> None:
    """The copy with the newer date counts."""
    detection = judged(known_as(an_issue(L2, MARK)), an_issue(L3, NEWER), an_issue(L2, MARK))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")


def test_repetition_never_settles_two_levels_in_one_snapshot() -> None:
    """A feed that contradicts itself proves nothing, however often it is repeated."""
    watch = a_watch_on(L2)
    for _ in range(20):
        watch.read(an_issue(L2, NEWER), an_issue(L4, NEWER), after=timedelta(days=1))
    assert watch.kinds == []
    assert watch.known.pending is not None
    assert watch.known.pending.advisory.severity is L4


def test_a_level_without_words_is_held() -> None:
    """An item that lost its description has often lost its level too."""
    detection = judged(known_as(an_issue(L2, MARK)), an_issue(L3, NEWER, text=""))
    assert (detection.outcome, detection.rule) == (Outcome.HELD, "no_words")


def test_a_level_of_an_endpoint_without_text_is_not_held() -> None:
    """Otherwise no raise by Canada or the United Kingdom would ever be sent."""
    detection = judged(known_as(a_bare_level(L2, MARK)), a_bare_level(L3, NEWER))
    assert detection.outcome is Outcome.CHANGED


def test_a_date_that_proves_nothing_is_held() -> None:
    """Neither the date nor the text shows that this lowering is new."""
    detection = judged(known_as(an_issue(L4, MARK)), an_issue(L1, date(2920, 2, 3)))
    assert (detection.outcome, detection.rule) == (Outcome.HELD, "doubtful_date")


def test_known_text_under_a_newer_date_is_held() -> None:
    """A new date alone does not turn an old copy into a new issue."""
    old = an_issue(L3, OLDER)
    again = an_issue(L3, NEWER, text=old.text)
    detection = judged(known_as(an_issue(L2, MARK), old), again)
    assert (detection.outcome, detection.rule) == (Outcome.HELD, "redated_copy")


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


def test_a_doubtful_raise_goes_out_when_it_is_said_again() -> None:
    """A raise without text is true more often than not."""
    watch = a_watch_on(L2)
    watch.read(an_issue(L3, NEWER, text=""))
    assert watch.kinds == []
    watch.read(an_issue(L3, NEWER, text=""), after=MUCH_LATER)
    assert [alert.rule for alert in watch.alerts] == ["second_agreeing_read"]


def test_a_raise_without_text_is_not_confirmed_within_hours() -> None:
    """Templates lost their text for hours, which would have made sixty false evacuation alerts."""
    watch = a_watch_on(L2)
    for _ in range(4):
        watch.read(an_issue(L4, NEWER, text=""), after=AGAIN)
    assert watch.kinds == []


def test_a_doubtful_raise_is_not_confirmed_by_the_same_moment() -> None:
    """Two overlapping checks see one cached response: that is one piece of evidence."""
    watch = a_watch_on(L2)
    watch.read(an_issue(L3, NEWER, text=""))
    watch.read(an_issue(L3, NEWER, text=""), after=AGAIN - timedelta(minutes=1))
    assert watch.kinds == []


def test_without_text_one_date_with_two_levels_needs_one_repeat() -> None:
    """Canada's single document was corrected within the day; a level that is repeated is meant."""
    watch = Watch()
    for level in (L2, L3, L3):
        watch.read(a_bare_level(level, MARK), after=AGAIN)
    assert watch.kinds == ["level_raised"]


def test_with_text_one_date_with_two_levels_is_never_confirmed() -> None:
    """The other back end repeats its own level for weeks, with its own text of the same issue."""
    watch = a_watch_on(L2)
    for _ in range(30):
        watch.read(an_issue(L3, MARK), after=timedelta(days=1))
    assert watch.kinds == []
    assert watch.known.pending is not None


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
    assert (detection.outcome, detection.rule) == (Outcome.HELD, "level_not_in_words")


def test_a_lower_level_that_its_own_words_state_is_not_held() -> None:
    """Title and text agree, and both are new."""
    detection = judged(known_as(an_issue(L4, MARK)), an_issue(L1, NEWER))
    assert detection.outcome is Outcome.CHANGED


def test_a_candidate_is_not_confirmed_by_another_one() -> None:
    """Level 3 and Level 4 do not agree, though both are graver than Level 2."""
    watch = a_watch_on(L2)
    watch.read(an_issue(L3, NEWER, text=""))
    watch.read(an_issue(L4, NEWER, text=""), after=AGAIN)
    assert watch.kinds == []


def test_a_disputed_candidate_is_never_confirmed_by_repetition() -> None:
    """Two caches alternated between two levels with one date for two weeks."""
    watch = Watch()
    watch.read(a_bare_level(L2, MARK))
    for _ in range(20):
        watch.read(a_bare_level(L3, MARK), after=timedelta(hours=13))
        watch.read(a_bare_level(L2, MARK), after=timedelta(hours=13))
    for _ in range(5):
        watch.read(a_bare_level(L3, MARK), after=timedelta(hours=13))
    assert watch.kinds == []
    assert watch.known.pending is not None
    assert watch.known.pending.is_disputed


def test_a_refuted_candidate_starts_its_wait_again() -> None:
    """An item without text is a fault of an hour; a second such hour is a separate fault."""
    watch = a_watch_on(L2)
    watch.read(an_issue(L3, NEWER, text=""))
    watch.read(an_issue(L2, MARK), after=AGAIN)
    watch.read(an_issue(L3, NEWER, text=""), after=AGAIN)
    assert watch.kinds == []


def test_a_placeholder_at_the_known_level_disputes_nothing() -> None:
    """A placeholder between two reads of a true raise must not cancel it."""
    watch, mute = a_watch_on(L2), an_issue(L3, NEWER, text="")
    watch.read(mute)
    watch.read(a_placeholder(L2, NEWER), after=MUCH_LATER)
    watch.read(mute, after=MUCH_LATER)
    assert watch.kinds == ["level_raised"]


def test_an_older_copy_at_the_known_level_disputes_nothing() -> None:
    """An older copy cannot contradict an issue that was published after it."""
    watch, mute = a_watch_on(L2), an_issue(L3, NEWER, text="")
    watch.read(mute)
    watch.read(an_issue(L2, OLDER), after=MUCH_LATER)
    watch.read(mute, after=MUCH_LATER)
    assert watch.kinds == ["level_raised"]


@pytest.mark.parametrize(
    ("build", "kinds"), [(an_issue, []), (a_bare_level, ["level_raised"])], ids=["text", "bare"]
)
def test_two_copies_that_take_turns_for_days_are_news_once(build: type, kinds: list[str]) -> None:
    """Two back ends alternated by days; without memory, each switch would be another change."""
    watch = Watch()
    first, second = build(L2, MARK), build(L3, MARK)
    for _ in range(10):
        for copy in (first, second):
            watch.read(copy, after=MUCH_LATER)
            watch.read(copy, after=MUCH_LATER)
    assert watch.kinds == kinds


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


def test_an_issue_that_first_appears_long_after_its_date_is_held() -> None:
    """A copy of last month, first seen now, looks newer than a copy of spring."""
    detection = judged(known_as(an_issue(L2, date(2026, 5, 1))), an_issue(L4, date(2026, 7, 1)))
    assert (detection.outcome, detection.rule) == (Outcome.HELD, "late_issue")


def test_a_late_issue_is_confirmed_by_repetition() -> None:
    """The source was unreadable for a month, and in that month people were advised to leave."""
    watch, raised = a_watch_on(L2, date(2026, 5, 1)), an_issue(L4, MARK)
    watch.now += timedelta(days=30)
    watch.read(raised)
    assert watch.kinds == []
    watch.read(raised, after=AGAIN)
    assert watch.kinds == ["level_raised"]


def test_an_issue_some_days_after_its_date_is_not_held() -> None:
    """Embassies publish on Thursday advice that they signed on Monday."""
    detection = judged(known_as(an_issue(L2, OLDER)), an_issue(L4, MARK))
    assert detection.outcome is Outcome.CHANGED


def test_an_older_copy_does_not_refute_a_late_issue() -> None:
    """Two back ends alternated: one had the raise, the other cancelled it each time."""
    watch = a_watch_on(L2, OLDER)
    watch.read(an_issue(L2, OLDER), after=thresholds.WATCH_SETTLES_IN * 2)
    late = an_issue(L4, watch.now.date() - timedelta(days=10), text="Raised, and seen late.")
    watch.read(late)
    watch.read(an_issue(L2, OLDER))
    assert watch.kinds == []
    watch.read(late, after=AGAIN)
    assert watch.kinds == ["level_raised"]
