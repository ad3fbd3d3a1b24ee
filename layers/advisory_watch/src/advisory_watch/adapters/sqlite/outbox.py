"""Store the outbox in SQLite: one row an alert, which is pending until it has a time of sending."""

from __future__ import annotations  # a check opens the outbox, and seldom finds an alert in it

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from advisory_watch.adapters.sqlite.database import Connection, reading, transaction, typed
from advisory_watch.core.clock import CLOCKS_AGREE_WITHIN
from advisory_watch.core.serialization import from_json, readable_values, to_json

if TYPE_CHECKING:
    from advisory_watch.core.alert import Alert

FAN_OUT = """
INSERT INTO delivery (channel, alert_id) SELECT name, :alert FROM channel
WHERE :corrects IS NULL OR EXISTS (
    SELECT 1 FROM delivery WHERE channel = name AND alert_id = :corrects)
ON CONFLICT DO NOTHING"""
"""A correction goes only to the channels that the wrong alert went to."""


def enqueue(connection: Connection, alert: Alert, sent_at: datetime | None = None) -> bool:
    """Enqueue an alert in the open transaction, unless its id was ever enqueued before.

    With `sent_at` it is history, and not pending.
    """
    put = connection.execute(
        "INSERT INTO alert (id, is_urgent, owed_at, sent_at, record) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (
            alert.id,
            alert.is_urgent,
            sortable(alert.created_at),
            sortable(sent_at) if sent_at else None,
            to_json(alert),
        ),
    )
    return put.rowcount == 1


class SqliteOutbox:
    """Implement `Outbox` in the file that `connect` opened; threads may share it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pending(self) -> Iterator[Alert]:
        yield from self._alerts(
            "SELECT record FROM alert WHERE sent_at IS NULL ORDER BY is_urgent DESC, owed_at, id"
        )

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        statement = (
            "UPDATE alert SET claimed_until = ? WHERE id = ? AND sent_at IS NULL"
            " AND (claimed_until IS NULL OR claimed_until <= ? OR claimed_until > ?)"
        )
        longest = sortable(until + CLOCKS_AGREE_WITHIN)
        return self._update(statement, sortable(until), alert.id, sortable(at), longest)

    def release(self, alert: Alert, until: datetime) -> None:
        statement = "UPDATE alert SET claimed_until = NULL WHERE id = ? AND claimed_until = ?"
        self._update(statement, alert.id, sortable(until))

    def mark_partially_sent(self, alert: Alert) -> None:
        record = to_json(replace(alert, is_partially_sent=True))
        statement = "UPDATE alert SET record = ? WHERE id = ? AND sent_at IS NULL"
        self._update(statement, record, alert.id)

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Hand the alert to the channels of this home in the same transaction."""
        statement = "UPDATE alert SET sent_at = ? WHERE id = ? AND sent_at IS NULL"
        with transaction(self._connection) as connection:
            if connection.execute(statement, (sortable(sent_at), alert.id)).rowcount == 1:
                connection.execute(FAN_OUT, {"alert": alert.id, "corrects": alert.corrects})

    def sent(self, month: str) -> tuple[Alert, ...]:
        query = "SELECT record FROM alert WHERE substr(sent_at, 1, 7) = ? ORDER BY sent_at, id"
        return tuple(alert for alert in self._alerts(query, month) if not alert.is_cancelled)

    def enqueue(self, alert: Alert) -> bool:
        with transaction(self._connection):
            return enqueue(self._connection, alert)

    def found(self, alert_ids: Collection[str]) -> Mapping[str, Alert]:
        """Take one query an id: a single one for all could exceed SQLite's limit of values."""
        query = "SELECT record FROM alert WHERE id = ?"
        with reading(self._connection, "outbox") as connection:
            rows = [connection.execute(query, (alert_id,)).fetchone() for alert_id in alert_ids]
        records = [raw for (raw,) in typed(self._connection.path, filter(None, rows), str)]
        return {alert.id: alert for alert in readable_values(alert_in, records)}

    def cancel(self, alert: Alert, at: datetime) -> bool:
        cancelled = to_json(replace(alert, is_cancelled=True))
        statement = (
            "UPDATE alert SET sent_at = ?, record = ?"
            " WHERE id = ? AND sent_at IS NULL AND claimed_until IS NULL"
        )
        return self._update(statement, sortable(at), cancelled, alert.id)

    def _update(self, statement: str, *values: str) -> bool:
        """Return whether the alert exists and meets the condition of the statement."""
        with transaction(self._connection) as connection:
            return connection.execute(statement, values).rowcount == 1

    def _alerts(self, query: str, *values: str) -> Iterator[Alert]:
        with reading(self._connection, "outbox") as connection:
            rows = typed(connection.path, connection.execute(query, values), str)
        records = [raw for (raw,) in rows]
        return readable_values(alert_in, records)


def alert_in(record: str) -> Alert:
    """Read an alert back from its row."""
    from advisory_watch.core.alert import Alert  # noqa: PLC0415 - as above

    return from_json(Alert, record)


def sortable(moment: datetime) -> str:
    """Format a time in UTC, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
