"""Return the versions as SQLite stores them."""

from advisory_watch.adapters.sqlite.connection import Connection, reading
from advisory_watch.core.originals import Flaw, Original

PLACES = "SELECT DISTINCT source, destination FROM version ORDER BY source, destination"

VERSIONS = """
SELECT number, CAST(record AS BLOB) FROM version
WHERE source = ? AND destination = ? ORDER BY number"""
"""As bytes, since a damaged text may no longer decode as UTF-8."""


class SqliteOriginals:
    """Implement `Originals` in the file that `connect` opened."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def places(self) -> list[tuple[str, str]]:
        """Return source and destination of everything that ever had a version."""
        with reading(self._connection, "ledger") as connection:
            return [(source, code) for source, code in connection.execute(PLACES)]

    def of(self, source_id: str, destination: str) -> tuple[Original, ...]:
        """Return every version of a destination."""
        with reading(self._connection, "ledger") as connection:
            rows = connection.execute(VERSIONS, (source_id, destination)).fetchall()
        return tuple(_original(number, record) for number, record in rows)


def _original(number: int, record: bytes) -> Original:
    """Decode a record; if it is not UTF-8, report a flaw and show its bytes as escapes."""
    try:
        return Original(number=number, text=record.decode())
    except UnicodeDecodeError as error:
        text = record.decode(errors="backslashreplace")
        return Original(
            number=number, text=text, flaw=Flaw(expected="a record in UTF-8", found=str(error))
        )
