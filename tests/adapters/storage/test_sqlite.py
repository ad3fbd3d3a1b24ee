"""Test the SQLite file of the embedded ledger."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from advisory_watch.adapters.sqlite import Connection, SqliteLedger, SqliteOutbox, connect
from advisory_watch.adapters.sqlite.database import transaction
from advisory_watch.core.errors import CorruptLedger, LedgerError
from advisory_watch.core.record import without_text
from support.builders import NOON, a_health, a_record, a_version, an_advisory, an_alert


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a file in a folder that does not exist yet."""
    return tmp_path / "home" / "ledger.sqlite"


@pytest.fixture
def connection(path: Path) -> Iterator[Connection]:
    """Open a new ledger that does not wait for a lock."""
    with closing(connect(path, busy_timeout_s=0)) as connection:
        yield connection


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """`--home` with a wrong path must not destroy the file there."""
    path = tmp_path / "ledger.sqlite"
    path.write_text("dear diary, " * 100)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite: expected a ledger, found a file of"):
        connect(path)
    assert path.read_text().startswith("dear diary")


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """A browser's history is SQLite too."""
    path = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE places (url TEXT)")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="expected a ledger, found the database of another"):
        connect(path)
    assert path.read_bytes() == before


def test_a_ledger_of_a_newer_version_is_refused(path: Path) -> None:
    """A program that only half understands it would write it wrongly."""
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match="expected schema version 6, found 99"):
        connect(path)


def test_a_ledger_of_version_1_is_migrated(path: Path) -> None:
    """An update must not throw away a month of versions, nor the pending alerts."""
    with closing(connect(path)) as connection:
        SqliteLedger(connection).save_health(a_health(), (an_alert(),))
        connection.execute("ALTER TABLE alert DROP COLUMN claimed_until")
        connection.execute("DROP INDEX known_holding")
        connection.execute("PRAGMA user_version = 1")
    with closing(connect(path)) as connection:
        outbox = SqliteOutbox(connection)
        assert list(outbox.pending()) == [an_alert()]
        assert outbox.claim(an_alert(), NOON, NOON)


def test_a_ledger_keeps_the_size_of_its_pages(path: Path) -> None:
    """A ledger of an earlier release has smaller pages; to rewrite it all would stop a check."""
    with closing(connect(path)) as connection:
        assert connection.execute("PRAGMA page_size").fetchone() == (8192,)
        SqliteLedger(connection).save_health(a_health())
        for statement in ("PRAGMA journal_mode = DELETE", "PRAGMA page_size = 4096", "VACUUM"):
            connection.execute(statement)
    with closing(connect(path)) as connection:
        assert connection.execute("PRAGMA page_size").fetchone() == (4096,)
        assert SqliteLedger(connection).health("us_state") == a_health()


LONG = a_record(an_advisory(text="Reconsider travel. " * 20))


def test_a_ledger_of_version_5_is_migrated(path: Path) -> None:
    """Its records get copies without long texts, and are read as before."""
    with closing(connect(path)) as connection:
        SqliteLedger(connection).record(LONG, None, None)
        for trigger in ("known_added", "known_moved", "known_removed"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("DROP TABLE brief")
        connection.execute("PRAGMA user_version = 5")
    with closing(connect(path)) as connection:
        ledger = SqliteLedger(connection)
        assert ledger.state("us_state").left_out == {"KW": ""}
        assert ledger.state("us_state").records == {"KW": without_text(LONG)}
        assert ledger.in_full("us_state", ["KW"]) == {"KW": LONG}
        assert ledger.damage() == ()


def test_every_statement_changes_a_record_and_its_copy(connection: Connection) -> None:
    """A check that read an old copy would not see a pending candidate."""
    ledger = SqliteLedger(connection)
    ledger.record(LONG, None, None)
    ledger.record(replace(LONG, revision=2, number=2), None, None)
    assert ledger.state("us_state").records["KW"].number == 2
    connection.execute("UPDATE known SET destination = 'IQ'")
    assert [*ledger.state("us_state").records.values()] == [
        without_text(replace(LONG, revision=2, number=2))
    ]
    connection.execute("DELETE FROM known")
    assert ledger.state("us_state").records == {}


@pytest.mark.parametrize("statement", ["UPDATE brief SET record = '{}'", "DELETE FROM brief"])
def test_a_copy_that_differs_from_its_record_is_named(
    connection: Connection, statement: str
) -> None:
    """SQLite's own check does not compare the contents of two tables."""
    ledger = SqliteLedger(connection)
    ledger.record(LONG, None, None)
    connection.execute(statement)
    (fault,) = ledger.damage()
    assert "expected the table brief to have the record of us_state/KW as known has it" in fault


def test_a_folder_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    """The user must learn which path is wrong."""
    (tmp_path / "home").write_text("a file, not a folder")
    with pytest.raises(LedgerError, match=r"home/ledger\.sqlite: expected to read and write"):
        connect(tmp_path / "home" / "ledger.sqlite")


def test_a_locked_ledger_is_reported_clearly(connection: Connection, path: Path) -> None:
    """`Database is locked` alone does not say that another check is running."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="found it locked by another program"):
            SqliteLedger(connection).record(a_record(), a_version(), None)


def test_reads_succeed_while_another_program_writes(connection: Connection, path: Path) -> None:
    """`show` must answer while a check records."""
    SqliteLedger(connection).record(a_record(), a_version(), None)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert SqliteLedger(connection).state("us_state").records == {"KW": a_record()}


def test_a_failure_within_a_record_is_rolled_back(connection: Connection) -> None:
    """A full disk between version and alert must not lose the alert alone."""
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON alert BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    ledger = SqliteLedger(connection)
    with pytest.raises(LedgerError, match="disk full"):
        ledger.record(a_record(), a_version(), an_alert())
    connection.execute("DROP TRIGGER full")
    assert ledger.state("us_state").records == {}
    ledger.record(a_record(), a_version(), an_alert())
    assert ledger.history("us_state", "KW") == (a_version(),)


FULL, NORMAL = 2, 1
"""Levels of `PRAGMA synchronous`; with the first, a commit waits for the disk."""


def test_only_a_health_without_alerts_may_be_lost_in_a_power_cut(connection: Connection) -> None:
    """A lost check is made again, but nothing may undo an alert that was sent."""
    ledger = SqliteLedger(connection)
    ledger.save_health(a_health(revision=1))
    assert _sync(connection) == NORMAL
    ledger.save_health(a_health(revision=2), (an_alert(),))
    assert _sync(connection) == FULL
    ledger.save_health(a_health(revision=3))
    ledger.record(a_record(), a_version(), None)
    assert _sync(connection) == FULL


def _sync(connection: Connection) -> int:
    (level,) = connection.execute("PRAGMA synchronous").fetchone()
    return int(level)


def test_an_unreadable_record_is_named(connection: Connection) -> None:
    """A ledger edited by hand must say where it is wrong, not guess."""
    ledger = SqliteLedger(connection)
    ledger.record(a_record(), a_version(), None)
    connection.execute(
        "UPDATE known SET record = json_set(record, '$.advisory.severity', 'SEVERE')"
    )
    reason = ledger.state("us_state").unreadable["KW"]
    assert reason.startswith("DestinationRecord.advisory.severity: expected one of NORMAL")


DAMAGES = [
    "'{'",
    "X'7BFF'",
    "'{}'",
    "json_set(record, '$.rule', 7)",
    "json_set(record, '$.advisory.departure', 'perhaps')",
    "json_remove(record, '$.watched_since')",
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_hides_no_other(connection: Connection, damage: str) -> None:
    """One row that is damaged must not keep people from hearing of all other destinations."""
    ledger = SqliteLedger(connection)
    for code in ("IQ", "KW"):
        ledger.record(a_record(destination=code), None, None)
    connection.execute(f"UPDATE known SET record = {damage} WHERE destination = 'KW'")  # noqa: S608
    state = ledger.state("us_state")
    assert list(state.records) == ["IQ"]
    assert list(state.unreadable) == ["KW"]
    found = ledger.in_full("us_state", ["IQ", "KW"])
    assert found["IQ"] == state.records["IQ"]
    assert isinstance(found["KW"], CorruptLedger)


def test_an_unreadable_alert_does_not_block_the_others(connection: Connection) -> None:
    """`Leave now` must be sent although another alert in the outbox is broken."""
    SqliteLedger(connection).save_health(a_health(), (an_alert(id="a"), an_alert(id="b")))
    connection.execute("UPDATE alert SET record = '{}' WHERE id = 'a'")
    pending = SqliteOutbox(connection).pending()
    assert next(pending) == an_alert(id="b")
    with pytest.raises(CorruptLedger):
        next(pending)


def test_a_read_only_ledger_is_named(tmp_path: Path) -> None:
    """A home on a backup disk is a matter of a minute if the message says what to do."""
    path = tmp_path / "ledger.sqlite"
    connect(path).close()
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA query_only = ON")
        with (
            pytest.raises(LedgerError, match="found a read-only home; copy it"),
            transaction(connection),
        ):
            connection.execute("DELETE FROM health")
