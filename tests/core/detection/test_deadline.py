"""The bounded wait: graver advice in doubt is reported two hours after it was first seen.

No rule can hold it longer. Real case: read every five minutes through two back ends, eleven raises
of a war were never reported, because each turn of the other back end began the wait from the start.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Departure, Notes
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
)

LEAVE = Departure.DEPART_IMMEDIATELY
DEADLINE = thresholds.GRAVER_TOLD_AFTER
MINUTE = timedelta(minutes=1)
KNOWN = an_issue(L2, MARK)
WORDLESS = an_issue(L3, NEWER, text="")
AHEAD = Notes(raised_to=L4)

DOUBTFUL = {
    "placeholder": a_placeholder(L4, NEWER),
    "document_disagrees": an_issue(L4, NEWER, states_level=False, notes=Notes(is_level_kept=True)),
    "text_ahead": an_issue(L2, NEWER, departure=LEAVE, notes=AHEAD, states_level=False),
    "same_issue": a_bare_level(L3, MARK),
    "no_words": WORDLESS,
    "level_not_in_words": an_issue(L3, date(2030, 9, 15), states_level=False),
    "doubtful_date": a_bare_level(L3, date(2030, 9, 15)),
}
"""A graver copy for each doubt, by the rule that doubts it."""


def a_watch(advisory: Advisory = KNOWN) -> Watch:
    """Start a watch that has read a level with text."""
    watch = Watch()
    watch.read(advisory)
    return watch


def rules(watch: Watch) -> list[str]:
    """Return the rule of every alert."""
    return [alert.rule for alert in watch.alerts]


@pytest.mark.parametrize("doubt", DOUBTFUL)
def test_every_doubt_ends_at_the_deadline(doubt: str) -> None:
    """A doubt without an end is a raise that is never reported."""
    watch = a_watch()
    watch.read(DOUBTFUL[doubt])
    assert watch.known.pending is not None
    assert watch.known.pending.rule == doubt
    watch.read(DOUBTFUL[doubt], after=DEADLINE - MINUTE)
    assert watch.alerts == ()
    watch.read(DOUBTFUL[doubt], after=MINUTE)
    is_repeatable = doubt in ("same_issue", "doubtful_date")
    assert rules(watch) == ["second_agreeing_read" if is_repeatable else "unconfirmed"]


def test_two_levels_in_one_snapshot_end_at_the_deadline() -> None:
    """One country was listed twice with two levels for two weeks; the graver one may be true."""
    watch, both = a_watch(), (an_issue(L2, NEWER), an_issue(L4, NEWER))
    watch.read(*both)
    watch.read(*both, after=DEADLINE - MINUTE)
    assert watch.alerts == ()
    watch.read(*both, after=MINUTE)
    assert rules(watch) == ["unconfirmed"]
    assert watch.known.advisory == both[1]


def test_a_graver_copy_dated_like_a_replaced_issue_ends_at_the_deadline() -> None:
    """It may be the other back end's copy of the replaced issue, or a second storm."""
    watch = a_watch(an_issue(L3, date(2026, 8, 28)))
    watch.read(KNOWN)
    other = an_issue(L3, date(2026, 8, 29), text="The words of the other back end.")
    watch.read(other)
    assert watch.kinds == ["level_lowered"]
    watch.read(other, after=DEADLINE)
    assert rules(watch)[1:] == ["unconfirmed"]


def test_the_message_says_that_the_change_is_not_confirmed() -> None:
    """People decide by it whether to leave tonight; they must know what it rests on."""
    watch = a_watch()
    watch.read(WORDLESS)
    watch.read(WORDLESS, after=DEADLINE)
    (alert,) = watch.alerts
    assert (alert.kind, alert.rule) == ("level_raised", "unconfirmed")
    assert watch.known.rule == "unconfirmed"


def test_a_copy_with_better_evidence_goes_out_at_once() -> None:
    """The words follow within minutes; then there is nothing to wait for."""
    watch = a_watch()
    watch.read(WORDLESS)
    watch.read(an_issue(L3, NEWER), after=5 * MINUTE)
    assert rules(watch) == ["newer_issue"]


def test_the_recorded_copy_between_does_not_end_the_wait() -> None:
    """Two back ends answer in turn, every five minutes; one of them is behind by hours."""
    watch = a_watch()
    for _ in range(12):
        watch.read(WORDLESS, after=5 * MINUTE)
        watch.read(KNOWN, after=5 * MINUTE)
    assert watch.alerts == ()
    watch.read(WORDLESS, after=5 * MINUTE)
    assert rules(watch) == ["unconfirmed"]


def test_a_dispute_is_not_called_confirmed() -> None:
    """The recorded copy was read in between, so the second read agrees with one of two."""
    watch, doubtful = a_watch(), DOUBTFUL["same_issue"]
    watch.read(doubtful)
    watch.read(KNOWN, after=DEADLINE / 2)
    watch.read(doubtful, after=DEADLINE / 2)
    assert rules(watch) == ["unconfirmed"]


def test_another_graver_copy_does_not_begin_the_wait_again() -> None:
    """As a war begins, each read shows another doubtful copy; the clock is that of the first."""
    watch = a_watch()
    watch.read(WORDLESS)
    watch.read(an_issue(L4, NEWER, text=""), after=DEADLINE / 2)
    assert watch.alerts == ()
    watch.read(an_issue(L3, MARK, states_level=False), after=DEADLINE / 2)
    assert rules(watch) == ["unconfirmed"]


def test_a_milder_doubt_does_not_take_the_place_of_a_graver_one() -> None:
    """A template without words lowers for one read, between two reads of the raise."""
    watch = a_watch()
    watch.read(WORDLESS)
    watch.read(an_issue(L1, NEWER, text=""), after=DEADLINE / 2)
    watch.read(WORDLESS, after=DEADLINE / 2)
    assert rules(watch) == ["unconfirmed"]


def test_a_graver_doubt_after_a_milder_one_begins_its_own_wait() -> None:
    """The lowering has waited for a day; that is no evidence for a raise."""
    watch, milder = a_watch(), an_issue(L1, NEWER, text="")
    watch.read(milder)
    watch.read(WORDLESS, after=timedelta(days=1))
    assert watch.alerts == ()
    watch.read(WORDLESS, after=DEADLINE)
    assert rules(watch) == ["unconfirmed"]


def test_a_fault_of_an_hour_is_never_told() -> None:
    """For an hour, sixty destinations were at Level 4 without a word."""
    watch, fault = a_watch(), an_issue(L4, NEWER, text="")
    for _ in range(12):
        watch.read(fault, after=5 * MINUTE)
    for _ in range(72):
        watch.read(KNOWN, after=timedelta(hours=1))
    assert watch.alerts == ()
    assert watch.known.pending is None


def test_the_same_fault_days_later_begins_a_new_wait() -> None:
    """Otherwise the second hour without words would be reported in its first minute."""
    watch, fault = a_watch(), an_issue(L4, NEWER, text="")
    watch.read(fault)
    watch.read(KNOWN, after=thresholds.CANDIDATE_LAPSES_AFTER)
    watch.read(fault, after=timedelta(days=2))
    watch.read(fault, after=DEADLINE - MINUTE)
    assert watch.alerts == ()


@pytest.mark.parametrize(
    "between",
    [a_placeholder(L2, NEWER), an_issue(L2, OLDER, text="An older copy.")],
    ids=["a placeholder", "an older copy"],
)
def test_what_says_nothing_disputes_nothing(between: Advisory) -> None:
    """An older copy cannot contradict an issue that was published after it."""
    watch, doubtful = a_watch(), DOUBTFUL["same_issue"]
    watch.read(doubtful)
    watch.read(between, after=DEADLINE / 2)
    watch.read(doubtful, after=DEADLINE / 2)
    assert rules(watch) == ["second_agreeing_read"]


def test_two_overlapping_checks_are_one_piece_of_evidence() -> None:
    """Both see one cached response."""
    watch = a_watch()
    for _ in range(5):
        watch.read(WORDLESS, after=MINUTE)
    assert watch.alerts == ()


def test_the_wait_ends_after_hours_without_any_answer() -> None:
    """The source was unreachable meanwhile; the raise was first seen before that."""
    watch = a_watch()
    watch.read(WORDLESS)
    for _ in range(3):
        watch.fail()
    watch.read(WORDLESS, after=5 * MINUTE)
    assert "unconfirmed" in rules(watch)


def test_a_part_in_doubt_has_the_same_deadline() -> None:
    """Without any text, a second level for parts appeared under the known date."""
    watch = a_watch(a_bare_level(L2, MARK))
    parts = a_bare_level(L2, MARK, partial_severity=L4)
    watch.read(parts)
    assert watch.alerts == ()
    watch.read(parts, after=DEADLINE)
    assert watch.kinds == ["part_raised"]


def test_departure_advice_of_another_back_end_has_the_same_deadline() -> None:
    """Months after the issue, a second back end shows it with "leave now": perhaps it is new."""
    watch = a_watch(an_issue(L4, MARK))
    watch.read(an_issue(L4, MARK), after=timedelta(days=60))
    leave = an_issue(L4, MARK, text="Leave now.", departure=LEAVE)
    watch.read(leave)
    assert watch.alerts == ()
    watch.read(leave, after=DEADLINE)
    assert watch.kinds == ["departure_raised"]


def test_a_redated_copy_of_a_replaced_text_has_no_deadline() -> None:
    """A back end that gives its old copies a new date for a day must not tell them as news."""
    watch = a_watch(an_issue(L3, OLDER))
    watch.read(KNOWN)
    again = replace(an_issue(L3, OLDER), issued_on=NEWER)
    watch.read(again)
    watch.read(again, after=timedelta(hours=30))
    assert watch.kinds == ["level_lowered"]
    watch.read(again, after=timedelta(hours=6))
    assert watch.kinds == ["level_lowered", "level_raised"]


def test_a_doubt_about_a_milder_copy_does_not_hide_a_graver_one_beside_it() -> None:
    """The newest item lowers the level in doubt, for days; next to it stays a wordless Level 4."""
    watch = a_watch()
    feed = an_issue(L1, NEWER, notes=Notes(is_level_kept=True)), an_issue(L4, MARK, text="")
    watch.read(*feed)
    assert watch.known.pending is not None
    assert watch.known.pending.advisory == feed[1]
    watch.read(*feed, after=DEADLINE)
    assert watch.kinds == ["level_raised"]


def test_known_words_under_another_title_have_a_clock_of_their_own() -> None:
    """A feed broke after an honest raise had waited, and its old words were sent at once."""
    watch, raised = a_watch(), an_issue(L4, MARK, states_level=False)
    watch.read(raised)
    watch.read(replace(KNOWN, severity=L3, states_level=False), after=DEADLINE)
    assert watch.alerts == ()
    watch.read(replace(KNOWN, severity=L3, states_level=False), after=DEADLINE)
    assert rules(watch) == ["unconfirmed"]


def test_the_recorded_words_under_a_graver_title_wait() -> None:
    """A title was wrong for an hour; the text named the level of a part, so it seemed to agree."""
    watch = a_watch(an_issue(L2, NEWER, partial_severity=L4))
    slip = an_issue(L4, NEWER, text=an_issue(L2, NEWER).text)
    watch.read(slip)
    assert watch.alerts == ()
    watch.read(slip, after=DEADLINE)
    assert watch.kinds == ["level_raised"]


def test_an_old_candidate_makes_room_for_the_true_copy() -> None:
    """After two wrong titles the record stayed too grave for good: the first one still waited."""
    watch = a_watch()
    watch.read(an_issue(L4, NEWER, text=KNOWN.text, states_level=False))
    watch.read(WORDLESS, after=MINUTE)
    watch.read(WORDLESS, after=DEADLINE)
    assert rules(watch) == ["unconfirmed"]
    for _ in range(9):
        watch.read(KNOWN, after=timedelta(hours=6))
    assert watch.kinds == ["level_raised", "level_lowered"]


def test_new_words_do_not_wait_for_a_copy_that_came_back() -> None:
    """After a wrong title was reported, an issue at the old level was not recorded for a week."""
    watch = a_watch()
    watch.read(WORDLESS)
    watch.read(WORDLESS, after=DEADLINE)
    watch.read(KNOWN)
    assert watch.known.pending is not None
    assert watch.known.pending.rule == "copy_come_back"
    issue = an_issue(L2, date(2026, 9, 2), text="An issue of its own.")
    watch.read(issue, after=timedelta(hours=20))
    watch.read(issue, after=DEADLINE)
    assert watch.kinds == ["level_raised", "level_lowered"]


def test_a_replaced_copy_that_is_graver_in_a_part_has_no_deadline() -> None:
    """A back end that was behind showed the issue before, and people were sent it once more."""
    before = an_issue(L2, MARK, partial_severity=L4)
    watch = a_watch(before)
    watch.read(an_issue(L3, NEWER, text=""))
    watch.read(an_issue(L3, NEWER, text=""), after=DEADLINE)
    assert rules(watch) == ["unconfirmed"]
    watch.read(before, after=MINUTE)
    watch.read(before, after=DEADLINE)
    assert rules(watch) == ["unconfirmed"]
