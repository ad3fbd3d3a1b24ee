"""A second endpoint is queried about a doubt, once, and only then."""

from datetime import timedelta

import pytest

from advisory_watch.core import thresholds
from advisory_watch.core.errors import Unreachable
from support.builders import an_advisory
from support.scenarios.watched_source import Watch, a_document, a_doubtful_raise, a_raise, kinds

DOUBTFUL = a_document(a_doubtful_raise())


@pytest.fixture
def doubting(watch: Watch) -> Watch:
    """Serve a doubtful raise at the first endpoint."""
    watch.serve(DOUBTFUL, endpoint="rss")
    watch.web.asked.clear()
    return watch


def asked_doors(watch: Watch) -> list[str]:
    """List the requested endpoints, in order."""
    return [endpoint for endpoint, _ in watch.web.asked]


def test_without_a_doubt_the_second_endpoint_is_not_queried(watch: Watch) -> None:
    """A publisher's API behind bot protection bans clients with needless requests."""
    watch.serve(a_document(a_raise()), endpoint="rss")
    watch.web.asked.clear()
    watch.check()
    assert asked_doors(watch) == ["rss"]


def test_a_second_endpoint_confirms_in_the_same_check(doubting: Watch) -> None:
    """The raise is true and only the feed's date is wrong, so it must not wait five minutes."""
    credible = a_document(a_raise())
    doubting.serve(credible, endpoint="api")
    outcome = doubting.check()
    assert kinds(outcome)[0] == ("KW", "level_raised")
    assert outcome.changes[0].rule.startswith("second_door")
    assert asked_doors(doubting) == ["rss", "api"]


def test_both_pages_are_kept_and_the_second_is_named(doubting: Watch) -> None:
    """A reader who doubts the alert must find the evidence for it."""
    doubting.serve(a_document(a_raise()), endpoint="api")
    doubting.check()
    evidence = doubting.known("KW").evidence
    assert evidence is not None
    second = evidence.note.removeprefix("second door: ")
    assert {doubting.archive.load(key).body for key in (evidence.page_key, second)} == {
        DOUBTFUL,
        a_document(a_raise()),
    }


def test_a_second_endpoint_that_disagrees_keeps_it_pending(doubting: Watch) -> None:
    """One of two back ends had an old copy for weeks; it must not win by coming first."""
    outcome = doubting.check()
    assert outcome.changes == ()
    (held,) = outcome.pending
    assert "api says 'Level 2: Exercise Increased Caution'" in held.reason
    assert doubting.known("KW").advisory == an_advisory(destination="KW", name="KW")
    assert doubting.known("KW").pending is not None


def test_a_second_endpoint_that_fails_keeps_it_pending(doubting: Watch) -> None:
    """No answer is not a confirmation."""
    doubting.serve(Unreachable("us_state", "no answer"), endpoint="api")
    outcome = doubting.check()
    assert outcome.ok
    assert [detection.destination for detection in outcome.pending] == ["KW"]


def test_the_same_doubt_is_not_queried_again(doubting: Watch) -> None:
    """A candidate may wait half a day: that would be 144 requests for one answer."""
    doubting.check()
    doubting.web.asked.clear()
    doubting.serve(a_document(a_doubtful_raise(), a_raise("RU")), endpoint="rss")
    doubting.check(after_min=1)
    assert asked_doors(doubting) == ["rss"]


def test_a_doubt_is_read_again_though_the_document_is_the_same(watch: Watch) -> None:
    """An unchanged page is the second read that confirms a pending raise."""
    watch.serve(Unreachable("us_state", "no answer"), endpoint="api")
    watch.serve(a_document(a_raise(text="")), endpoint="rss")
    assert watch.check().changes == ()
    patience_min = thresholds.LOWERING_CONFIRMED_AFTER / timedelta(minutes=1)
    assert kinds(watch.check(after_min=patience_min))[0] == ("KW", "level_raised")
    assert len(watch.pending()) == 1
