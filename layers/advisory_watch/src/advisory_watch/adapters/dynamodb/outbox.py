"""Store the outbox in DynamoDB: one partition for pending alerts, one a month for sent ones.

The queue of an event bus is one more partition of pending alerts.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from advisory_watch.adapters.dynamodb import claims, items
from advisory_watch.adapters.dynamodb.table import Table, TransactionLost
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.serialization import readable_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from advisory_watch.adapters.dynamodb.items import Item

IS_PENDING = "attribute_exists(pk)"

MOVE_ATTEMPTS = 3
"""Two writers of one alert are rare and take milliseconds: a retry or two is enough."""


class _PendingAlerts:
    """Read and claim the alerts of one partition."""

    _pk: str

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._table = Table(client, table)

    def pending(self) -> Iterator[Alert]:
        waiting = sorted(self._table.partition(self._pk), key=items.sending_order)
        yield from readable_values(_alert, waiting)

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        is_free = f"{IS_PENDING} AND {claims.UNCLAIMED}"
        values = claims.claim_values(at, until)
        return self._table.update(self._key(alert), claims.CLAIM, is_free, values)

    def release(self, alert: Alert, until: datetime) -> None:
        values = claims.release_values(until)
        self._table.update(self._key(alert), claims.RELEASE, claims.IS_OURS, values)

    def mark_partially_sent(self, alert: Alert) -> None:
        yes: Item = {":yes": {"BOOL": True}}
        self._table.update(self._key(alert), "SET is_handed = :yes", IS_PENDING, yes)

    def _key(self, alert: Alert) -> Item:
        return items.pending_key(alert, self._pk)


class DynamoEventQueue(_PendingAlerts):
    """Implement `AlertQueue` for an event bus, in the table of a `DynamoOutbox` that has one."""

    _pk = items.EVENTS

    def mark_sent(self, alert: Alert, _sent_at: datetime) -> None:
        """Delete the copy of the alert: it stays among the sent alerts."""
        with suppress(TransactionLost):  # another process was faster
            self._table.write([self._table.delete_existing(self._key(alert))])


class DynamoOutbox(_PendingAlerts):
    """Implement `Outbox` in the table of the `DynamoLedger`.

    With an event bus, each sent alert enters the queue of the bus in the same transaction.
    """

    _pk = items.OUTBOX

    def __init__(self, client: DynamoDBClient, table: str, *, has_event_bus: bool = False) -> None:
        super().__init__(client, table)
        self._has_event_bus = has_event_bus

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        copies = [items.pending_item(alert, items.EVENTS)] if self._has_event_bus else []
        leave = self._table.delete_existing(self._key(alert))
        self._move(leave, alert, sent_at, copies)

    def sent(self, month: str) -> tuple[Alert, ...]:
        alerts = readable_values(_alert, self._table.partition(items.sent_pk(month)))
        return tuple(alert for alert in alerts if not alert.is_cancelled)

    def enqueue(self, alert: Alert) -> bool:
        mark, item = items.mark_item(alert), items.pending_item(alert)
        try:
            self._table.write([self._table.put_new(mark), self._table.put(item)])
        except TransactionLost as error:
            if error.is_contended:
                message = f"{alert.id}: expected to owe it alone, found another at it: try again"
                raise LedgerError(message) from error
            return False
        return True

    def found(self, alert_ids: Collection[str]) -> Mapping[str, Alert]:
        """Read the marks of the ids, a hundred in one call, and then the alerts at their keys."""
        asked = [items.mark_key(alert_id) for alert_id in dict.fromkeys(alert_ids)]
        marks = {items.marked(mark): mark for mark in self._table.items(asked)}
        places = [items.index_position(mark) for mark in marks.values()]
        stored = {items.alert_id_of_key(item): item for item in self._table.items(places)}
        lost = {alert_id: mark for alert_id, mark in marks.items() if alert_id not in stored}
        whole = [*stored.values(), *self._search(lost)]
        return {alert.id: alert for alert in readable_values(_alert, whole)}

    def cancel(self, alert: Alert, at: datetime) -> bool:
        unclaimed = "attribute_exists(pk) AND attribute_not_exists(claimed_until)"
        leave = self._table.delete_existing(self._key(alert), unclaimed)
        return self._move(leave, replace(alert, is_cancelled=True), at)

    def _move(
        self,
        leave: TransactWriteItemTypeDef,
        alert: Alert,
        at: datetime,
        copies: Sequence[Item] = (),
    ) -> bool:
        """Move an alert to the sent alerts and update its mark, if the alert is pending.

        A conflict with another transaction proves nothing, since that one may fail. An alert that
        was sent, and then not moved here, would be sent again. Raises `LedgerError` if the conflict
        remains.
        """
        arrive = [items.sent_item(alert, at), items.mark_item(alert, at), *copies]
        writes = [leave, *(self._table.put(item) for item in arrive)]
        for _ in range(MOVE_ATTEMPTS):
            try:
                self._table.write(writes)
            except TransactionLost as error:
                if error.refused:
                    return False
            else:
                return True
        raise LedgerError(f"{alert.id}: expected to move it alone, found another at it: try again")

    def _search(self, lost: Mapping[str, Item]) -> Iterator[Item]:
        """Search the months for alerts: the marks of an older version lack the time of sending.

        So does a mark that was read a moment before its alert was sent.
        """
        months = {month for mark in lost.values() for month in items.months_from(mark)}
        for month in sorted(months):
            sent = self._table.partition(items.sent_pk(month))
            yield from (item for item in sent if items.alert_id_of_key(item) in lost)


def _alert(item: Item) -> Alert:
    alert = items.value_of(Alert, item)
    return replace(alert, is_partially_sent=True) if "is_handed" in item else alert
