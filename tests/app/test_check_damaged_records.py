"""A record of the ledger that cannot be read darkens its destination, and nothing else."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from advisory_watch.adapters.memory import MemoryArchive
from advisory_watch.adapters.sqlite import SqliteLedger, SqliteOutbox, connect
from advisory_watch.adapters.sqlite.database import Connection
from advisory_watch.app.doctor import Doctor
from advisory_watch.app.results import Coverage, SourceOutcome
from advisory_watch.core.damaged_records import RecordOrError
from advisory_watch.core.doctor_facts import CheckStatus
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.source_event import SourceEvent
from support.builders import an_advisory
from support.fakes.lazy_ledger import LazyLedger
from support.scenarios.watched_source import WORLD, Watch, a_document, a_raise, kinds, written

RAISED = a_document(a_raise("KW"), a_raise("IN"))
DAMAGES = pytest.mark.parametrize(
    "damage",
    ["'{'", "'{}'", "json_set(record, '$.rule', 7)", "json_remove(record, '$.watched_since')"],
)
A_DAY = 24 * 60
RECORD = "FROM known WHERE source = 'us_state' AND destination = ?"
PUT = "UPDATE known SET record = ? WHERE source = 'us_state' AND destination = ?"


class Home:
    """A watch whose ledger is a file, in which a test can damage a record and restore it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.ledger = SqliteLedger(connection)
        self.outbox = SqliteOutbox(connection)
        self.archive = MemoryArchive()
        self.watch = Watch("rss")
        self.watch.web.knows_etags = True

    def check(self, after_min: float = 5) -> SourceOutcome:
        """Check once, `after_min` minutes after the previous check."""
        return self.watch.check(self.ledger, self.archive, after_min)

    def stored(self, code: str) -> str:
        """Return the record of a destination as it is stored."""
        (text,) = self.connection.execute(f"SELECT record {RECORD}", [code]).fetchone()
        return str(text)

    def damage(self, code: str, damage: str = "'{'") -> str:
        """Damage the record of a destination; return what it was."""
        whole = self.stored(code)
        (damaged,) = self.connection.execute(f"SELECT {damage} {RECORD}", [code]).fetchone()
        self.connection.execute(PUT, [damaged, code])
        return whole

    def restore(self, code: str, whole: str) -> None:
        """Restore the record of a destination."""
        self.connection.execute(PUT, [whole, code])


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Watch a source that was read once: every destination at Level 2."""
    with closing(connect(tmp_path / "ledger.sqlite")) as connection:
        home = Home(connection)
        home.check()
        yield home


@DAMAGES
def test_all_other_destinations_are_judged(home: Home, damage: str) -> None:
    """One bad byte must not keep people in eleven other places from hearing of a raise."""
    home.damage("KW", damage)
    home.watch.serve(RAISED)
    outcome = home.check()
    assert kinds(outcome) == [("IN", "level_raised")]
    assert outcome.ok
    assert outcome.coverage is Coverage.PART


@DAMAGES
def test_the_damaged_record_is_named_and_not_overwritten(home: Home, damage: str) -> None:
    """As a first sight, its raise would be silent, and its history would be lost."""
    home.damage("KW", damage)
    damaged = home.stored("KW")
    home.watch.serve(RAISED)
    for _ in range(2):
        outcome = home.check()
        (problem,) = outcome.problems
        assert (problem.subject, problem.destinations) == ("KW", frozenset({"KW"}))
        assert "damaged record of KW" in outcome.reason
        assert outcome.own_faults
    assert home.stored("KW") == damaged
    assert len(home.ledger.history("us_state", "KW")) == 1


def test_it_is_named_within_a_day_if_the_page_is_unchanged(home: Home) -> None:
    """Damage does not wait for news, and then is read again in each check."""
    home.damage("KW")
    assert home.check().problems == ()
    for after_min in (A_DAY, 5):
        assert [problem.subject for problem in home.check(after_min).problems] == ["KW"]


def test_news_from_while_it_was_damaged_is_told_once_it_is_restored(home: Home) -> None:
    """The page has not changed since, and yet its news was never judged."""
    whole = home.damage("KW")
    home.watch.serve(RAISED)
    home.check()
    home.check()
    home.restore("KW", whole)
    outcome = home.check()
    assert kinds(outcome) == [("KW", "level_raised")]
    assert (outcome.problems, outcome.own_faults) == ((), ())
    assert home.ledger.state("us_state").health.damaged == {}
    asked = len(home.watch.web.asked)
    home.check()
    _, validators = home.watch.web.asked[asked]
    assert validators


def test_news_is_told_even_if_the_source_fails_when_it_is_restored(home: Home) -> None:
    """A failed check has judged nothing, and must not forget what is still to be judged."""
    whole = home.damage("KW")
    home.watch.serve(RAISED)
    home.check()
    home.restore("KW", whole)
    home.watch.serve(b"no document")
    assert not home.check().ok
    home.watch.serve(RAISED)
    assert kinds(home.check()) == [("KW", "level_raised")]


def test_operators_hear_of_it_once_as_of_a_dark_document(home: Home) -> None:
    """Nothing about this destination can be reported until a person restores the record."""
    home.damage("KW")
    home.check(A_DAY)
    home.check(after_min=6 * 60 - 1)
    assert list(home.outbox.pending()) == []
    for _ in range(2):
        home.check()
    (alert,) = home.outbox.pending()
    assert alert.kind == SourceEvent.PARTLY_BLIND.value
    assert "KW since" in alert.note
    assert "its record in the ledger" in alert.note


def test_the_doctor_names_it(home: Home) -> None:
    """The person who restores the ledger must know which record to look for."""
    home.damage("KW")
    doctor = Doctor(
        probe=lambda _at: (),
        ledger=home.ledger,
        outbox=None,
        sources=("us_state",),
        clock=home.watch.time,
    )
    damaged = [result for result in doctor.run() if result.concern is CheckStatus.ACT]
    assert [result.about for result in damaged] == ["record of KW at us_state"]


def test_most_records_damaged_are_a_few_words(home: Home) -> None:
    """A reason of two hundred lines hides every other reason."""
    for code in WORLD:
        home.damage(code)
    home.watch.serve(RAISED)
    outcome = home.check()
    assert kinds(outcome) == []
    assert f"and {len(WORLD) - 5} more" in outcome.reason
    assert len(outcome.problems) == len(WORLD)


class TornLedger(LazyLedger):
    """Leaves out all texts, and cannot read the one of Brazil."""

    def in_full(self, source_id: str, destinations: Collection[str]) -> Mapping[str, RecordOrError]:
        """Return the full records, with an error for Brazil."""
        torn = {"BR": CorruptLedger("FULL#us_state TEXT#BR: expected a record, found noise")}
        whole = super().in_full(source_id, destinations)
        return {**whole, **torn} if "BR" in destinations else whole


def test_a_withdrawal_waits_for_its_record(watch: Watch) -> None:
    """Recorded without what was known, it would be a second history of the destination."""
    ledger = TornLedger(watch.outbox)
    watch.check(ledger=ledger)
    listed = [
        an_advisory(destination=code, name=code) for code in WORLD if code not in ("BR", "KW")
    ]
    watch.serve(written(*listed, an_advisory(destination="KW", name="KW")))
    for _ in range(8):
        watch.check(ledger=ledger, after_min=24 * 60)
    watch.serve(written(*listed, a_raise("KW", issued_on=date(2026, 9, 9))))
    outcome = watch.check(ledger=ledger)
    assert kinds(outcome) == [("KW", "level_raised")]
    assert [problem.subject for problem in outcome.problems] == ["BR"]
    assert len(ledger.history("us_state", "BR")) == 1
