"""Another endpoint of the same source can settle a doubt in the same check."""

from datetime import date, timedelta

from advisory_watch.core.detection.confirm import settle_elsewhere
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
    a_crowd,
    a_placeholder,
    an_issue,
    judged,
    known_as,
)

KNOWN = known_as(an_issue(L2, MARK))
DOUBTFUL = an_issue(L3, MARK, states_level=False)
"""A raise under the known date, in a text that does not state its level."""


def a_watch() -> Watch:
    """Start a watch with two endpoints that has read a level."""
    watch = Watch("rss", "api")
    watch.read(an_issue(L2, MARK))
    return watch


def test_a_credible_copy_at_the_other_endpoint_confirms_a_raise() -> None:
    """The feed lost its text but the API has it, so the alert need not wait for another check."""
    watch = a_watch()
    watch.read(an_issue(L3, NEWER, text=""), api=an_issue(L3, NEWER))
    assert watch.kinds == ["level_raised"]
    assert watch.alerts[0].rule == "second_door_confirms"
    assert watch.known.advisory == an_issue(L3, NEWER)


def test_two_endpoints_that_agree_confirm_a_doubtful_raise() -> None:
    """Both state it under the known date; the alert must be sent and must name the change."""
    watch = a_watch()
    watch.read(DOUBTFUL)
    assert watch.kinds == ["level_raised"]
    assert watch.alerts[0].rule == "second_door_agrees"
    assert watch.alerts[0].is_urgent


def test_an_endpoint_that_disagrees_confirms_nothing() -> None:
    """One of the two is wrong, and the system cannot know which."""
    watch = a_watch()
    watch.read(DOUBTFUL, api=an_issue(L2, MARK))
    assert watch.alerts == ()
    held = watch.known.pending
    assert held is not None
    assert "api says 'Level 2: Exercise Increased Caution'" in held.reason


def test_an_endpoint_without_the_item_confirms_nothing() -> None:
    """A missing item is not agreement."""
    detection = settle_elsewhere(judged(KNOWN, DOUBTFUL), None, "api")
    assert detection.outcome is Outcome.PENDING
    assert detection.reason.endswith("api does not name it")


def test_an_old_copy_at_both_endpoints_stays_an_old_copy() -> None:
    """Both endpoints read from the same two back ends."""
    watch = a_watch()
    watch.read(an_issue(L4, OLDER))
    assert watch.alerts == ()


def test_placeholders_at_both_endpoints_stay_placeholders() -> None:
    """Russia's placeholder was in the API itself."""
    watch = a_watch()
    watch.read(a_placeholder(L1, NEWER))
    assert watch.alerts == ()


def test_a_mass_move_at_both_endpoints_waits_for_another_read() -> None:
    """A fault of the publisher shows at every endpoint at once."""
    watch = Watch("rss", "api")
    codes = [copy.destination for copy in a_crowd()][3:]
    watch.read(*(an_issue(L2, OLDER, destination=code) for code in codes))
    watch.read(*(an_issue(L1, NEWER, destination=code) for code in codes))
    assert watch.alerts == ()


def test_the_same_dispute_at_another_endpoint_settles_nothing() -> None:
    """Both endpoints list Belize twice."""
    watch = a_watch()
    watch.read(an_issue(L2, NEWER), an_issue(L3, NEWER))
    assert watch.alerts == ()


def test_a_doubtful_copy_does_not_confirm_another_level() -> None:
    """Level 3 at one endpoint and Level 4 at the other do not agree."""
    other = judged(KNOWN, an_issue(L4, NEWER, text=""))
    detection = settle_elsewhere(judged(KNOWN, DOUBTFUL), other, "api")
    assert detection.outcome is Outcome.PENDING


def test_a_copy_that_another_endpoint_rejects_is_not_confirmed() -> None:
    """The other endpoint has the same level in an old copy."""
    known = known_as(an_issue(L4, MARK))
    other = judged(known, an_issue(L1, OLDER))
    detection = settle_elsewhere(judged(known, an_issue(L1, date(2030, 1, 1))), other, "api")
    assert detection.outcome is Outcome.PENDING
    assert detection.reason.endswith("api says the same, as doubtfully: stale_copy")


def test_a_doubt_queries_the_other_endpoint_once() -> None:
    """Otherwise every check of a long dispute would fetch twice as much, for weeks."""
    watch = a_watch()
    watch.read(DOUBTFUL, api=an_issue(L2, MARK))
    revision = watch.known.revision
    watch.read(DOUBTFUL, api=an_issue(L2, MARK), after=timedelta(minutes=1))
    assert watch.known.revision == revision
