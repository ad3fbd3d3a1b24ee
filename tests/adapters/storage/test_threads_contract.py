"""Contract of every store for threads: sources are checked in parallel and share it."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from advisory_watch.app.ports import Archive, Ledger, Outbox
from advisory_watch.core.errors import StaleVersion
from advisory_watch.core.record import DestinationRecord
from support.builders import a_health, a_page, a_record, a_version, an_advisory, an_alert
from support.scenarios.stores import SOURCE_IDS

T = TypeVar("T")
R = TypeVar("R")

THREADS = 6
PATIENCE_S = 20
CODES = [f"{first}{second}" for first in "AB" for second in "FGHI"]


def at_once(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Process each item in its own thread; all threads start at the same moment."""
    wanted = list(items)
    start = Barrier(len(wanted))

    def begin(item: T) -> R:
        start.wait(PATIENCE_S)
        return work(item)

    with ThreadPoolExecutor(len(wanted)) as pool:
        return list(pool.map(begin, wanted))


def known_of(source: str, code: str, **fields: int) -> DestinationRecord:
    """Build the record of a destination at a source."""
    return a_record(an_advisory(source=source, destination=code, name=code), **fields)


def test_sources_recorded_in_parallel_are_all_complete(ledger: Ledger, outbox: Outbox) -> None:
    """A version lost between two threads is a raised level that no subscriber learns of."""

    def watch(source: str) -> None:
        for code in CODES:
            assert code not in ledger.state(source).records
            known = known_of(source, code)
            ledger.record(known, a_version(known.advisory), an_alert(id=f"{source} {code}"))
        ledger.save_health(a_health(source=source))

    at_once(watch, SOURCE_IDS)
    for source in SOURCE_IDS:
        state = ledger.state(source)
        assert state.records == {code: known_of(source, code) for code in CODES}
        assert state.health == a_health(source=source)
        assert all(len(ledger.history(source, code)) == 1 for code in CODES)
    assert len(list(outbox.pending())) == len(SOURCE_IDS) * len(CODES)


def test_of_many_threads_with_one_state_only_one_records(ledger: Ledger, outbox: Outbox) -> None:
    """Subscribers must not get one alert from each thread for one change."""

    def record(thread: int) -> bool:
        known = known_of("us_state", "KW")
        try:
            ledger.record(known, a_version(known.advisory), an_alert(id=f"alert {thread}"))
        except StaleVersion:
            return False
        return True

    won = at_once(record, range(THREADS))
    assert won.count(True) == 1
    assert [alert.id for alert in outbox.pending()] == [f"alert {won.index(True)}"]
    assert ledger.state("us_state").records == {"KW": known_of("us_state", "KW")}


def test_a_refusal_does_not_undo_another_thread(ledger: Ledger, outbox: Outbox) -> None:
    """A rollback that included another thread's transaction would lose an alert permanently."""
    for source in SOURCE_IDS:
        ledger.save_health(a_health(source=source))

    def record(source: str) -> int:
        refused = 0
        for code in CODES:
            try:
                ledger.save_health(a_health(source=source))
            except StaleVersion:
                refused += 1
            ledger.record(known_of(source, code), None, an_alert(id=f"{source} {code}"))
        return refused

    assert at_once(record, SOURCE_IDS) == [len(CODES)] * len(SOURCE_IDS)
    assert len(list(outbox.pending())) == len(SOURCE_IDS) * len(CODES)


def test_a_pending_alert_is_claimed_by_one_thread(ledger: Ledger, outbox: Outbox) -> None:
    """If two threads send it at once, every subscriber gets it twice."""
    alert = an_alert()
    ledger.save_health(a_health(), (alert,))
    at, until = alert.created_at, alert.created_at.replace(hour=23)
    claims = at_once(lambda _: outbox.claim(alert, at, until), range(THREADS))
    assert claims.count(True) == 1


def test_pages_kept_in_parallel_are_all_complete(archive: Archive) -> None:
    """Two endpoints may serve the same bytes at the same moment, along with other pages."""
    pages = [a_page(b"<same/>"), a_page(b"<same/>"), a_page(b"<a/>"), a_page(b"<b/>")]
    keys = at_once(archive.keep, pages)
    assert [archive.load(key) for key in keys] == pages
