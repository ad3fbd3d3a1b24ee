"""How a check processes the documents that it reads."""

from dataclasses import replace

import pytest

from advisory_watch.core.advisory import Problem, Snapshot
from advisory_watch.core.errors import Blocked, FailureKind, Unreachable
from advisory_watch.core.fingerprint import RULES
from advisory_watch.core.page import Page, Validators
from support.scenarios.watched_source import (
    WORLD,
    Watch,
    a_document,
    a_raise,
    a_source,
    kinds,
    written,
)


def test_the_first_reading_is_silent() -> None:
    """Subscribers who get two hundred alerts on the first day stop reading."""
    watch = Watch()
    outcome = watch.check()
    assert (outcome.ok, outcome.first_seen, outcome.changes) == (True, len(WORLD), ())
    assert watch.pending() == []
    assert len(watch.ledger.history("us_state", "KW")) == 1


def test_a_raise_alerts_in_the_check_that_first_sees_it(watch: Watch) -> None:
    """A traveller who is about to board has no time for a second check."""
    watch.serve(a_document(a_raise()))
    outcome = watch.check()
    assert kinds(outcome)[0] == ("KW", "level_raised")
    (alert,) = watch.pending()
    assert (alert.destination, alert.kind, alert.is_urgent) == ("KW", "level_raised", True)
    assert alert.evidence is not None
    assert watch.archive.load(alert.evidence.page_key).body == a_document(a_raise())


@pytest.mark.parametrize("knows_etags", [True, False], ids=["not modified", "the same body"])
def test_an_unchanged_document_only_writes_the_health(
    knows_etags: bool,  # noqa: FBT001 - a case of the publisher's
) -> None:
    """Two hundred writes every five minutes would cost more than the whole system may."""
    watch = Watch()
    watch.web.knows_etags = knows_etags
    watch.check()
    watch.ledger.diary.clear()
    outcome = watch.check()
    assert (outcome.ok, outcome.destinations, outcome.detections) == (True, len(WORLD), ())
    assert watch.ledger.diary == ["health"]
    assert watch.health().last_good_at == watch.time.now


def test_a_change_of_rules_judges_again_and_is_no_news(watch: Watch) -> None:
    """A change of our rules must not look like a government's change of mind."""
    watch.web.knows_etags = True
    watch.check()
    health = watch.health()
    older = {
        name: replace(remembered, rules=RULES - 1) for name, remembered in health.documents.items()
    }
    watch.ledger.save_health(replace(health, documents=older, revision=health.revision + 1))
    outcome = watch.check()
    assert watch.web.asked[-1] == ("rss", Validators())
    assert len(outcome.detections) == len(WORLD)
    assert (outcome.changes, watch.pending()) == ((), [])


def test_the_next_endpoint_is_tried_and_the_failed_one_named(watch: Watch) -> None:
    """A feed that is down for a day must not hide a raise that the API has."""
    watch.serve(Blocked("us_state", "HTTP 403"), endpoint="rss")
    watch.serve(a_document(a_raise()), endpoint="api")
    outcome = watch.check()
    assert (outcome.ok, outcome.endpoint) == (True, "api")
    assert outcome.reason == "rss: HTTP 403"
    assert ("KW", "level_raised") in kinds(outcome)


def test_if_every_endpoint_fails_no_record_changes(watch: Watch) -> None:
    """Forgetting the records during an outage would lower every level."""
    before = watch.ledger.state("us_state").records
    watch.serve(Unreachable("us_state", "no answer"), endpoint="rss")
    watch.serve(Blocked("us_state", "HTTP 403"), endpoint="api")
    outcome = watch.check()
    assert (outcome.ok, outcome.endpoint) == (False, None)
    assert outcome.reason == "rss: no answer; api: HTTP 403"
    assert outcome.failure is FailureKind.UNREACHABLE
    assert watch.ledger.state("us_state").records == before


HALF = a_document().splitlines()[: len(WORLD) // 2]


@pytest.mark.parametrize("document", [b"", b"\n".join(HALF)], ids=["empty", "half of it gone"])
def test_after_an_implausible_document_another_endpoint_is_tried(
    watch: Watch, document: bytes
) -> None:
    """A truncated feed looks like half the world withdrawn; the other endpoint is complete."""
    watch.serve(document, endpoint="rss")
    watch.serve(a_document(a_raise()), endpoint="api")
    outcome = watch.check()
    assert outcome.endpoint == "api"
    assert outcome.reason.startswith("rss: expected")
    assert {change.destination for change in outcome.changes} == {"KW"}


def test_implausible_documents_everywhere_change_nothing(watch: Watch) -> None:
    """A redesign once lost all 211 levels at once; none of them had changed."""
    before = watch.ledger.state("us_state").records
    watch.serve(written())
    assert not watch.check().ok
    assert watch.ledger.state("us_state").records == before
    assert watch.pending() == []


def test_the_failure_of_one_source_does_not_touch_the_next(watch: Watch) -> None:
    """An outage of the US source must not silence the UK source."""
    watch.serve(Unreachable("us_state", "no answer"), endpoint="rss")
    broken = replace(a_source("rss"), id="uk_fcdo")
    first, second = watch.run([broken, a_source("api")])
    assert (first.source, first.ok) == ("uk_fcdo", False)
    assert (second.source, second.ok) == ("us_state", True)


def test_an_item_that_cannot_be_read_is_named_until_it_can(watch: Watch) -> None:
    """The next document is the same, and so is the country that cannot be read in it."""
    (endpoint, _) = watch.source.endpoints
    unread = Problem(subject="Kuwait", reason="no rule for level 5")

    def read(page: Page) -> Snapshot:
        return replace(endpoint.read(page), problems=(unread,))

    watch.source = replace(watch.source, endpoints=(replace(endpoint, read=read),))
    watch.serve(a_document(a_raise("RU")))
    assert [watch.check().problems for _ in range(3)] == [(unread,)] * 3
    watch.check(after_min=6 * 60)
    (alert,) = (pending for pending in watch.pending() if pending.destination is None)
    assert "Kuwait: no rule for level 5" in alert.note
