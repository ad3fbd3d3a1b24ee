"""A second endpoint is queried about a doubt, ever more rarely, and only then."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.app.second_endpoint import count_asks, find_doubted
from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Change, Severity
from advisory_watch.core.detection.rules.doubt import Doubt
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.errors import Unreachable
from support.builders import NOON, a_pending_candidate, a_record, an_advisory
from support.scenarios.watched_source import Watch, a_document, a_raise, kinds

L1, _, L3, L4 = Severity

DOUBT = a_raise(text="", issued_on=an_advisory().issued_on)
"""A Level 3 without words, with the issue date of the recorded Level 2."""

DOUBTFUL = a_document(DOUBT)


@pytest.fixture
def doubting(watch: Watch) -> Watch:
    """Serve a doubtful raise at the first endpoint."""
    watch.serve(DOUBTFUL, endpoint="rss")
    watch.web.asked.clear()
    return watch


def reorder(watch: Watch) -> None:
    """Serve the items of the first endpoint in another order: another page that says the same."""
    body = watch.web.serves["rss"]
    assert isinstance(body, bytes)
    first, *rest = body.splitlines()
    watch.serve(b"\n".join([*rest, first]), endpoint="rss")


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


def asked_after_min(watch: Watch, reads_min: range) -> list[int]:
    """Check at these minutes after the first check, and list when the second endpoint was asked."""
    start, asked = watch.time.now, []
    for minute in reads_min:
        watch.web.asked.clear()
        reorder(watch)
        due = start + timedelta(minutes=minute)
        watch.check(after_min=(due - watch.time.now) / timedelta(minutes=1))
        asked += [minute] if "api" in asked_doors(watch) else []
    return asked


def test_a_graver_doubt_is_queried_again_ever_more_rarely(doubting: Watch) -> None:
    """The second endpoint may be minutes behind; a raise must not wait two hours for that."""
    doubting.check()
    assert asked_after_min(doubting, range(5, 120, 5)) == [5, 15, 45, 105]


def is_asked(severity: Severity, waited_min: int, pending: Severity) -> bool:
    """Decide about a doubtful copy this long after another candidate was first seen."""
    candidate = a_pending_candidate(an_advisory(pending), since=NOON)
    copy = an_advisory(severity)
    is_graver = severity > Severity.CAUTION
    doubt = Detection(
        destination="KW",
        outcome=Outcome.PENDING,
        rule=Doubt.SAME_ISSUE,
        reason="two levels under one date",
        advisory=copy,
        changes=(Change.LEVEL_RAISED if is_graver else Change.LEVEL_LOWERED,),
    )
    records = {"KW": a_record(pending=candidate)}
    at = NOON + timedelta(minutes=waited_min)
    return bool(find_doubted((doubt,), records, at - timedelta(minutes=5), at))


def test_two_graver_copies_by_turns_are_one_doubt() -> None:
    """Two back ends answer by turns; each copy would be new at every check."""
    asked = [
        minute
        for minute in range(5, 125, 5)
        if is_asked(L4 if minute % 2 else L3, minute, pending=L3 if minute % 2 else L4)
    ]
    assert asked == [5, 15, 45, 105]


def test_a_raise_after_a_doubtful_lowering_is_a_new_doubt() -> None:
    """It was never asked about, and it must not wait for the second endpoint."""
    assert is_asked(L3, 10, pending=L1)
    assert is_asked(L1, 10, pending=L3)


def test_checks_that_are_rare_query_once_each(doubting: Watch) -> None:
    """A check that is late makes up for the requests before it by a single one."""
    doubting.check()
    assert asked_after_min(doubting, range(30, 120, 30)) == [30, 60]


def test_a_late_answer_of_the_second_endpoint_is_believed(doubting: Watch) -> None:
    """It was fifteen minutes behind, and then it had the date that the feed had wrong."""
    doubting.check()
    assert asked_after_min(doubting, range(5, 15, 5)) == [5]
    doubting.serve(a_document(a_raise()), endpoint="api")
    reorder(doubting)
    outcome = doubting.check(after_min=5)
    assert kinds(outcome)[0] == ("KW", "level_raised")
    assert outcome.changes[0].rule.startswith("second_door")


def test_a_second_endpoint_that_fails_later_is_no_failure(doubting: Watch) -> None:
    """The first endpoint was read, and the doubt waits as before."""
    doubting.check()
    doubting.serve(Unreachable("us_state", "no answer"), endpoint="api")
    reorder(doubting)
    outcome = doubting.check()
    assert (outcome.ok, outcome.reason) == (True, "")
    assert asked_doors(doubting)[-1] == "api"
    assert doubting.known("KW").pending is not None


def test_a_doubtful_lowering_is_queried_once(watch: Watch) -> None:
    """It may wait for more than a day, and late news that things are better hurts no traveller."""
    watch.serve(a_document(a_doubtful_lowering()), endpoint="rss")
    outcome = watch.check()
    assert [detection.destination for detection in outcome.pending] == ["KW"]
    assert asked_after_min(watch, range(5, 120, 5)) == []


def a_doubtful_lowering() -> Advisory:
    """Build a Level 1 with the issue date of the recorded Level 2."""
    text = "Exercise normal precautions in KW."
    return an_advisory(Severity.NORMAL, destination="KW", name="KW", text=text)


@settings(derandomize=True, deadline=None, database=None)
@given(reads=st.lists(st.integers(1, 3000), max_size=60))
def test_however_often_a_source_is_read_a_doubt_costs_few_requests(reads: list[int]) -> None:
    """At most three in the first hour and one in each hour after it, and none without a read."""
    minutes = [0, *sorted(set(reads))]
    asks = [count_asks(timedelta(minutes=minute)) for minute in minutes]
    requests = sum(after > before for before, after in pairwise(asks))
    assert asks == sorted(asks)
    assert asks[0] == 0
    assert requests <= min(3 + minutes[-1] / 60, len(minutes) - 1)


def test_the_same_doubt_is_not_queried_at_the_next_minute(doubting: Watch) -> None:
    """A candidate may wait half a day: that would be 144 requests for one answer."""
    doubting.check()
    doubting.web.asked.clear()
    doubting.serve(a_document(DOUBT, a_raise("RU")), endpoint="rss")
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
