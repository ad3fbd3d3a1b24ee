"""A ledger that refuses one destination: the others alert, and operators hear of the one."""

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import FailureKind, LedgerError
from advisory_watch.core.health import Health
from advisory_watch.core.record import DestinationRecord, Version
from support.builders import an_advisory
from support.scenarios.watched_source import (
    DiaryLedger,
    Watch,
    a_document,
    a_doubtful_raise,
    a_raise,
    kinds,
)

THREE = ("BR", "KW", "RU")
THREE_RAISES = a_document(*map(a_raise, THREE))


class FullLedger(DiaryLedger):
    """A ledger without space for some destinations, and optionally for the health."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        super().__init__(outbox)
        self.no_room_for: frozenset[str] = frozenset()

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Record unless the destination is refused."""
        self._make_room(record.destination)
        super().record(record, version, alert)

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        """Save the health unless it is refused."""
        self._make_room("health")
        super().save_health(health, alerts)

    def _make_room(self, name: str) -> None:
        if name in self.no_room_for:
            raise LedgerError(f"{name}: expected at most 390000 bytes")


def a_watch(*no_room_for: str) -> Watch:
    """Read a world once, then serve three raises; the ledger refuses the given names."""
    watch = Watch()
    watch.ledger = FullLedger(watch.outbox)
    watch.check()
    watch.serve(THREE_RAISES)
    leave_no_room(watch, *no_room_for)
    return watch


def leave_no_room(watch: Watch, *names: str) -> None:
    """Make the ledger refuse these names from now on."""
    assert isinstance(watch.ledger, FullLedger)
    watch.ledger.no_room_for = frozenset(names)


def told(watch: Watch) -> list[str]:
    """List the destinations of pending alerts."""
    return sorted(pending.destination for pending in watch.pending() if pending.destination)


def test_one_refused_destination_does_not_silence_the_next() -> None:
    """One endless page about Brazil would have lost Kuwait's raise in every check."""
    watch = a_watch("BR")
    outcome = watch.check()
    assert told(watch) == ["KW", "RU"]
    assert sorted({code for code, _ in kinds(outcome)}) == ["KW", "RU"]


def test_a_refused_destination_is_a_failed_check_that_names_it() -> None:
    """A check that reports `ok` but lost a raise is the worst failure."""
    outcome = a_watch("BR").check()
    assert outcome.failure is FailureKind.LEDGER
    refused = "BR was not recorded: BR: expected at most 390000 bytes"
    assert outcome.reason == f"not all was recorded: {refused}"


def test_with_space_again_only_the_refused_one_alerts() -> None:
    """The page did not change in between, and must be judged all the same."""
    watch = a_watch("BR")
    watch.web.knows_etags = True
    watch.check()
    leave_no_room(watch)
    outcome = watch.check()
    assert outcome.ok
    assert {code for code, _ in kinds(outcome)} == {"BR"}
    assert told(watch) == list(THREE)


def test_a_destination_refused_for_long_alerts_as_an_outage() -> None:
    """Operators do not read every log line: without an alert, the raise of Brazil is lost."""
    watch = a_watch("BR")
    watch.check()
    watch.check(after_min=31)
    (alert,) = (pending for pending in watch.pending() if pending.kind == "source_blind")
    assert "BR was not recorded" in alert.note


def test_a_failure_that_cannot_be_saved_is_reported() -> None:
    """If the ledger refuses everything, only the outcome can report it."""
    watch = a_watch("BR", "health")
    outcome = watch.check()
    assert outcome.reason.startswith("not all was recorded: BR was not recorded")
    assert "this could not be remembered: health: expected" in outcome.reason
    assert {code for code, _ in kinds(outcome)} == {"KW", "RU"}


def test_a_report_of_many_refusals_stays_readable() -> None:
    """It is sent to a phone, which cannot show one sentence two hundred times."""
    watch = Watch()
    watch.ledger = FullLedger(watch.outbox)
    codes = tuple(
        advisory.destination for advisory in map(a_raise, ("BR", "DE", "FR", "IN", "JP", "KE"))
    )
    watch.check()
    watch.serve(a_document(*map(a_raise, codes)))
    leave_no_room(watch, *codes)
    reason = watch.check().reason
    assert reason.count("was not recorded") == 5
    assert reason.endswith("; and 1 more")


def test_news_is_recorded_before_doubts() -> None:
    """A check may be cut off at any write, so the most important changes come first."""
    watch = Watch()
    watch.check()
    watch.ledger.diary.clear()
    watch.serve(a_document(a_doubtful_raise("BR"), a_raise("RU")), endpoint="rss")
    watch.serve(a_document(an_advisory(destination="BR", name="BR")), endpoint="api")
    watch.check()
    assert watch.ledger.diary == ["RU", "health", "BR", "health"]
