"""What only the embedded ledger can get wrong: its file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from advisory_watch.adapters.sqlite import Connection, SqliteLedger, SqliteOutbox, connect
from advisory_watch.core.errors import CorruptLedger, LedgerError
from builders import NOON, a_health, a_known, a_version, an_alert


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
    """`--home` pointed at the wrong place must not destroy what lies there."""
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


def test_a_ledger_of_a_newer_program_is_refused(path: Path) -> None:
    """Half understood, it would be written wrongly."""
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match="expected schema version 3, found 99"):
        connect(path)


def test_a_ledger_of_version_1_goes_on(path: Path) -> None:
    """A month of watching must not be thrown away with an update, nor its alerts."""
    with closing(connect(path)) as connection:
        SqliteLedger(connection).save_health(a_health(), (an_alert(),))
        connection.execute("ALTER TABLE alert DROP COLUMN claimed_until")
        connection.execute("DROP INDEX known_holding")
        connection.execute("PRAGMA user_version = 1")
    with closing(connect(path)) as connection:
        outbox = SqliteOutbox(connection)
        assert list(outbox.pending()) == [an_alert()]
        assert outbox.claim(an_alert(), NOON, NOON)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """The person must learn which path is wrong."""
    (tmp_path / "home").write_text("a file, not a folder")
    with pytest.raises(LedgerError, match=r"home/ledger\.sqlite: expected to read and write"):
        connect(tmp_path / "home" / "ledger.sqlite")


def test_a_locked_ledger_is_told_clearly(connection: Connection, path: Path) -> None:
    """`Database is locked` alone tells nobody that another check is running."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="found it locked by another program"):
            SqliteLedger(connection).record(a_known(), a_version(), None)


def test_reading_goes_on_while_another_program_writes(connection: Connection, path: Path) -> None:
    """`show` must answer while a check records."""
    SqliteLedger(connection).record(a_known(), a_version(), None)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert SqliteLedger(connection).state("us_state").known == {"KW": a_known()}


def test_a_failure_in_the_middle_of_a_record_undoes_it(connection: Connection) -> None:
    """A full disk between version and alert must not lose the alert alone."""
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON alert BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    ledger = SqliteLedger(connection)
    with pytest.raises(LedgerError, match="disk full"):
        ledger.record(a_known(), a_version(), an_alert())
    connection.execute("DROP TRIGGER full")
    assert ledger.state("us_state").known == {}
    ledger.record(a_known(), a_version(), an_alert())
    assert ledger.history("us_state", "KW") == (a_version(),)


def test_a_record_that_cannot_be_read_is_named(connection: Connection) -> None:
    """A ledger edited by hand must say where it is wrong, not guess."""
    ledger = SqliteLedger(connection)
    ledger.record(a_known(), a_version(), None)
    connection.execute(
        "UPDATE known SET record = json_set(record, '$.advisory.severity', 'SEVERE')"
    )
    with pytest.raises(CorruptLedger, match=r"Known\.advisory\.severity: expected one of NORMAL"):
        ledger.state("us_state")


def test_one_unreadable_alert_keeps_no_other_back(connection: Connection) -> None:
    """`Leave now` must go out although a message beside it is broken."""
    SqliteLedger(connection).save_health(a_health(), (an_alert(id="a"), an_alert(id="b")))
    connection.execute("UPDATE alert SET record = '{}' WHERE id = 'a'")
    pending = SqliteOutbox(connection).pending()
    assert next(pending) == an_alert(id="b")
    with pytest.raises(CorruptLedger):
        next(pending)
