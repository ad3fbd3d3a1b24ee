"""Missing destinations: never a lowering, rarely a withdrawal."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.advisory import Problem
from advisory_watch.core.detection.snapshot.batch_checks import find_absences, find_withdrawals
from core.detection.cases import (
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
NAMES = [f"{letter}{number}" for letter in "ABCDEFGHIJKLMNOPQRSTU" for number in range(10)]
PUBLISHED = {code: known_as(an_issue(L4, MARK, destination=code)) for code in NAMES}
"""As many destinations as a government advises about."""


def a_watch() -> Watch:
    """Start a watch that has read Kuwait once."""
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
    """A subscriber who relies on silence must know that there is no advice any more."""
    watch = a_watch()
    for _ in range(8):
        watch.read(after=DAY)
    assert watch.kinds == ["withdrawn"]
    assert watch.alerts[0].before == KUWAIT
    assert watch.known.advisory == KUWAIT


def test_a_withdrawal_alerts_once() -> None:
    """It stays withdrawn for years."""
    watch = a_watch()
    for _ in range(60):
        watch.read(after=DAY)
    assert watch.kinds == ["withdrawn"]


def test_a_return_alerts_once_and_is_not_urgent() -> None:
    """It has advised to leave immediately for years; listing it again is no new instruction."""
    watch = a_watch()
    for _ in range(8):
        watch.read(after=DAY)
    for _ in range(3):
        watch.read(KUWAIT, after=DAY)
    assert [(alert.rule, alert.is_urgent) for alert in watch.alerts] == [
        ("withdrawn_after_days", False),
        ("returned", False),
    ]


def test_every_return_restarts_the_absence() -> None:
    """Two spellings of one name alternate, so each is missing half of the time."""
    watch = a_watch()
    for day in range(60):
        watch.read(*(() if day % 5 else (KUWAIT,)), after=DAY)
    assert watch.alerts == ()


def withdrawn(days: dict[str, float]) -> list[str]:
    """Return what is withdrawn after these days of absence, out of `PUBLISHED`."""
    absent = {code: LATER - timedelta(days=span) for code, span in days.items()}
    return [detection.destination for detection in find_withdrawals(PUBLISHED, absent, LATER)]


def test_the_gravest_that_are_missing_together_for_days_are_a_fault() -> None:
    """In Ireland, exactly the twenty gravest destinations were missing for four days."""
    assert withdrawn(dict.fromkeys(NAMES[:20], 4)) == []
    assert withdrawn(dict.fromkeys(NAMES[:20], 13.9)) == []


def test_several_that_are_missing_for_two_weeks_were_merged_away() -> None:
    """A publisher that gives one page to five islands does not list the five again."""
    islands = NAMES[:5]
    assert withdrawn(dict.fromkeys(islands, 13.9)) == []
    assert withdrawn(dict.fromkeys(islands, 14)) == islands


def test_a_few_that_vanish_are_withdrawn_after_a_week() -> None:
    """A group that vanished before them must not hold them back, whatever became of it."""
    group, alone = NAMES[:20], NAMES[20]
    assert withdrawn({alone: 7}) == [alone]
    assert withdrawn({**dict.fromkeys(group, 3), alone: 7}) == [alone]
    assert withdrawn({**dict.fromkeys(group, 20), alone: 7}) == [*group, alone]


def test_a_single_one_of_a_short_list_is_withdrawn_after_a_week() -> None:
    """A share of a short list would be less than one destination."""
    known = {copy.destination: known_as(copy) for copy in a_crowd()}
    gone = list(known)[:1]
    assert len(find_withdrawals(known, {gone[0]: LATER - 7 * DAY}, LATER)) == 1


@settings(derandomize=True, deadline=None, database=None)
@given(days=st.dictionaries(st.sampled_from(NAMES), st.integers(0, 40)))
def test_every_absence_ends_in_two_weeks(days: dict[str, int]) -> None:
    """However many vanish: not one is withdrawn within a week, and all of them after two."""
    told = set(withdrawn(dict(days)))
    assert {code for code, span in days.items() if span >= 14} <= told
    assert told <= {code for code, span in days.items() if span >= 7}
    between = {code for code, span in days.items() if 7 <= span < 14}
    assert told & between == (between if len(between) <= 0.02 * len(PUBLISHED) else set())


def test_an_item_that_could_not_be_read_is_not_missing() -> None:
    """The item exists; only its level is of a kind that the reader does not know."""
    unread = Problem(subject="Kuwait", reason="no rule for level")
    assert find_absences(a_reading(problems=(unread,)), KNOWN, {}) == {}
    assert find_absences(a_reading(), KNOWN, {}) == {"KW": LATER}


def test_an_absence_goes_on_while_other_items_cannot_be_read() -> None:
    """One item that stays broken must not hide a withdrawal without end."""
    unread = Problem(subject="Atlantis", reason="no such place")
    since = LATER - DAY
    assert find_absences(a_reading(problems=(unread,)), KNOWN, {"KW": since}) == {"KW": since}


def test_an_unrecorded_destination_is_not_missing() -> None:
    """A placeholder seen once was never advice."""
    assert find_absences(a_reading(), {"KW": known_as(KUWAIT, number=0)}, {}) == {}


def test_a_withdrawn_destination_is_not_missing_again() -> None:
    """Otherwise it would be withdrawn again every week."""
    assert find_absences(a_reading(), {"KW": known_as(KUWAIT, is_withdrawn=True)}, {}) == {}


def test_a_reading_older_than_a_destination_does_not_miss_it() -> None:
    """A replay of last year's captures must not withdraw destinations listed since."""
    early = LATER - timedelta(days=90)
    assert find_absences(a_reading(at=early), KNOWN, {}) == {}


def test_a_vanished_destination_that_returns_raised_is_a_raise() -> None:
    """It was missing on the very days on which the war began."""
    watch = Watch()
    watch.read(an_issue(L4.__class__(2), OLDER))
    watch.read(after=DAY)
    watch.read(an_issue(L4, NEWER), after=DAY)
    assert watch.kinds == ["level_raised"]
