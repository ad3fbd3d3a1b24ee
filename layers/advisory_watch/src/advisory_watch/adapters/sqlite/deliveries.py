"""Store what each channel of a laptop has received: one row for a channel and an alert."""

from __future__ import annotations  # a check loads no alert

from dataclasses import replace
from typing import TYPE_CHECKING

from advisory_watch.adapters.sqlite.database import Connection, reading, transaction
from advisory_watch.adapters.sqlite.outbox import alert_in, sortable
from advisory_watch.core.clock import CLOCKS_AGREE_WITHIN
from advisory_watch.core.serialization import readable_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from advisory_watch.core.alert import Alert

PENDING = """
SELECT record, is_partially_sent FROM delivery JOIN alert ON id = alert_id
WHERE channel = ? AND delivery.sent_at IS NULL ORDER BY is_urgent DESC, owed_at, id"""

CLAIM = """
UPDATE delivery SET claimed_until = ? WHERE channel = ? AND alert_id = ? AND sent_at IS NULL
AND (claimed_until IS NULL OR claimed_until <= ? OR claimed_until > ?)"""

RELEASE = """
UPDATE delivery SET claimed_until = NULL
WHERE channel = ? AND alert_id = ? AND sent_at IS NULL AND claimed_until = ?"""

MARK_PARTIALLY_SENT = """
UPDATE delivery SET is_partially_sent = 1
WHERE channel = ? AND alert_id = ? AND sent_at IS NULL"""

MARK_SENT = """
UPDATE delivery SET sent_at = ? WHERE channel = ? AND alert_id = ? AND sent_at IS NULL"""

DISCARD = "DELETE FROM delivery WHERE channel = ? AND alert_id = ? AND sent_at IS NULL"


class SqliteDeliveries:
    """The channels of a home: the outbox hands each sent alert to all of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def register(self, names: Iterable[str]) -> None:
        """Replace the list of channels; a new one receives only later alerts.

        Also end the claims on pending alerts. Only the one program that sends may call this: any
        claim is then from a program that was killed.
        """
        with transaction(self._connection) as connection:
            connection.execute("DELETE FROM channel")
            connection.executemany("INSERT INTO channel VALUES (?)", ((name,) for name in names))
            connection.execute("UPDATE delivery SET claimed_until = NULL WHERE sent_at IS NULL")

    def waiting(self) -> Mapping[str, int]:
        """Return the number of pending alerts of each channel, also of removed ones."""
        query = "SELECT channel, count(*) FROM delivery WHERE sent_at IS NULL GROUP BY channel"
        with reading(self._connection, "deliveries") as connection:
            return dict(connection.execute(query).fetchall())

    def queue(self, channel: str) -> SqliteChannelQueue:
        """Return the alerts of one channel."""
        return SqliteChannelQueue(self._connection, channel)


class SqliteChannelQueue:
    """Implement `ChannelQueue`; threads may share it."""

    def __init__(self, connection: Connection, channel: str) -> None:
        self._connection = connection
        self._channel = channel

    def pending(self) -> Iterator[Alert]:
        with reading(self._connection, "deliveries") as connection:
            rows = connection.execute(PENDING, (self._channel,)).fetchall()
        yield from readable_values(_alert, rows)

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        longest = sortable(until + CLOCKS_AGREE_WITHIN)
        return self._update(CLAIM, sortable(until), self._channel, alert.id, sortable(at), longest)

    def release(self, alert: Alert, until: datetime) -> None:
        self._update(RELEASE, self._channel, alert.id, sortable(until))

    def mark_partially_sent(self, alert: Alert) -> None:
        self._update(MARK_PARTIALLY_SENT, self._channel, alert.id)

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        self._update(MARK_SENT, sortable(sent_at), self._channel, alert.id)

    def discard(self, alert: Alert) -> None:
        self._update(DISCARD, self._channel, alert.id)

    def _update(self, statement: str, *values: str) -> bool:
        with transaction(self._connection) as connection:
            return connection.execute(statement, values).rowcount == 1


def _alert(row: tuple[str, int]) -> Alert:
    record, is_partially_sent = row
    return replace(alert_in(record), is_partially_sent=bool(is_partially_sent))
