"""Open the SQLite file of the ledger, and translate its errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from advisory_watch.core.errors import LedgerError

APPLICATION_ID = 0x41445657
"""`ADVW`: written into the file's header, so that we never write to another program's file."""

SCHEMA_VERSION = 4

BUSY_TIMEOUT_S = 5.0
"""Our writes take milliseconds: a longer wait means that another program is stuck."""

ADD_HOLDING = (
    "CREATE INDEX known_holding ON known (source, destination) WHERE \n"
    "CASE WHEN json_valid(record) THEN json_extract(record, '$.held') IS NOT NULL ELSE 1 END"
)
"""Migration from version 2 to 3: the destinations that have a pending candidate or no valid record.

This program does not read the index. An earlier program of schema version 3 does, and cannot open
a ledger without it.
"""

ADD_DELIVERIES = """
CREATE TABLE IF NOT EXISTS channel (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS delivery (
    channel TEXT NOT NULL, alert_id TEXT NOT NULL, claimed_until TEXT, sent_at TEXT,
    is_partially_sent INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (channel, alert_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS delivery_pending ON delivery (channel) WHERE sent_at IS NULL
"""
"""Migration from version 3 to 4: the channels of a laptop, and how far each alert is on each."""

SCHEMA = f"""
CREATE TABLE known (
    source TEXT NOT NULL, destination TEXT NOT NULL, revision INTEGER NOT NULL,
    record TEXT NOT NULL, PRIMARY KEY (source, destination)) WITHOUT ROWID;
{ADD_HOLDING};
CREATE TABLE health (
    source TEXT PRIMARY KEY, revision INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE version (
    source TEXT NOT NULL, destination TEXT NOT NULL, number INTEGER NOT NULL,
    record TEXT NOT NULL, PRIMARY KEY (source, destination, number)) WITHOUT ROWID;
CREATE TABLE alert (
    id TEXT PRIMARY KEY, is_urgent INTEGER NOT NULL, owed_at TEXT NOT NULL,
    sent_at TEXT, claimed_until TEXT, record TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX alert_owed ON alert (is_urgent DESC, owed_at, id) WHERE sent_at IS NULL;
{ADD_DELIVERIES};
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
"""
"""`record` is the whole value as JSON; the other columns serve conditions and order."""

ADD_CLAIMS = "ALTER TABLE alert ADD COLUMN claimed_until TEXT"
"""Migration from version 1 to 2: of two programs that run at once, only one sends an alert."""

ADDITIONS = {1: ADD_CLAIMS, 2: ADD_HOLDING, 3: ADD_DELIVERIES}
"""Migrations by the version that they start from."""

READ_ONLY = (
    "expected to write, found a read-only home; copy it to a folder that can be written, "
    "and name that with --home"
)

REASONS = {
    **dict.fromkeys(("SQLITE_READONLY", "SQLITE_READONLY_DIRECTORY"), READ_ONLY),
    "SQLITE_BUSY": "expected our turn to write, found it locked by another program",
    "SQLITE_NOTADB": "expected a ledger, found a file of another kind",
}
"""Errors that a person can act on; all others keep SQLite's own message."""


class Connection(sqlite3.Connection):
    """A connection that threads use in turn: a transaction belongs to one thread."""

    def __init__(self, path: Path, timeout_s: float) -> None:
        super().__init__(path, timeout_s, isolation_level=None, check_same_thread=False)
        self.path = path
        self.turn = RLock()

    def close(self) -> None:
        """Close the connection, but not while another thread uses it."""
        with self.turn:
            super().close()


def connect(path: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Connection:
    """Open the ledger, and create it if absent; the caller closes the connection.

    Raises `LedgerError` if the file is not a ledger, or if another program has locked it.
    """
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = Connection(path, busy_timeout_s)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def reading(connection: Connection, subject: str) -> Iterator[Connection]:
    """Read while no other thread of this process writes."""
    with translated(f"{subject} in {connection.path}"), connection.turn:
        yield connection


@contextmanager
def one_moment(connection: Connection) -> Iterator[Connection]:
    """Read several values from one moment, even if other programs write meanwhile."""
    with reading(connection, "ledger"):
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """Write all or nothing; take the write lock at the start, so that no write intervenes."""
    with translated(f"ledger in {connection.path}"), connection.turn:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite rolls back some failures itself
                connection.execute("ROLLBACK")
            raise


@contextmanager
def translated(subject: object) -> Iterator[None]:
    """Raise `LedgerError` for every error of SQLite or the file system."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        name = getattr(error, "sqlite_errorname", None)
        reason = REASONS.get(name or "", f"expected to read and write, found: {error}")
        raise LedgerError(f"{subject}: {reason}") from error


def _prepare(connection: Connection, path: Path) -> None:
    if _is_empty(connection):
        _create(connection)
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise LedgerError(f"{path}: expected a ledger, found the database of another program")
    for version, addition in sorted(ADDITIONS.items()):
        if _pragma(connection, "user_version") == version:
            _add(connection, version, addition)
    version = _pragma(connection, "user_version")
    if version != SCHEMA_VERSION:
        raise LedgerError(f"{path}: expected schema version {SCHEMA_VERSION}, found {version}")
    connection.execute("PRAGMA journal_mode = WAL")


def _create(connection: Connection) -> None:
    """Create the tables, unless another check created them while this one waited for the lock."""
    with transaction(connection):
        if _is_empty(connection):
            for statement in SCHEMA.split(";"):
                connection.execute(statement)


def _add(connection: Connection, version: int, addition: str) -> None:
    """Migrate to the next version, unless another check did while this one waited for the lock."""
    with transaction(connection):
        if _pragma(connection, "user_version") == version:
            for statement in addition.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")


def _is_empty(connection: Connection) -> bool:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return tables == 0 and _pragma(connection, "application_id") == 0


def _pragma(connection: Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)
