"""Whether a snapshot can be complete, decided before any item is judged."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Problem
from advisory_watch.core.detection.snapshot.batch_checks import require_plausible
from advisory_watch.core.errors import Implausible, Truncated
from advisory_watch.core.thresholds import is_mass
from core.detection.cases import CODES, L2, LATER, a_crowd, a_reading, an_issue, known_as

CROWD = a_crowd()
KNOWN = {copy.destination: known_as(copy) for copy in CROWD}
EXPECTED = (2, 20)
DAY = timedelta(days=1)


def is_complete(absent: dict[str, datetime], left: int) -> bool:
    """Judge a list from which the first `left` destinations are missing."""
    try:
        require_plausible(a_reading(*CROWD[left:]), KNOWN, absent, EXPECTED)
    except Truncated:
        return False
    return True


def test_an_empty_reading_is_a_broken_page() -> None:
    """Australia's list had no rows on two days; no country had been withdrawn."""
    with pytest.raises(Implausible, match="expected 2 to 20 destinations, found 0"):
        require_plausible(a_reading(), {}, {}, EXPECTED)


def test_a_reading_of_too_many_is_a_broken_page() -> None:
    """A page that lists every city is not the page that the reader understands."""
    with pytest.raises(Implausible, match="found 15"):
        require_plausible(a_reading(*CROWD), {}, {}, (2, 14))


def test_a_destination_counts_once_however_often_it_is_listed() -> None:
    """One feed of 213 listed 114 names twice."""
    require_plausible(a_reading(*CROWD, *CROWD), {}, {}, EXPECTED)


def test_many_that_vanish_at_once_are_a_broken_page() -> None:
    """A truncated feed ends somewhere in the alphabet."""
    with pytest.raises(Implausible, match="15 destinations, 5 of them are gone"):
        require_plausible(a_reading(*CROWD[5:]), KNOWN, {}, EXPECTED)


def test_a_few_that_vanish_are_no_broken_page() -> None:
    """Some items are missing every week; the others are still worth reading."""
    require_plausible(a_reading(*CROWD[4:]), KNOWN, {}, EXPECTED)


def test_withdrawn_destinations_are_not_missed() -> None:
    """Otherwise a publisher that gave up five islands could never be read again."""
    known = {
        code: known_as(known_record.advisory or CROWD[0], is_withdrawn=code in list(KNOWN)[:5])
        for code, known_record in KNOWN.items()
    }
    require_plausible(a_reading(*CROWD[5:]), known, {}, EXPECTED)


def test_the_error_names_the_unread_items() -> None:
    """An operator who is woken by it must see at once that the format changed."""
    problem = Problem(subject="Kuwait", reason="no rule for level 'Stufe 3'")
    snapshot = a_reading(an_issue(L2), problems=(problem,) * 200)
    with pytest.raises(Implausible, match=r"200 unread, such as Kuwait: no rule for level"):
        require_plausible(snapshot, {}, {}, EXPECTED)


@pytest.mark.parametrize("count", [1, 2])
def test_a_list_that_is_too_short_is_truncated_and_an_empty_one_is_not(count: int) -> None:
    """The rest of a feed cut short still has news; a page without any item has none."""
    with pytest.raises(Truncated, match=f"expected 3 to 20 destinations, found {count}"):
        require_plausible(a_reading(*CROWD[:count]), KNOWN, {}, (3, 20))
    with pytest.raises(Implausible) as empty:
        require_plausible(a_reading(), KNOWN, {}, (3, 20))
    assert not isinstance(empty.value, Truncated)


def test_a_fifth_that_is_missing_for_a_day_was_dropped() -> None:
    """Otherwise a milder level of the other destinations would never be reported again."""
    day = dict.fromkeys(CODES[:5], LATER - DAY)
    less = dict.fromkeys(CODES[:5], LATER - DAY + timedelta(minutes=1))
    assert is_complete(day, 5)
    assert not is_complete(less, 5)


def test_a_second_fifth_that_vanishes_later_is_lost_again() -> None:
    """A publisher that dropped some entries can still have a fault."""
    assert not is_complete(dict.fromkeys(CODES[:4], LATER - 2 * DAY), 9)


def test_a_list_below_the_expected_range_is_never_accepted() -> None:
    """An interface that lists 25 rows by default would withdraw the rest of the world."""
    absent = dict.fromkeys(CODES[:5], LATER - 365 * DAY)
    with pytest.raises(Truncated, match="expected 12 to 20 destinations, found 10"):
        require_plausible(a_reading(*CROWD[5:]), KNOWN, absent, (12, 20))


@settings(derandomize=True, deadline=None, database=None)
@given(
    missing=st.dictionaries(st.sampled_from(CODES), st.integers(0, 72), max_size=len(CODES) - 2),
)
def test_only_what_vanished_within_a_day_counts_as_lost(missing: dict[str, int]) -> None:
    """A list is incomplete exactly if the destinations that it newly lost are a mass."""
    absent = {code: LATER - timedelta(hours=hours) for code, hours in missing.items()}
    rest = [copy for copy in CROWD if copy.destination not in missing]
    new = sum(timedelta(hours=h) < thresholds.SHORTER_LIST_ACCEPTED_AFTER for h in missing.values())
    try:
        require_plausible(a_reading(*rest), KNOWN, absent, EXPECTED)
    except Truncated:
        assert is_mass(new, len(CROWD))
    else:
        assert not is_mass(new, len(CROWD))
