"""A ledger that refuses one destination: the others are told, and somebody hears of the one."""

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.health import Health
from advisory_watch.core.versions import Known, Version
from builders import an_advisory
from watch import DiaryLedger, Watch, a_document, a_doubtful_raise, a_raise, kinds

THREE = ("BR", "KW", "RU")
THREE_RAISES = a_document(*map(a_raise, THREE))


class FullLedger(DiaryLedger):
    """A ledger with no room for some destinations, and perhaps none for the health."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        super().__init__(outbox)
        self.no_room_for: frozenset[str] = frozenset()

    def record(self, known: Known, version: Version | None, alert: Alert | None) -> None:
        """Record what there is room for."""
        self._make_room(known.destination)
        super().record(known, version, alert)

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        """Remember how it went, if there is room."""
        self._make_room("health")
        super().save_health(health, alerts)

    def _make_room(self, name: str) -> None:
        if name in self.no_room_for:
            raise LedgerError(f"{name}: expected at most 390000 bytes")


def a_watch(*no_room_for: str) -> Watch:
    """Watch a world that was read once; three raises come, and some find no room."""
    watch = Watch()
    watch.ledger = FullLedger(watch.outbox)
    watch.check()
    watch.serve(THREE_RAISES)
    leave_no_room(watch, *no_room_for)
    return watch


def leave_no_room(watch: Watch, *names: str) -> None:
    """Let the ledger refuse these from now on."""
    assert isinstance(watch.ledger, FullLedger)
    watch.ledger.no_room_for = frozenset(names)


def told(watch: Watch) -> list[str]:
    """List the destinations that alerts are owed about."""
    return sorted(each.destination for each in watch.owed() if each.destination)


def test_one_refused_destination_does_not_silence_those_after_it() -> None:
    """An endless page about Brazil once would have cost Kuwait its raise, on every check."""
    watch = a_watch("BR")
    outcome = watch.check()
    assert told(watch) == ["KW", "RU"]
    assert sorted({code for code, _ in kinds(outcome)}) == ["KW", "RU"]


def test_a_refused_destination_is_a_failed_check_that_names_it() -> None:
    """A check that says `ok` and lost a raise is the worst there is."""
    outcome = a_watch("BR").check()
    assert not outcome.ok
    refused = "BR was not recorded: BR: expected at most 390000 bytes"
    assert outcome.reason == f"not all was recorded: {refused}"


def test_once_there_is_room_the_refused_destination_is_told_and_the_others_not_again() -> None:
    """The page did not change in between: it must be judged all the same."""
    watch = a_watch("BR")
    watch.web.knows_etags = True
    watch.check()
    leave_no_room(watch)
    outcome = watch.check()
    assert outcome.ok
    assert {code for code, _ in kinds(outcome)} == {"BR"}
    assert told(watch) == list(THREE)


def test_a_destination_that_is_refused_for_long_is_told_as_blindness() -> None:
    """Nobody reads every log line: without an alert the raise of Brazil is lost for ever."""
    watch = a_watch("BR")
    watch.check()
    watch.check(after_min=31)
    (alert,) = (each for each in watch.owed() if each.kind == "source_blind")
    assert "BR was not recorded" in alert.note


def test_where_even_the_failure_cannot_be_remembered_it_is_reported() -> None:
    """With the whole ledger full, the outcome is the last that can speak."""
    watch = a_watch("BR", "health")
    outcome = watch.check()
    assert outcome.reason.startswith("not all was recorded: BR was not recorded")
    assert "this could not be remembered: health: expected" in outcome.reason
    assert {code for code, _ in kinds(outcome)} == {"KW", "RU"}


def test_a_report_of_a_ledger_that_refuses_everything_stays_readable() -> None:
    """It goes to a phone: two hundred times the same sentence would not."""
    watch = Watch()
    watch.ledger = FullLedger(watch.outbox)
    codes = tuple(each.destination for each in map(a_raise, ("BR", "DE", "FR", "IN", "JP", "KE")))
    watch.check()
    watch.serve(a_document(*map(a_raise, codes)))
    leave_no_room(watch, *codes)
    reason = watch.check().reason
    assert reason.count("was not recorded") == 5
    assert reason.endswith("; and 1 more")


def test_news_is_recorded_before_doubts() -> None:
    """A check may be cut off at any write: what people must hear comes first."""
    watch = Watch()
    watch.check()
    watch.ledger.diary.clear()
    watch.serve(a_document(a_doubtful_raise("BR"), a_raise("RU")), door="rss")
    watch.serve(a_document(an_advisory(destination="BR", name="BR")), door="api")
    watch.check()
    assert watch.ledger.diary == ["RU", "BR", "health"]
