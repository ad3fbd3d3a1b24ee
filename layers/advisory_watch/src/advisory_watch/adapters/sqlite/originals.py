"""The versions in SQLite as they are stored."""

from advisory_watch.adapters.sqlite.connection import Connection, reading
from advisory_watch.core.originals import Flaw, Original

PLACES = "SELECT DISTINCT source, destination FROM version ORDER BY source, destination"

VERSIONS = """
SELECT number, CAST(record AS BLOB) FROM version
WHERE source = ? AND destination = ? ORDER BY number"""
"""As bytes: a text that somebody spoilt may be no text any more."""


class SqliteOriginals:
    """Keep the promises of `Originals` in the file that `connect` opened."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def places(self) -> list[tuple[str, str]]:
        """Return source and destination of all that ever had a version."""
        with reading(self._connection, "ledger") as connection:
            return [(source, code) for source, code in connection.execute(PLACES)]

    def of(self, source_id: str, destination: str) -> tuple[Original, ...]:
        """Return every version of a destination."""
        with reading(self._connection, "ledger") as connection:
            rows = connection.execute(VERSIONS, (source_id, destination)).fetchall()
        return tuple(_original(number, record) for number, record in rows)


def _original(number: int, record: bytes) -> Original:
    """Tell of a record that is no text; what is in it shows nevertheless."""
    try:
        return Original(number=number, text=record.decode())
    except UnicodeDecodeError as error:
        text = record.decode(errors="backslashreplace")
        return Original(
            number=number, text=text, flaw=Flaw(expected="a record in UTF-8", found=str(error))
        )
