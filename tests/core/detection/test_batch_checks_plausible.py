"""Whether a snapshot can be complete, decided before any item is judged."""

import pytest

from advisory_watch.core.advisory import Problem
from advisory_watch.core.detection.batch_checks import require_plausible
from advisory_watch.core.errors import Implausible
from core.detection.cases import L2, a_crowd, a_reading, an_issue, known_as

CROWD = a_crowd()
KNOWN = {copy.destination: known_as(copy) for copy in CROWD}
EXPECTED = (2, 20)


def test_an_empty_reading_is_a_broken_page() -> None:
    """Australia's list had no rows on two days; no country had been withdrawn."""
    with pytest.raises(Implausible, match="expected 2 to 20 destinations, found 0"):
        require_plausible(a_reading(), {}, EXPECTED)


def test_a_reading_of_too_many_is_a_broken_page() -> None:
    """A page that lists every city is not the page that the reader understands."""
    with pytest.raises(Implausible, match="found 15"):
        require_plausible(a_reading(*CROWD), {}, (2, 14))


def test_a_destination_counts_once_however_often_it_is_listed() -> None:
    """One feed of 213 listed 114 names twice."""
    require_plausible(a_reading(*CROWD, *CROWD), {}, EXPECTED)


def test_many_that_vanish_at_once_are_a_broken_page() -> None:
    """A truncated feed ends somewhere in the alphabet."""
    with pytest.raises(Implausible, match="15 destinations, 5 of them are gone"):
        require_plausible(a_reading(*CROWD[5:]), KNOWN, EXPECTED)


def test_a_few_that_vanish_are_no_broken_page() -> None:
    """Some items are missing every week; the others are still worth reading."""
    require_plausible(a_reading(*CROWD[4:]), KNOWN, EXPECTED)


def test_withdrawn_destinations_are_not_missed() -> None:
    """Otherwise a publisher that gave up five islands could never be read again."""
    known = {
        code: known_as(known_record.advisory or CROWD[0], is_withdrawn=code in list(KNOWN)[:5])
        for code, known_record in KNOWN.items()
    }
    require_plausible(a_reading(*CROWD[5:]), known, EXPECTED)


def test_the_error_names_the_unread_items() -> None:
    """An operator who is woken by it must see at once that the format changed."""
    problem = Problem(subject="Kuwait", reason="no rule for level 'Stufe 3'")
    snapshot = a_reading(an_issue(L2), problems=(problem,) * 200)
    with pytest.raises(Implausible, match=r"200 unread, such as Kuwait: no rule for level"):
        require_plausible(snapshot, {}, EXPECTED)
