"""Checks that are overtaken, killed, or unable to store their page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advisory_watch.adapters.memory import MemoryArchive
from advisory_watch.app.ports import Ledger
from advisory_watch.core.advisory import Advisory, Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import ArchiveError, CorruptLedger, FailureKind
from advisory_watch.core.health import Health
from advisory_watch.core.page import Page
from advisory_watch.core.record import DestinationRecord, Version
from advisory_watch.core.source_state import SourceState
from support.builders import an_advisory
from support.scenarios.watched_source import TODAY, Watch, a_document, a_raise, kinds

THREE = ("BR", "KW", "RU")
THREE_RAISES = a_document(*map(a_raise, THREE))


class PowerCut(BaseException):
    """Simulate the end of the process at an arbitrary point."""


class InterruptedLedger:
    """Count writes to a ledger, and call `happens` before write number `before_write`."""

    def __init__(self, ledger: Ledger, before_write: int, happens: Callable[[], None]) -> None:
        self._ledger = ledger
        self._left = before_write
        self._happens = happens
        self.history = ledger.history
        self.destinations = ledger.destinations
        self.in_full = ledger.in_full
        self.partitions = ledger.partitions
        self.level_moves = ledger.level_moves

    def health(self, source_id: str, partition: str = "", *, may_lag: bool = False) -> Health:
        """Return the health of the source."""
        return self._ledger.health(source_id, partition, may_lag=may_lag)

    def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
        """Return the state of the source."""
        return self._ledger.state(source_id, may_lag=may_lag)

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Count the write, then record."""
        self._count()
        self._ledger.record(record, version, alert)

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        """Count the write, then save the health."""
        self._count()
        self._ledger.save_health(health, alerts)

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._happens()


class FullArchive(MemoryArchive):
    """An archive without free space."""

    def keep(self, page: Page) -> str:
        """Raise `ArchiveError`."""
        raise ArchiveError(f"no room for {page.sha256}")


def told(watch: Watch) -> list[str]:
    """List the destinations of pending alerts."""
    return sorted(pending.destination or "" for pending in watch.pending())


@pytest.mark.parametrize("before_write", [1, 2, 3, 4])
def test_a_crash_between_records_loses_and_repeats_nothing(watch: Watch, before_write: int) -> None:
    """Lambda kills a check at its time limit, at any point."""
    watch.serve(THREE_RAISES)

    def power_cut() -> None:
        raise PowerCut

    with pytest.raises(PowerCut):
        watch.check(ledger=InterruptedLedger(watch.ledger, before_write, power_cut))
    assert len(watch.pending()) == before_write - 1
    watch.check()
    watch.check()
    assert told(watch) == list(THREE)
    assert [len(watch.ledger.history("us_state", code)) for code in THREE] == [2, 2, 2]


@pytest.mark.parametrize("before_write", [1, 2, 3, 4])
def test_two_checks_at_once_make_one_version_and_one_alert(watch: Watch, before_write: int) -> None:
    """Schedules overlap when a check is slow; no person may be woken twice for it."""
    watch.serve(THREE_RAISES)
    rival: list[tuple[str, str]] = []

    def is_overtaken() -> None:
        rival.extend(kinds(watch.check(after_min=0)))

    outcome = watch.check(ledger=InterruptedLedger(watch.ledger, before_write, is_overtaken))
    assert outcome.ok
    assert told(watch) == list(THREE)
    assert [len(watch.ledger.history("us_state", code)) for code in THREE] == [2, 2, 2]
    assert sorted({code for code, _ in [*rival, *kinds(outcome)]}) == list(THREE)


@pytest.mark.parametrize("before_write", [1, 2, 3, 4])
def test_records_of_an_overtaken_check_are_still_reported(watch: Watch, before_write: int) -> None:
    """For an operator, a change that is in no log did not happen."""
    watch.serve(THREE_RAISES)

    def is_overtaken() -> None:
        health = watch.health()
        watch.ledger.save_health(Health(source="us_state", revision=health.revision + 1))

    outcome = watch.check(ledger=InterruptedLedger(watch.ledger, before_write, is_overtaken))
    assert sorted({change.destination for change in outcome.changes}) == list(THREE)


def test_a_check_that_is_always_overtaken_gives_a_reason(watch: Watch) -> None:
    """A check that retries without end is killed without a reason in the log."""
    watch.serve(THREE_RAISES)

    class Rival(InterruptedLedger):
        def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
            stored = watch.health()
            watch.ledger.save_health(Health(source="us_state", revision=stored.revision + 1))
            super().save_health(health, alerts)

    outcome = watch.check(ledger=Rival(watch.ledger, 0, lambda: None))
    assert outcome.failure is FailureKind.OVERTAKEN
    assert outcome.reason.startswith("overtaken 3 times by other checks: us_state")


def test_a_page_that_cannot_be_stored_prevents_its_record(watch: Watch) -> None:
    """An alert without its page is a rumour."""
    watch.serve(THREE_RAISES)
    before = watch.ledger.state("us_state").records
    outcome = watch.check(archive=FullArchive())
    assert outcome.failure is FailureKind.ARCHIVE
    assert "no room for" in outcome.reason
    assert watch.ledger.state("us_state").records == before
    assert watch.pending() == []


def test_nothing_is_lost_once_there_is_space_again(watch: Watch) -> None:
    """The document did not change in between, and must be judged all the same."""
    watch.web.knows_etags = True
    watch.serve(THREE_RAISES)
    watch.check(archive=FullArchive())
    watch.check()
    assert told(watch) == list(THREE)


def test_a_full_archive_counts_as_an_outage(watch: Watch) -> None:
    """Alerts that cannot be recorded are not sent, and an operator must hear of that."""
    watch.serve(THREE_RAISES)
    watch.check(archive=FullArchive())
    watch.check(archive=FullArchive(), after_min=31)
    (alert,) = watch.pending()
    assert alert.kind == "source_blind"
    assert "no room for" in alert.note


def test_a_check_that_read_an_old_state_reads_again(watch: Watch) -> None:
    """A read that may lag costs half, and must neither lose nor repeat news."""

    class Lagging(InterruptedLedger):
        def __init__(self, ledger: Ledger, old: SourceState) -> None:
            super().__init__(ledger, 0, lambda: None)
            self.old = old

        def health(self, source_id: str, partition: str = "", *, may_lag: bool = False) -> Health:
            return self.old.health if may_lag else super().health(source_id, partition)

        def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
            return self.old if may_lag else super().state(source_id)

    before = watch.ledger.state("us_state")
    watch.serve(THREE_RAISES)
    watch.check()
    outcome = watch.check(ledger=Lagging(watch.ledger, before))
    assert outcome.ok
    assert outcome.changes == ()
    assert told(watch) == list(THREE)


def test_an_unreadable_ledger_is_reported_and_not_overwritten(watch: Watch) -> None:
    """An unreadable record may be repaired later, unless it is overwritten."""

    class Corrupt(InterruptedLedger):
        def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
            del may_lag
            raise CorruptLedger(f"{source_id}: expected JSON")

    watch.serve(THREE_RAISES)
    watch.ledger.diary.clear()
    outcome = watch.check(ledger=Corrupt(watch.ledger, 0, lambda: None))
    assert outcome.reason == "nothing more was recorded: us_state: expected JSON"
    assert outcome.failure is FailureKind.LEDGER
    assert watch.ledger.diary == []


def test_the_recorded_copy_stays_the_base_of_comparison(watch: Watch) -> None:
    """A repeated check must name the level before the raise, not its own unfinished work."""
    watch.serve(THREE_RAISES)
    watch.check()
    (alert, *_) = watch.pending()
    before: Advisory | None = alert.before
    assert before == an_advisory(destination=alert.destination, name=alert.destination)


def test_a_page_ahead_of_our_clock_is_judged_next_time() -> None:
    """With a clock three seconds slow, the raise would wait as long as the page stays."""
    watch = Watch()
    watch.check()
    watch.serve(a_document(a_raise("KW", text="Reconsider travel to KW due to crime.")))
    watch.check()
    news: dict[str, Any] = {
        "severity": Severity(4),
        "native_level": "Level 4: Do Not Travel",
        "text": "Do not travel to KW.",
    }
    watch.serve(a_document(replace(a_raise("KW"), **news, issued_on=TODAY + timedelta(days=1))))
    assert watch.check(after_min=-0.05).changes == ()
    assert kinds(watch.check()) == [("KW", "level_raised")]
