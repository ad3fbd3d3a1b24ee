"""What a check that reads no records must not overlook."""

from datetime import timedelta
from typing import Any

import pytest

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.core.advisory import Severity
from advisory_watch.core.detection.types import Outcome
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.source_state import SourceState
from support.builders import an_advisory
from support.scenarios.watched_source import (
    TODAY,
    WORLD,
    DiaryLedger,
    Watch,
    a_document,
    a_doubtful_raise,
    a_raise,
    kinds,
)


class PowerCut(BaseException):
    """Simulate the end of the process."""


class FickleLedger(DiaryLedger):
    """A ledger with a fault: the process ends after a record, or a read returns old records."""

    is_cut = False
    old: SourceState | None = None

    def record(self, *args: Any) -> None:
        """Record, and end the process if `is_cut` is set."""
        super().record(*args)
        if self.is_cut:
            raise PowerCut

    def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
        """Return the old state to a reader that accepts it."""
        return self.old if may_lag and self.old else super().state(source_id)


@pytest.fixture
def ledger() -> FickleLedger:
    """Return an empty ledger."""
    return FickleLedger(MemoryOutbox())


@pytest.fixture
def watch(ledger: FickleLedger) -> Watch:
    """Watch a source that was read once."""
    watch = Watch("rss")
    watch.use(ledger)
    watch.check()
    return watch


def is_disputed(watch: Watch) -> bool:
    """Tell whether the candidate of Kuwait was contradicted."""
    pending = watch.known("KW").pending
    assert pending is not None
    return pending.is_disputed


def test_a_candidate_of_a_check_that_was_killed_is_contradicted(
    watch: Watch, ledger: FickleLedger
) -> None:
    """Otherwise one more doubtful copy, hours later, would look like the second of two."""
    watch.serve(a_document(a_doubtful_raise()))
    ledger.is_cut = True
    with pytest.raises(PowerCut):
        watch.check()
    ledger.is_cut = False
    watch.serve(a_document())
    watch.check()
    assert is_disputed(watch)
    assert watch.health().awaiting == ("KW",)


def test_a_candidate_next_to_one_that_was_not_recorded_is_contradicted(watch: Watch) -> None:
    """A check that fails in part does not store what waits."""
    watch.serve(a_document(a_doubtful_raise(), a_raise("IN")))
    keep = watch.ledger.record

    def refuse(record: Any, version: Any, alert: Any) -> None:
        if record.destination == "IN":
            raise ArchiveError("no room")
        keep(record, version, alert)

    watch.ledger.record = refuse  # type: ignore[method-assign]
    assert not watch.check().ok
    watch.ledger.record = keep  # type: ignore[method-assign]
    watch.serve(a_document())
    watch.check()
    assert is_disputed(watch)


def test_records_older_than_the_health_do_not_hide_a_change(
    watch: Watch, ledger: FickleLedger
) -> None:
    """A page that agrees with an old record writes nothing that the ledger could refuse."""
    old = ledger.state("us_state")
    watch.serve(a_document(a_raise()))
    assert kinds(watch.check()) == [("KW", "level_raised")]
    ledger.old = old
    lower = an_advisory(destination="KW", name="KW")
    watch.serve(a_document(lower) + b" ")
    outcomes = {found.destination: found.outcome for found in watch.check().detections}
    assert outcomes["KW"] is not Outcome.UNCHANGED


def test_a_text_with_a_future_date_is_news_once_its_day_has_come(watch: Watch) -> None:
    """Its page differs in each answer, although it says the same."""
    text = "Exercise caution in KW. There is dengue now and a risk of kidnapping."
    ahead = TODAY + timedelta(days=12)
    copy = an_advisory(destination="KW", name="KW", text=text, issued_on=ahead)
    found = []
    for turn in range(13 * 4):
        watch.serve(a_document(copy) + b" " * turn)
        found.append(kinds(watch.check(after_min=6 * 60)))
    assert found[:40] == [[]] * 40
    assert [("KW", "text_revised")] in found


def test_texts_under_one_date_are_news_once_it_is_believed(watch: Watch) -> None:
    """Many destinations with the date of today are doubted for two days."""
    copies = [
        an_advisory(
            Severity.CAUTION,
            destination=code,
            name=code,
            text=f"Exercise caution in {code}. There is dengue now and a risk of kidnapping.",
            issued_on=TODAY,
        )
        for code in WORLD[:8]
    ]
    found = []
    for hour in range(0, 96, 12):
        watch.serve(a_document(*copies) + b" " * hour)
        found += kinds(watch.check(after_min=12 * 60))
    assert sorted(found) == sorted((code, "text_revised") for code in WORLD[:8])
