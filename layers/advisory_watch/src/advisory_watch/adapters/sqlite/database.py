"""Open the SQLite file of the ledger, and translate its errors."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from advisory_watch.core.errors import LedgerError
from advisory_watch.core.source_state import LONG_TEXT_MIN_CHARS

APPLICATION_ID = 0x41445657
"""`ADVW`: written into the file's header, so that we never write to another program's file."""

SCHEMA_VERSION = 6

PAGE_BYTES = 8192
"""Size of a page of a new file; an existing one keeps its own.

A row of `brief` has 1.3 kB. With SQLite's usual 4,096 bytes, a row of more than 1 kB continues on
another page, and a check reads three times as many.
"""

BUSY_TIMEOUT_S = 5.0
"""Our writes take milliseconds: a longer wait means that another program is stuck."""

FAULTS_NAMED_MAX = 5
"""Faults named in a damaged file: enough to see that it must be restored."""

WHOLE = "ok"
"""The answer of SQLite about a file without faults."""

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

ADD_SEAL = """
CREATE TABLE IF NOT EXISTS seal (
    id INTEGER PRIMARY KEY CHECK (id = 1), record TEXT NOT NULL)
"""
"""Migration from version 4 to 5: one row, the newest signed manifest."""

_IS_LONG = f"""
CASE WHEN json_valid(record)
THEN coalesce(length(json_extract(record, '$.advisory.text')) >= {LONG_TEXT_MIN_CHARS}, 0)
ELSE 0 END"""

BRIEF_OF_KNOWN = f"""
SELECT source, destination, {_IS_LONG} AS is_long,
    CASE WHEN {_IS_LONG} THEN json_remove(record, '$.advisory.text') ELSE record END
FROM known"""  # noqa: S608 - constants
"""The rows of `brief`. A record that is no JSON is copied as it is."""

_COPY = f"REPLACE INTO brief {BRIEF_OF_KNOWN}"
_ROW_OF = "WHERE source = {row}.source AND destination = {row}.destination"
_COPY_NEW = f"{_COPY} {_ROW_OF.format(row='new')}"
_DELETE_OLD = f"DELETE FROM brief {_ROW_OF.format(row='old')}"  # noqa: S608 - constants

ADD_BRIEF = f"""
CREATE TABLE IF NOT EXISTS brief (
    source TEXT NOT NULL, destination TEXT NOT NULL, is_text_left_out INTEGER NOT NULL,
    record TEXT NOT NULL, PRIMARY KEY (source, destination)) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS known_added AFTER INSERT ON known BEGIN {_COPY_NEW}; END;
CREATE TRIGGER IF NOT EXISTS known_moved AFTER UPDATE ON known BEGIN
    {_DELETE_OLD}; {_COPY_NEW}; END;
CREATE TRIGGER IF NOT EXISTS known_removed AFTER DELETE ON known BEGIN {_DELETE_OLD}; END;
{_COPY}
"""
"""Migration from version 5 to 6: each record of `known` without its long text.

Texts are nine tenths of the bytes, and a check needs them only to judge. SQLite itself keeps the
copies, so that no statement can change a record without its copy.
"""

DIFFERING = f"""
WITH wanted AS ({BRIEF_OF_KNOWN})
SELECT source, destination FROM (SELECT * FROM wanted EXCEPT SELECT * FROM brief)
UNION SELECT source, destination FROM (SELECT * FROM brief EXCEPT SELECT * FROM wanted)
LIMIT {FAULTS_NAMED_MAX}"""  # noqa: S608 - constants
"""Records whose copy in `brief` is missing or another, as after damage to the file."""

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
{ADD_SEAL};
{ADD_BRIEF};
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
"""
"""`record` is the whole value as JSON; the other columns serve conditions and order."""

ADD_CLAIMS = "ALTER TABLE alert ADD COLUMN claimed_until TEXT"
"""Migration from version 1 to 2: of two programs that run at once, only one sends an alert."""

ADDITIONS = {1: ADD_CLAIMS, 2: ADD_HOLDING, 3: ADD_DELIVERIES, 4: ADD_SEAL, 5: ADD_BRIEF}
"""Migrations by the version that they start from."""

READ_ONLY = (
    "expected to write, found a read-only home; copy it to a folder that can be written, "
    "and name that with --home"
)

RESTORE = "docs/runbook.md, Restore, has the steps"

DAMAGED = f"expected a whole database, found a damaged one; {RESTORE}"

REASONS = {
    **dict.fromkeys(("SQLITE_CORRUPT", "SQLITE_CORRUPT_INDEX", "SQLITE_CORRUPT_VTAB"), DAMAGED),
    "SQLITE_CANTOPEN": (
        "expected a file that can be opened, found a folder, or a file without permission"
    ),
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


def connect(
    path: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S, allows_empty: bool = True
) -> Connection:
    """Open the ledger, and create it if absent; the caller closes the connection.

    A file of no bytes becomes a ledger, as one that another check is just creating does. Without
    `allows_empty` it counts as a lost one. Raises `LedgerError` if the file is not a ledger, or if
    another program has locked it.
    """
    with translated(path):
        if not allows_empty and path.is_file() and not path.stat().st_size:
            raise LedgerError(f"{path}: expected a ledger, found an empty file; {RESTORE}")
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
def transaction(connection: Connection, *, is_durable: bool = True) -> Iterator[Connection]:
    """Write all or nothing; take the write lock at the start, so that no write intervenes.

    A power cut may undo a transaction that is not durable, as its commit does not wait for the
    disk. It never undoes an earlier durable one, and in WAL mode it never damages the file.
    """
    with translated(f"ledger in {connection.path}"), connection.turn:
        connection.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'NORMAL'}")
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
    except UnicodeDecodeError as error:  # in the message of an error about a damaged schema
        raise LedgerError(f"{subject}: {DAMAGED}") from error
    except (sqlite3.Error, OSError) as error:
        name = getattr(error, "sqlite_errorname", None)
        found = str(error).partition(" with text ")[0]  # the text is a damaged record
        reason = REASONS.get(name or "", f"expected to read and write, found: {found}")
        raise LedgerError(f"{subject}: {reason}") from error


def damage(connection: Connection) -> Iterator[str]:
    """Yield the faults of the file: unexpected columns of a table, then SQLite's findings.

    At most the first few of its findings; nothing if the file is whole.
    """
    try:
        with reading(connection, "ledger"):
            found = connection.execute(f"PRAGMA integrity_check({FAULTS_NAMED_MAX})").fetchall()
            columns = _columns(connection)
            differing = connection.execute(DIFFERING).fetchall() if "brief" in columns else []
    except LedgerError as error:
        yield str(error)
        return
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.executescript(SCHEMA)
        for table, names in _columns(empty).items():
            if columns.get(table) != names:
                actual = ", ".join(columns.get(table, ("none",)))
                yield (
                    f"{connection.path}: expected the columns {', '.join(names)} of the "
                    f"table {table}, found {actual}"
                )
    for source, destination in differing:
        yield (
            f"{connection.path}: expected the table brief to have the record of "
            f"{source}/{destination} as known has it, found another; {RESTORE}"
        )
    faults = [fault for (text,) in found for fault in str(text).splitlines()]
    yield from (f"{connection.path}: {fault}" for fault in faults if fault != WHOLE)


def _columns(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Return the names of the columns of each table, sorted."""
    found: dict[str, tuple[str, ...]] = {}
    query = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c"
    for table, column in sorted(connection.execute(f"{query} WHERE m.type = 'table'")):
        found[table] = (*found.get(table, ()), column)
    return found


def typed(subject: object, rows: Iterable[tuple[Any, ...]], *types: type) -> list[Any]:
    """Return rows whose columns have these types. Raises `LedgerError` for a damaged row."""
    found = list(rows)
    if not all(all(map(isinstance, row, types)) for row in found):
        raise LedgerError(f"{subject}: {DAMAGED}")
    return found


def _prepare(connection: Connection, path: Path) -> None:
    if _is_empty(connection):
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
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
            _execute(connection, SCHEMA)


def _add(connection: Connection, version: int, addition: str) -> None:
    """Migrate to the next version, unless another check did while this one waited for the lock."""
    with transaction(connection):
        if _pragma(connection, "user_version") == version:
            _execute(connection, addition)
            connection.execute(f"PRAGMA user_version = {version + 1}")


def _execute(connection: Connection, script: str) -> None:
    """Execute statements within a transaction, which `executescript` would end."""
    statement = ""
    for part in script.split(";"):
        statement += f"{part};"
        if sqlite3.complete_statement(statement):  # not within a trigger
            connection.execute(statement)
            statement = ""


def _is_empty(connection: Connection) -> bool:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return tables == 0 and _pragma(connection, "application_id") == 0


def _pragma(connection: Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)
