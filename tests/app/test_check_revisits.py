"""Pages that no index dates: what a check learns from other sources, and what it reads for that."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from advisory_watch.adapters.memory import MemoryLedger, MemoryOutbox
from advisory_watch.core.health import Health
from advisory_watch.core.page import Page, Target
from advisory_watch.core.revisits import MOVES_LAST
from advisory_watch.core.source import Listing
from support.builders import an_advisory
from support.scenarios.indexed_source import IndexedWatch, list_documents
from support.scenarios.watched_source import DiaryLedger, a_raise, kinds

REST_S = 1800.0
EVERY_MIN = 10.0


class CountingLedger(DiaryLedger):
    """A ledger that counts the reads of other sources."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        super().__init__(outbox)
        self.reads = 0

    def level_moves(self) -> Mapping[str, datetime]:
        """Count a read."""
        self.reads += 1
        return super().level_moves()


def list_undated(target: Target, index: Page | None) -> Listing:
    """List the documents without their dates."""
    documents = list_documents(target, index).documents
    return Listing(
        documents=tuple(replace(entry, moved_at=None, rest_s=REST_S) for entry in documents)
    )


@pytest.fixture
def watch() -> IndexedWatch:
    """Watch twelve pages without dates that were read once."""
    watch = IndexedWatch()
    (endpoint,) = watch.source.endpoints
    undated = replace(endpoint, list=list_undated)
    watch.source = replace(watch.source, endpoints=(undated,))
    watch.ledger = CountingLedger(watch.outbox)
    watch.check()
    watch.asked()
    return watch


def move_elsewhere(ledger: MemoryLedger, code: str, at: datetime) -> None:
    """Record that another government changed the level of a destination."""
    ledger.save_health(Health(source="uk_fcdo", revision=1, level_moved_at={code: at}))


def test_a_move_elsewhere_is_followed_in_every_check(watch: IndexedWatch) -> None:
    """Britain, Canada and Ireland changed their advice about Israel within days (June 2025)."""
    move_elsewhere(watch.ledger, "KW", watch.time())
    for _ in range(3):
        watch.check(after_min=EVERY_MIN)
        assert "kw" in watch.asked()
    watch.say(a_raise())
    assert ("KW", "level_raised") in kinds(watch.check(after_min=EVERY_MIN))


def test_a_move_of_weeks_ago_is_no_sign(watch: IndexedWatch) -> None:
    """Otherwise every page would be in the news after a year."""
    move_elsewhere(watch.ledger, "KW", watch.time() - MOVES_LAST - timedelta(days=1))
    asked = []
    for _ in range(6):
        watch.check(after_min=EVERY_MIN)
        asked += watch.asked()
    assert asked.count("kw") <= 1


def test_all_pages_are_asked_within_two_hours(watch: IndexedWatch) -> None:
    """Each check asks one or two of twelve pages, and none of them is forgotten."""
    asked = []
    for _ in range(12):
        watch.check(after_min=EVERY_MIN)
        pages = [name for name in watch.asked() if name != "index"]
        assert len(pages) <= 3
        asked += pages
    assert set(asked) == set(watch.library.storage)


def test_the_own_change_of_a_level_is_remembered_for_others(watch: IndexedWatch) -> None:
    """An edited text is no sign for another government; a level is."""
    edited = replace(an_advisory(destination="RU", name="RU"), text="Roads are closed in spring.")
    watch.say(edited, at=watch.time())
    watch.say(a_raise(), at=watch.time())
    found = kinds(watch.check(after_min=180))
    assert {code for code, _ in found} == {"KW", "RU"}
    assert watch.health().level_moved_at == {"KW": watch.time()}
    assert watch.ledger.level_moves() == {"KW": watch.time()}


def test_other_sources_are_read_once_and_only_for_pages_that_rest(watch: IndexedWatch) -> None:
    """A source with one document, or with a dated index, must not pay for the read."""
    ledger = watch.ledger
    assert isinstance(ledger, CountingLedger)
    before = ledger.reads
    watch.check()
    assert ledger.reads == before + 1
    dated = IndexedWatch()
    dated.ledger = CountingLedger(dated.outbox)
    dated.check()
    dated.check()
    assert dated.ledger.reads == 0


def test_other_sources_are_read_once_for_all_sources_of_a_run(watch: IndexedWatch) -> None:
    """Ten sources are checked together, and each read of them all is five units."""
    assert isinstance(watch.ledger, CountingLedger)
    watch.ledger.reads = 0
    outcomes = watch.run([watch.source, replace(watch.source, id="ie_dfa")])
    assert [outcome.ok for outcome in outcomes] == [True, True]
    assert watch.ledger.reads == 1
