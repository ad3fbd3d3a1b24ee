"""Which copy counts if a snapshot names a destination more than once."""

from dataclasses import replace
from datetime import date
from itertools import permutations

from advisory_watch.core.advisory import Departure
from advisory_watch.core.detection.types import Outcome
from core.detection.cases import (
    L1,
    L2,
    L3,
    L4,
    MARK,
    NEWER,
    OLDER,
    a_placeholder,
    an_issue,
    judged,
    known_as,
)

KNOWN = known_as(an_issue(L2, MARK))
SIX = (
    an_issue(L2, MARK),
    an_issue(L3, NEWER),
    an_issue(L3, NEWER, text="In other words.", url="https://travel.state.gov/new.html"),
    an_issue(L3, NEWER, url="https://travel.state.gov/other.html"),
    an_issue(L1, OLDER),
    a_placeholder(L1, NEWER),
)


def test_the_order_of_the_copies_makes_no_difference() -> None:
    """Two back ends list the same items in different order; that is not a change."""
    detections = {repr(judged(KNOWN, *order)) for order in permutations(SIX)}
    assert len(detections) == 1


def test_repeating_a_copy_makes_no_difference() -> None:
    """One feed listed 114 names twice."""
    assert judged(KNOWN, *SIX, *SIX) == judged(KNOWN, *SIX)


def test_the_newest_copy_counts() -> None:
    """A feed may list last month's copy next to today's raise."""
    detection = judged(KNOWN, an_issue(L2, MARK), an_issue(L4, NEWER), an_issue(L1, OLDER))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "newer_issue")
    assert detection.advisory == an_issue(L4, NEWER)


def test_words_count_before_a_placeholder_of_the_same_day() -> None:
    """The publisher dates every placeholder with the day of the request."""
    detection = judged(KNOWN, a_placeholder(L1, date(2026, 9, 2)), an_issue(L3, NEWER))
    assert detection.rule == "newer_issue"


def test_a_date_that_cannot_be_right_is_not_the_newest() -> None:
    """If the newest date always won, an item dated 2030 would hide every true issue until then."""
    detection = judged(KNOWN, an_issue(L1, date(2030, 9, 15)), an_issue(L3, NEWER))
    assert detection.rule == "newer_issue"


def test_a_graver_copy_is_not_hidden_by_its_wrong_date() -> None:
    """The raise was dated 2030, and the feed still listed the copy that it replaced."""
    detection = judged(KNOWN, an_issue(L4, date(2030, 9, 15)), an_issue(L2, MARK))
    assert (detection.outcome, detection.rule) == (Outcome.CHANGED, "wrong_date")


def test_a_milder_copy_under_a_wrong_date_proves_nothing() -> None:
    """A credible copy exists, and it is on record."""
    detection = judged(KNOWN, an_issue(L1, date(2030, 9, 15)), an_issue(L2, MARK))
    assert detection.outcome is Outcome.UNCHANGED


def test_a_graver_copy_beside_a_credible_one_waits() -> None:
    """It has no words and no possible date, but a feed that lists it for hours may mean it."""
    wordless = an_issue(L4, date(2030, 9, 15), text="")
    detection = judged(KNOWN, wordless, an_issue(L2, MARK))
    assert (detection.outcome, detection.is_dispute) == (Outcome.PENDING, True)
    assert detection.advisory == wordless


def test_an_old_and_graver_copy_beside_the_recorded_one_is_no_doubt() -> None:
    """The feed lists last year's Level 4 next to today's Level 2, for months."""
    detection = judged(KNOWN, an_issue(L4, OLDER), an_issue(L2, MARK))
    assert detection.outcome is Outcome.UNCHANGED


def test_known_words_under_a_wrong_date_hide_nothing() -> None:
    """An old Level 4 with a broken date must not win over today's Level 3."""
    old = an_issue(L4, OLDER)
    known = known_as(an_issue(L2, MARK), old)
    broken = replace(old, issued_on=date(2030, 9, 15))
    assert judged(known, broken, an_issue(L3, NEWER)).advisory == an_issue(L3, NEWER)


def test_copies_of_one_new_date_with_two_levels_are_a_dispute() -> None:
    """The feed itself states both levels, so neither can be chosen."""
    detection = judged(KNOWN, an_issue(L2, NEWER), an_issue(L3, NEWER))
    assert (detection.outcome, detection.rule, detection.is_dispute) == (
        Outcome.PENDING,
        "feed_disagrees",
        True,
    )
    assert "Level 2" in detection.reason
    assert "Level 3" in detection.reason


def test_copies_of_one_new_date_with_one_level_are_no_dispute() -> None:
    """The copies agree on everything that matters."""
    detection = judged(KNOWN, an_issue(L3, NEWER), an_issue(L3, NEWER, text="In other words."))
    assert detection.outcome is Outcome.CHANGED


def test_the_copy_that_tells_people_to_leave_counts_first() -> None:
    """The shorter of two copies of an issue may be the one with the instruction to leave."""
    leave = an_issue(L4, NEWER, text="Leave.", departure=Departure.DEPART_IMMEDIATELY)
    detection = judged(KNOWN, an_issue(L4, NEWER, text="A long and mild text. " * 9), leave)
    assert detection.advisory == leave
