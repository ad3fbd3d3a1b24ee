"""Bugs in a reader must stay local and be reported."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from advisory_watch.adapters.threads import side_by_side
from advisory_watch.app.check import Check
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.errors import FailureKind
from advisory_watch.core.page import Page
from advisory_watch.core.source import Source
from support.scenarios.indexed_source import IndexedWatch
from support.scenarios.watched_source import Watch, a_document, a_raise, read_records


def a_mistake(page: Page) -> Snapshot:
    """Raise an unexpected error, like a bug in a reader."""
    raise KeyError(f"eng of {page.target.url}")


def with_reader(source: Source, read: Callable[[Page], Snapshot], **fields: str) -> Source:
    """Replace the reader of a source."""
    endpoints = tuple(replace(endpoint, read=read) for endpoint in source.endpoints)
    return replace(source, endpoints=endpoints, **fields)  # type: ignore[arg-type]


def test_a_mistake_in_one_reader_ends_no_other_source(watch: Watch) -> None:
    """One publisher's odd page must not prevent the alert about a war elsewhere."""
    broken = with_reader(watch.source, a_mistake, id="broken")
    check = Check(
        rule_set_version=rule_set_version,
        web=watch.web,
        ledger=watch.ledger,
        archive=watch.archive,
        clock=watch.time,
        side_by_side=side_by_side,
    )
    outcomes = {outcome.source: outcome for outcome in check.run([broken, watch.source])}
    assert not outcomes["broken"].ok
    assert outcomes[watch.source.id].ok
    assert "found a mistake in it: KeyError" in outcomes["broken"].reason
    assert watch.ledger.state("broken").health.failing_since == watch.time()


def test_a_mistake_in_one_document_ends_no_other_document() -> None:
    """An unforeseen page is one page of two hundred."""
    watch = IndexedWatch()
    (endpoint,) = watch.source.endpoints

    def read(page: Page) -> Snapshot:
        return a_mistake(page) if page.target.url.endswith("/kw") else read_records(page)

    watch.source = replace(watch.source, endpoints=(replace(endpoint, read=read),))
    outcome = watch.check()
    assert (outcome.ok, outcome.first_seen) == (True, 11)
    assert [problem.subject for problem in outcome.problems] == ["kw"]


def test_a_mistake_in_judging_is_reported_with_its_reason(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an error the other sources continue, and an operator can read the reason."""

    def trip(*_: object) -> None:
        raise ZeroDivisionError("no destinations")

    monkeypatch.setattr(watch.ledger, "record", trip)
    watch.serve(a_document(a_raise()))
    outcome = watch.check()
    assert outcome.failure is FailureKind.OUR_FAULT
    assert outcome.reason.endswith("a mistake of ours: ZeroDivisionError: no destinations")
