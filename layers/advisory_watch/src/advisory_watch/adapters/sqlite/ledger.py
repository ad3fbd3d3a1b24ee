"""The ledger in SQLite."""

from __future__ import annotations  # a check with nothing to judge loads no record

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from advisory_watch.adapters.sqlite.database import (
    Connection,
    damage,
    one_moment,
    reading,
    transaction,
    typed,
)
from advisory_watch.adapters.sqlite.outbox import enqueue
from advisory_watch.core.damaged_records import RecordOrError, read_each, readable, unreadable
from advisory_watch.core.errors import StaleVersion
from advisory_watch.core.health import Health
from advisory_watch.core.revisits import newest_moves, read_moves
from advisory_watch.core.serialization import from_json, to_json, to_utf8_json
from advisory_watch.core.source_state import SourceState

if TYPE_CHECKING:
    from advisory_watch.core.alert import Alert
    from advisory_watch.core.evidence.chain import RawRecord
    from advisory_watch.core.evidence.manifest import SealMark
    from advisory_watch.core.partition import PartitionHealth
    from advisory_watch.core.record import DestinationRecord, Version

BRIEF = """
SELECT destination, CAST(record AS BLOB), is_text_left_out
FROM brief WHERE source = ? ORDER BY destination"""
"""As bytes, since one damaged text must not hide all others."""

KNOWN_OF = """
SELECT destination, CAST(record AS BLOB) FROM known
WHERE source = ? AND destination IN (SELECT value FROM json_each(?))"""

ADD_KNOWN = """
INSERT INTO known (source, destination, revision, record)
VALUES (:source, :destination, :revision, :record) ON CONFLICT DO NOTHING"""

MOVE_KNOWN = """
UPDATE known SET revision = :revision, record = :record
WHERE source = :source AND destination = :destination AND revision = :revision - 1"""

ADD_HEALTH = """
INSERT INTO health (source, revision, record)
VALUES (:source, :revision, :record) ON CONFLICT DO NOTHING"""

MOVE_HEALTH = """
UPDATE health SET revision = :revision, record = :record
WHERE source = :source AND revision = :revision - 1"""

ADD_VERSION = """
INSERT INTO version (source, destination, number, record)
VALUES (:source, :destination, :number, :record) ON CONFLICT DO NOTHING"""

LEVEL_MOVES = """
SELECT moves FROM (
    SELECT CASE WHEN json_valid(record) THEN json_extract(record, '$.level_moved_at') END AS moves
    FROM health WHERE instr(source, ' ') = 0)
WHERE moves IS NOT NULL AND json_type(moves) = 'object'"""
"""The rest stays in the database: the health of a source may have hundreds of documents.

A damaged record is reported by the check of its own source.
"""

PLACES = "SELECT DISTINCT source, destination FROM version ORDER BY source, destination"

VERSIONS = """
SELECT number, CAST(record AS BLOB) FROM version
WHERE source = ? AND destination = ? ORDER BY number"""
"""As bytes, since a damaged text may no longer decode as UTF-8."""


class SqliteLedger:
    """Implement `Ledger`, `RawRecords` and `SealLog` in the file of `connect`.

    Threads may share it. With `is_history`, the alerts of its records count as sent at their own
    time.
    """

    def __init__(self, connection: Connection, *, is_history: bool = False) -> None:
        self._connection = connection
        self._is_history = is_history

    def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
        del may_lag  # a file has one copy
        with one_moment(self._connection) as connection:
            health = self.health(source_id)
            found_rows = connection.execute(BRIEF, [source_id])
            rows = typed(connection.path, found_rows, str, bytes, int)
        found = read_each(_record_reader(), ((code, raw) for code, raw, _ in rows))
        records = readable(found)
        left_out = (code for code, _, is_left_out in rows if is_left_out and code in records)
        return SourceState(
            records=records,
            health=health,
            left_out=dict.fromkeys(left_out, ""),  # no check reads the texts to hash them
            unreadable=unreadable(found),
        )

    def health(self, source_id: str, partition: str = "", *, may_lag: bool = False) -> Health:
        del may_lag  # a file has one copy
        query = "SELECT record FROM health WHERE source = ?"
        found = self._records(query, _place(source_id, partition))
        unseen = Health(source=source_id, partition=partition)
        return _health_in(found[0]) if found else unseen

    def in_full(self, source_id: str, destinations: Collection[str]) -> Mapping[str, RecordOrError]:
        wanted = [source_id, json.dumps([*destinations])]
        with reading(self._connection, "ledger") as connection:
            rows = connection.execute(KNOWN_OF, wanted)
            known = dict(typed(connection.path, rows, str, bytes))
        wanted_rows = ((code, known[code]) for code in destinations if code in known)
        return read_each(_record_reader(), wanted_rows)

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        with transaction(self._connection):
            self._write(
                ADD_KNOWN if record.revision == 1 else MOVE_KNOWN,
                {"source": record.source, "destination": record.destination},
                {"revision": record.revision, "record": to_json(record)},
            )
            if version is not None:
                self._write(
                    ADD_VERSION,
                    {"source": version.source, "destination": version.destination},
                    {"number": version.number, "record": to_json(version)},
                )
            if alert is not None:
                self._enqueue(alert)

    def partitions(self, source_id: str) -> Mapping[str, PartitionHealth]:
        from advisory_watch.core.partition import partition_health  # noqa: PLC0415 - few sources

        query = "SELECT record FROM health WHERE substr(source, 1, length(?1)) = ?1"
        partitions = [from_json(Health, raw) for raw in self._records(query, f"{source_id} ")]
        return {health.partition: partition_health(health) for health in partitions}

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        # Without alerts, losing this in a power cut is as if the check had not run.
        with transaction(self._connection, is_durable=bool(alerts)):
            self._write(
                ADD_HEALTH if health.revision == 1 else MOVE_HEALTH,
                {"source": _place(health.source, health.partition)},
                {"revision": health.revision, "record": to_utf8_json(health).decode()},
            )
            for alert in alerts:
                self._enqueue(alert)

    def level_moves(self) -> Mapping[str, datetime]:
        with reading(self._connection, "ledger") as connection:
            found = typed(connection.path, connection.execute(LEVEL_MOVES), str)
        return newest_moves(read_moves(json.loads(raw)) for (raw,) in found)

    def history(self, source_id: str, destination: str) -> tuple[Version, ...]:
        from advisory_watch.core.record import Version  # noqa: PLC0415 - no check reads it

        query = "SELECT record FROM version WHERE source = ? AND destination = ? ORDER BY number"
        versions = self._records(query, source_id, destination)
        return tuple(from_json(Version, raw) for raw in versions)

    def destinations(self, destination: str) -> tuple[DestinationRecord, ...]:
        query = "SELECT record FROM known WHERE destination = ? ORDER BY source"
        return tuple(map(_record_reader(), self._records(query, destination)))

    def places(self) -> list[tuple[str, str]]:
        with reading(self._connection, "ledger") as connection:
            return typed(connection.path, connection.execute(PLACES), str, str)

    def of(self, source_id: str, destination: str) -> tuple[RawRecord, ...]:
        with reading(self._connection, "ledger") as connection:
            found = connection.execute(VERSIONS, (source_id, destination))
            rows = typed(connection.path, found, int, bytes)
        return tuple(_original(number, record) for number, record in rows)

    def damage(self) -> tuple[str, ...]:
        """Return the faults of the file, the first few; empty if it is whole."""
        return tuple(damage(self._connection))

    def last_seal(self) -> SealMark | None:
        from advisory_watch.core.evidence.manifest import SealMark  # noqa: PLC0415

        found = self._records("SELECT record FROM seal")
        return from_json(SealMark, found[0]) if found else None

    def remember_seal(self, mark: SealMark) -> None:
        with transaction(self._connection) as connection:
            connection.execute("REPLACE INTO seal (id, record) VALUES (1, ?)", (to_json(mark),))

    def _enqueue(self, alert: Alert) -> None:
        enqueue(self._connection, alert, alert.created_at if self._is_history else None)

    def _records(self, query: str, *values: str) -> list[str]:
        with reading(self._connection, "ledger") as connection:
            found = typed(connection.path, connection.execute(query, values), str)
        return [raw for (raw,) in found]

    def _write(self, statement: str, place: dict[str, str], row: dict[str, str | int]) -> None:
        """Write one row. Raises `StaleVersion` if its condition does not hold."""
        if self._connection.execute(statement, place | row).rowcount != 1:
            raise StaleVersion(f"{'/'.join(place.values())}: another check was faster")


def _place(source_id: str, partition: str) -> str:
    """Return the row key of a source or of a partition: a source id never contains a space."""
    return f"{source_id} {partition}" if partition else source_id


@lru_cache(maxsize=16)  # a check with changes reads it again, beside the records
def _health_in(raw: str) -> Health:
    return from_json(Health, raw)


def _record_reader() -> Callable[[bytes | str], DestinationRecord]:
    from advisory_watch.core.record import DestinationRecord  # noqa: PLC0415 - only to judge

    return partial(from_json, DestinationRecord)


def _original(number: int, record: bytes) -> RawRecord:
    """Decode a record; if it is not UTF-8, report a flaw and show its bytes as escapes."""
    from advisory_watch.core.evidence.chain import RawRecord, StorageFlaw  # noqa: PLC0415

    try:
        return RawRecord(number=number, text=record.decode())
    except UnicodeDecodeError as error:
        text = record.decode(errors="backslashreplace")
        flaw = StorageFlaw(expected="a record in UTF-8", found=str(error))
        return RawRecord(number=number, text=text, flaw=flaw)
