"""A check under a wrong clock, and the checks after it."""

from datetime import timedelta

import pytest

from advisory_watch.core.errors import Unreachable
from advisory_watch.core.health import hour_of
from advisory_watch.core.source_event import SourceEvent
from support.builders import an_advisory
from support.scenarios.watched_source import (
    Watch,
    a_document,
    a_doubtful_raise,
    a_raise,
    kinds,
    written,
)

AHEAD = pytest.mark.parametrize(
    "ahead", [timedelta(hours=2), timedelta(days=2), timedelta(days=400)]
)
GONE = Unreachable("us_state", "no answer")
RAISED = [("KW", "level_raised")]


def checked_ahead(watch: Watch, ahead: timedelta) -> None:
    """Check once under a clock that is ahead; then the clock is set."""
    watch.time.now += ahead
    watch.check()
    watch.time.now -= ahead


@AHEAD
def test_the_first_check_under_the_right_clock_tells_a_raise(ahead: timedelta) -> None:
    """A laptop with an empty battery once had a wrong clock: its owner must not miss a war."""
    watch = Watch()
    checked_ahead(watch, ahead)
    watch.serve(a_document(a_raise()))
    outcome = watch.check()
    assert kinds(outcome) == RAISED
    assert "the ledger is from the future" in outcome.reason
    assert outcome.ok
    assert outcome.own_faults


@AHEAD
def test_a_raise_after_a_first_sight_in_the_future_is_no_old_issue(ahead: timedelta) -> None:
    """A feed of a few items is dated by the clock; a raise of today would look long in force."""
    watch = Watch()
    watch.serve(written(an_advisory(destination="KW", name="KW")))
    checked_ahead(watch, ahead)
    watch.serve(written(a_raise()))
    assert kinds(watch.check()) == RAISED


@AHEAD
def test_the_second_check_has_nothing_more_to_say(ahead: timedelta) -> None:
    """A warning that never ends is not read."""
    watch = Watch()
    checked_ahead(watch, ahead)
    watch.check()
    assert watch.known("KW").recorded_at == watch.time.now
    outcome = watch.check()
    assert (outcome.reason, outcome.own_faults) == ("", ())


@AHEAD
def test_a_clock_that_jumps_between_checks_hides_nothing(watch: Watch, ahead: timedelta) -> None:
    """A clock may jump in the middle of the watch, and back, and forth again."""
    for code in ("KW", "IN", "JP"):
        checked_ahead(watch, ahead)
        watch.serve(a_document(a_raise(code)))
        assert (code, "level_raised") in kinds(watch.check())
        watch.serve(a_document())


def test_a_doubt_that_began_in_the_future_waits_from_now() -> None:
    """Counted from next year, a doubtful raise would wait until next year."""
    watch = Watch("rss")
    watch.check()
    watch.serve(a_document(a_doubtful_raise()))
    checked_ahead(watch, timedelta(days=400))
    watch.check()
    began = watch.time.now
    watch.check()
    pending = watch.known("KW").pending
    assert pending is not None
    assert pending.since == began


def test_an_outage_is_reported_although_it_began_in_the_future(watch: Watch) -> None:
    """Operators must hear of it today, not next year."""
    watch.serve(GONE)
    checked_ahead(watch, timedelta(days=400))
    watch.check()
    assert watch.health().failing_since == watch.time.now
    watch.check(after_min=31)
    assert [alert.kind for alert in watch.pending()] == [SourceEvent.BLIND.value]


def test_reads_of_the_future_are_not_counted(watch: Watch) -> None:
    """The digest of a day next year would count reads that never were."""
    checked_ahead(watch, timedelta(days=400))
    watch.check()
    assert max(watch.health().reads) == hour_of(watch.time.now)


def test_the_race_of_two_checks_is_no_wrong_clock(watch: Watch) -> None:
    """Clocks differ by seconds: the slower check must not undo what the faster one recorded."""
    watch.serve(a_document(a_raise()))
    watch.check()
    watch.time.now -= timedelta(seconds=3)
    watch.serve(a_document())
    outcome = watch.check(after_min=0)
    assert kinds(outcome) == []
    assert outcome.own_faults == ()
    assert watch.known("KW").number == 2
