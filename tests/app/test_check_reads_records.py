"""When a check reads the records of a source: to judge, once a day, and while one may be stale."""

from dataclasses import replace
from datetime import timedelta

import pytest

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.app.stored_state import RECORDS_READ_EVERY
from advisory_watch.core import thresholds
from advisory_watch.core.source_state import SourceState
from support.scenarios.watched_source import (
    DiaryLedger,
    Watch,
    a_document,
    a_doubtful_raise,
    a_raise,
    kinds,
)

MINUTE = timedelta(minutes=1)


class CountingLedger(DiaryLedger):
    """A ledger that counts the reads of all records of a source."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        super().__init__(outbox)
        self.reads = 0

    def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
        """Count a read."""
        self.reads += 1
        return super().state(source_id, may_lag=may_lag)


@pytest.fixture
def ledger() -> CountingLedger:
    """Return an empty ledger."""
    return CountingLedger(MemoryOutbox())


@pytest.fixture
def watch(ledger: CountingLedger) -> Watch:
    """Watch a source that was read once."""
    watch = Watch("rss")
    watch.use(ledger)
    watch.check()
    ledger.reads = 0
    return watch


@pytest.mark.parametrize("more", [b"", b"\n"], ids=["the same bytes", "other bytes"])
def test_a_check_without_news_reads_no_record(
    watch: Watch, ledger: CountingLedger, more: bytes
) -> None:
    """Two hundred records every five minutes were most of the reads on the bill."""
    watch.serve(a_document() + more)
    outcome = watch.check()
    assert (outcome.ok, outcome.detections, ledger.reads) == (True, (), 0)
    assert watch.ledger.health("us_state").last_good_at == watch.time.now


def test_news_is_compared_with_the_records(watch: Watch, ledger: CountingLedger) -> None:
    """They are read once, however many endpoints and steps need them."""
    watch.serve(a_document(a_raise()))
    assert kinds(watch.check()) == [("KW", "level_raised")]
    assert ledger.reads == 1


def test_the_records_are_read_once_a_day(watch: Watch, ledger: CountingLedger) -> None:
    """A record may be damaged meanwhile, and news of it would then not be judged."""
    minutes = RECORDS_READ_EVERY / MINUTE
    for after_min, reads in ((minutes - 1, 0), (1, 1), (minutes - 1, 1)):
        watch.check(after_min=after_min)
        assert ledger.reads == reads


def test_the_health_of_an_older_program_or_of_the_future_is_not_enough(
    watch: Watch, ledger: CountingLedger
) -> None:
    """It does not say which candidates wait."""
    for read_at in (None, watch.time.now + RECORDS_READ_EVERY):
        health = watch.ledger.health("us_state")
        old = replace(health, revision=health.revision + 1, records_read_at=read_at)
        watch.ledger.save_health(old)
        watch.check()
    assert ledger.reads == 2


@pytest.mark.parametrize("more", [b"", b"\n"], ids=["the same bytes", "other bytes"])
def test_a_candidate_is_judged_again_although_its_page_says_the_same(
    watch: Watch, more: bytes
) -> None:
    """Graver advice in doubt is sent after two hours at the latest."""
    watch.serve(a_document(a_doubtful_raise()))
    assert kinds(watch.check()) == []
    assert watch.ledger.health("us_state").awaiting == ("KW",)
    watch.serve(a_document(a_doubtful_raise()) + more)
    found = kinds(watch.check(after_min=thresholds.GRAVER_TOLD_AFTER / MINUTE))
    assert found[0] == ("KW", "level_raised")
    assert watch.ledger.health("us_state").awaiting == ()


def test_when_destinations_changed_is_known_without_their_records(watch: Watch) -> None:
    """The plan of revisits depends on it, and a first reading is no change."""
    watch.serve(a_document(a_raise()))
    watch.check()
    changed_at = watch.time.now
    watch.check()
    assert watch.ledger.health("us_state").changed_at == {"KW": changed_at}


def test_what_is_advised_against_is_known_without_the_records(watch: Watch) -> None:
    """Pages of such destinations are asked for more often."""
    assert "KW" not in watch.ledger.health("us_state").against_travel
    watch.serve(a_document(a_raise()))
    watch.check()
    assert "KW" in watch.ledger.health("us_state").against_travel
