"""Destinations that are missing: never a lowering, rarely a withdrawal."""

from datetime import timedelta

from advisory_watch.core.advisories import Problem
from advisory_watch.core.verdicts.vanishing import absences, withdrawals
from core.verdicts.cases import (
    L4,
    LATER,
    MARK,
    NEWER,
    OLDER,
    Watch,
    a_crowd,
    a_reading,
    an_issue,
    known_as,
)

DAY = timedelta(days=1)
KUWAIT = an_issue(L4, MARK)
KNOWN = {"KW": known_as(KUWAIT)}


def a_watch() -> Watch:
    """Start a watch that has read about Kuwait."""
    watch = Watch()
    watch.read(KUWAIT)
    return watch


def test_vanishing_for_days_is_no_news() -> None:
    """Destinations vanished and returned 252 times in a year."""
    watch = a_watch()
    for _ in range(6):
        watch.read(after=DAY)
    watch.read(KUWAIT, after=DAY)
    assert (watch.alerts, watch.known.number) == ((), 1)


def test_vanishing_for_more_than_a_week_is_a_withdrawal() -> None:
    """Whoever relies on our silence must know that there is no advice any more."""
    watch = a_watch()
    for _ in range(8):
        watch.read(after=DAY)
    assert watch.kinds == ["withdrawn"]
    assert watch.alerts[0].before == KUWAIT
    assert watch.known.advisory == KUWAIT


def test_a_withdrawal_is_told_once() -> None:
    """It stays withdrawn for years."""
    watch = a_watch()
    for _ in range(60):
        watch.read(after=DAY)
    assert watch.kinds == ["withdrawn"]


def test_what_returns_is_told_once_and_wakes_nobody() -> None:
    """It says `leave immediately` as it has for years; listing it again is no instruction."""
    watch = a_watch()
    for _ in range(8):
        watch.read(after=DAY)
    for _ in range(3):
        watch.read(KUWAIT, after=DAY)
    assert [(alert.rule, alert.is_urgent) for alert in watch.alerts] == [
        ("withdrawn_after_days", False),
        ("returned", False),
    ]


def test_an_absence_begins_anew_after_every_return() -> None:
    """Two spellings of one name alternate; each is missing half of the time."""
    watch = a_watch()
    for day in range(60):
        watch.read(*(() if day % 5 else (KUWAIT,)), after=DAY)
    assert watch.alerts == ()


def test_many_that_are_missing_for_weeks_are_a_fault() -> None:
    """Exactly the twenty gravest destinations were missing for four days in Ireland."""
    crowd = a_crowd()
    known = {each.destination: known_as(each) for each in crowd}
    since = LATER - timedelta(days=30)
    assert withdrawals(known, dict.fromkeys(list(known)[:2], since), LATER) == ()
    assert len(withdrawals(known, dict.fromkeys(list(known)[:1], since), LATER)) == 1


def test_an_item_that_could_not_be_read_is_not_missing() -> None:
    """A new kind of level in the title of one country: it is there, we are too old for it."""
    unread = Problem(subject="Kuwait", reason="no rule for level")
    assert absences(a_reading(problems=(unread,)), KNOWN, {}) == {}
    assert absences(a_reading(), KNOWN, {}) == {"KW": LATER}


def test_an_absence_goes_on_while_other_items_cannot_be_read() -> None:
    """One broken item that stays must not hide a withdrawal for ever."""
    unread = Problem(subject="Atlantis", reason="no such place")
    since = LATER - DAY
    assert absences(a_reading(problems=(unread,)), KNOWN, {"KW": since}) == {"KW": since}


def test_what_was_never_recorded_is_not_missing() -> None:
    """A placeholder that came by once never was advice."""
    assert absences(a_reading(), {"KW": known_as(KUWAIT, number=0)}, {}) == {}


def test_what_is_withdrawn_already_is_not_missing_again() -> None:
    """It would be withdrawn every week."""
    assert absences(a_reading(), {"KW": known_as(KUWAIT, is_withdrawn=True)}, {}) == {}


def test_a_reading_from_before_a_destination_was_known_does_not_miss_it() -> None:
    """Replaying last year's captures must not withdraw what was listed since."""
    early = LATER - timedelta(days=90)
    assert absences(a_reading(at=early), KNOWN, {}) == {}


def test_a_vanished_destination_that_returns_raised_is_a_raise() -> None:
    """It was missing on the very days in which the war began."""
    watch = Watch()
    watch.read(an_issue(L4.__class__(2), OLDER))
    watch.read(after=DAY)
    watch.read(an_issue(L4, NEWER), after=DAY)
    assert watch.kinds == ["level_raised"]
