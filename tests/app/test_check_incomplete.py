"""A list that is cut short: a raise in it goes out, and nothing is concluded from the rest."""

import pytest

from advisory_watch.app.results import Coverage
from advisory_watch.core.advisory import Advisory, Severity
from advisory_watch.core.errors import Blocked, FailureKind
from advisory_watch.core.messages.email import render_body
from advisory_watch.core.source_event import Audience
from support.builders import an_advisory
from support.scenarios.watched_source import (
    TODAY,
    WORLD,
    Watch,
    a_document,
    a_raise,
    kinds,
    written,
)

LEFT = WORLD[:7]
"""Seven of twelve are left: a truncated feed ends somewhere in the alphabet."""

DAY_MIN = 24 * 60


def a_part(*advisories: Advisory) -> bytes:
    """Write a document that ends early: the destinations that are left, and these advisories."""
    listed = {advisory.destination for advisory in advisories}
    rest = [an_advisory(destination=code, name=code) for code in LEFT if code not in listed]
    return written(*rest, *advisories)


def a_lowering(code: str = "KW") -> Advisory:
    """Build a credible Level 1 issued today."""
    text = f"Exercise normal precautions in {code}."
    fields = {"destination": code, "name": code, "text": text, "issued_on": TODAY}
    return an_advisory(Severity.NORMAL, **fields)


def test_a_raise_in_an_incomplete_copy_is_told_at_once(watch: Watch) -> None:
    """Before, not a single change was reported while some entries were gone."""
    watch.serve(a_part(a_raise()))
    outcome = watch.check()
    assert kinds(outcome)[0] == ("KW", "level_raised")
    assert (outcome.ok, outcome.failure) == (False, FailureKind.IMPLAUSIBLE)
    assert outcome.coverage is Coverage.PART
    assert outcome.reason.startswith("rss: expected the known 12 destinations, 5 of them are gone")
    (alert,) = watch.pending()
    assert "incomplete copy" in render_body(alert, "US")
    assert alert.evidence is not None
    assert watch.archive.load(alert.evidence.page_key).body == a_part(a_raise())


def test_it_is_told_once_also_when_the_list_is_complete_again(watch: Watch) -> None:
    """The record is the same, whichever copy told it."""
    watch.serve(a_part(a_raise()))
    changes = [watch.check().changes for _ in range(3)]
    watch.serve(a_document(a_raise()))
    assert [len(found) for found in [*changes, watch.check().changes]] == [1, 0, 0, 0]
    assert watch.health().failure is None
    assert watch.health().absent == {}


def test_a_lowering_in_it_waits_for_the_complete_list(watch: Watch) -> None:
    """A broken feed is no reason to tell people that it is safe."""
    watch.serve(a_part(a_lowering()))
    assert watch.check().changes == ()
    assert watch.known("KW").pending is None
    watch.serve(a_document(a_lowering()))
    assert kinds(watch.check())[0] == ("KW", "level_lowered")


def test_a_new_destination_in_it_is_not_recorded(watch: Watch) -> None:
    """The starting point of a watch must not come from a broken feed."""
    watch.serve(a_part(a_raise("QA")))
    watch.check()
    assert "QA" not in watch.ledger.state("us_state").records


def test_a_complete_list_at_another_endpoint_is_preferred(watch: Watch) -> None:
    """It has the raise as well, and all the others."""
    watch.serve(a_part(a_raise()), endpoint="rss")
    watch.serve(a_document(a_raise(), a_raise("RU")), endpoint="api")
    outcome = watch.check()
    assert (outcome.ok, outcome.endpoint) == (True, "api")
    assert {change.destination for change in outcome.changes} == {"KW", "RU"}
    assert not any("incomplete" in detection.reason for detection in outcome.detections)


def test_of_two_incomplete_lists_the_longer_one_is_judged(watch: Watch) -> None:
    """It can have more news; both failures are named."""
    watch.serve(written(a_raise("BR")), endpoint="rss")
    watch.serve(a_part(a_raise()), endpoint="api")
    outcome = watch.check()
    assert (kinds(outcome)[0], outcome.endpoint) == (("KW", "level_raised"), "api")
    assert "rss: expected" in outcome.reason
    assert "api: expected" in outcome.reason


def test_an_incomplete_list_is_judged_though_the_other_endpoint_is_blocked(watch: Watch) -> None:
    """A wall at the second endpoint hides nothing that the first one says."""
    watch.serve(a_part(a_raise()), endpoint="rss")
    watch.serve(Blocked("us_state", "HTTP 403"), endpoint="api")
    outcome = watch.check()
    assert kinds(outcome)[0] == ("KW", "level_raised")
    assert outcome.reason.endswith("api: HTTP 403; only what became graver in the rest is told")


def test_the_same_incomplete_page_is_read_again(watch: Watch) -> None:
    """The server calls it unchanged; it is not complete for that."""
    watch.web.knows_etags = True
    watch.check()
    watch.serve(a_part())
    assert [watch.check().ok for _ in range(3)] == [False] * 3
    watch.serve(a_document())
    assert watch.check().ok


def test_operators_and_subscribers_hear_that_only_a_part_is_seen(watch: Watch) -> None:
    """Silence about the missing destinations no longer means that nothing changed."""
    watch.serve(a_part())
    for _ in range(2):
        watch.check(after_min=6 * 60)
    told = {alert.audience: alert.note for alert in watch.pending()}
    assert told[Audience.SUBSCRIBERS] == (
        "We see only a part of us_state since 2026-09-01 18:05 UTC; "
        "what it says may have changed since."
    )
    assert "5 of them are gone" in told[Audience.OPERATORS]


def test_a_shorter_list_is_the_list_after_a_day(watch: Watch) -> None:
    """A publisher that drops a part of its list for good must not silence the rest."""
    watch.serve(a_part(a_lowering()))
    for _ in range(6):
        assert not watch.check(after_min=4 * 60).ok
    outcome = watch.check(after_min=4 * 60)
    assert outcome.ok
    assert kinds(outcome)[0] == ("KW", "level_lowered")
    notes = {alert.note for alert in watch.pending() if alert.kind == "source_recovered"}
    note = "We can see us_state again; we could not since 2026-09-01 16:05 UTC."
    assert notes == {f"{note} Missing from its list: MX, NO, PE, RU, TH."}


def test_a_list_that_is_cut_elsewhere_at_each_read_is_never_accepted(watch: Watch) -> None:
    """A connection that breaks at random is a fault, however long it does so."""
    for day in range(20):
        gone = WORLD[:6] if day % 2 else WORLD[6:]
        rest = [an_advisory(destination=code, name=code) for code in WORLD if code not in gone]
        watch.serve(written(*rest))
        assert not watch.check(after_min=DAY_MIN).ok
    assert {alert.kind for alert in watch.pending()} == {"source_blind"}


@pytest.mark.parametrize("step_min", [60, DAY_MIN, 7 * DAY_MIN])
def test_what_stays_missing_is_told_as_withdrawn(watch: Watch, step_min: float) -> None:
    """People who rely on the advice of a dropped destination must hear that there is none."""
    watch.serve(a_part())
    start = watch.time.now
    while not (outcome := watch.check(after_min=step_min)).changes:
        assert (watch.time.now - start).days < 22
    assert kinds(outcome) == [(code, "withdrawn") for code in WORLD[7:]]
    assert (watch.time.now - start).days >= 14
    assert outcome.ok
