"""Store the ledger in SQLite: every condition is part of the statement that writes."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from advisory_watch.adapters.sqlite.connection import (
    HOLDING,
    Connection,
    one_moment,
    reading,
    transaction,
)
from advisory_watch.adapters.sqlite.outbox import owe
from advisory_watch.adapters.sqlite.unread import Unread
from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import StaleVersion
from advisory_watch.core.health import Health
from advisory_watch.core.parts import PartSight, sight_of
from advisory_watch.core.records import from_json, to_json
from advisory_watch.core.state import SourceState
from advisory_watch.core.versions import Known, Version

KNOWN = "SELECT destination, record FROM known WHERE source = ? ORDER BY destination"

KNOWN_HOLDING = f"""
SELECT destination FROM known INDEXED BY known_holding WHERE source = ? AND {HOLDING}"""  # noqa: S608, ours

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


class SqliteLedger:
    """Implement `Ledger` in the file that `connect` opened; threads may share it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def state(self, source_id: str) -> SourceState:
        """Return everything recorded about a source."""
        outline = self.outline(source_id)
        return replace(outline, known=dict(outline.known))

    def outline(self, source_id: str) -> SourceState:
        """Return the same, but parse each record only when it is looked up."""
        with one_moment(self._connection) as connection:
            known = dict(connection.execute(KNOWN, [source_id]))
            holding = self._records(KNOWN_HOLDING, source_id)
            health = self._health(source_id)
        return SourceState(known=Unread(known), health=health, holding=frozenset(holding))

    def in_full(self, source_id: str, destinations: Collection[str]) -> Mapping[str, Known]:
        """Return the records of some destinations; this ledger never leaves out a text."""
        known = self.outline(source_id).known
        return {code: known[code] for code in destinations if code in known}

    def record(self, known: Known, version: Version | None, alert: Alert | None) -> None:
        """Put record, version and pending alert in one transaction."""
        with transaction(self._connection):
            self._write(
                ADD_KNOWN if known.revision == 1 else MOVE_KNOWN,
                {"source": known.source, "destination": known.destination},
                {"revision": known.revision, "record": to_json(known)},
            )
            if version is not None:
                self._write(
                    ADD_VERSION,
                    {"source": version.source, "destination": version.destination},
                    {"number": version.number, "record": to_json(version)},
                )
            if alert is not None:
                owe(self._connection, alert)

    def part(self, source_id: str, part: str) -> Health:
        """Return the health of a partition."""
        return self._health(source_id, part)

    def parts(self, source_id: str) -> Mapping[str, PartSight]:
        """Return how well each partition of a source could be read, by its name."""
        query = "SELECT record FROM health WHERE substr(source, 1, length(?1)) = ?1"
        parts = [from_json(Health, raw) for raw in self._records(query, f"{source_id} ")]
        return {health.part: sight_of(health) for health in parts}

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        """Put the health of a source or of a partition, and any alerts, in one transaction."""
        with transaction(self._connection):
            self._write(
                ADD_HEALTH if health.revision == 1 else MOVE_HEALTH,
                {"source": _place(health.source, health.part)},
                {"revision": health.revision, "record": to_json(health)},
            )
            for alert in alerts:
                owe(self._connection, alert)

    def history(self, source_id: str, destination: str) -> tuple[Version, ...]:
        """Return every version of a destination, oldest first."""
        query = "SELECT record FROM version WHERE source = ? AND destination = ? ORDER BY number"
        return tuple(
            from_json(Version, raw) for raw in self._records(query, source_id, destination)
        )

    def destinations(self, destination: str) -> tuple[Known, ...]:
        """Return the record of a destination at every source, by source id."""
        query = "SELECT record FROM known WHERE destination = ? ORDER BY source"
        return tuple(from_json(Known, raw) for raw in self._records(query, destination))

    def _health(self, source_id: str, part: str = "") -> Health:
        query = "SELECT record FROM health WHERE source = ?"
        found = self._records(query, _place(source_id, part))
        return from_json(Health, found[0]) if found else Health(source=source_id, part=part)

    def _records(self, query: str, *values: str) -> list[str]:
        with reading(self._connection, "ledger") as connection:
            return [raw for (raw,) in connection.execute(query, values)]

    def _write(self, statement: str, place: dict[str, str], row: dict[str, str | int]) -> None:
        """Write one row. Raises `StaleVersion` if its condition does not hold."""
        if self._connection.execute(statement, place | row).rowcount != 1:
            message = f"{'/'.join(place.values())}: another check was faster"
            raise StaleVersion(message)


def _place(source_id: str, part: str) -> str:
    """Return the row key of a source or of a partition: a source id never contains a space."""
    return f"{source_id} {part}" if part else source_id
