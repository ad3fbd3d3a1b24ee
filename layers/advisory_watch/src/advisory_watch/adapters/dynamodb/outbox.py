"""The outbox in DynamoDB: one partition of what is owed, one a month of what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisory_watch.adapters.dynamodb import items
from advisory_watch.adapters.dynamodb.table import Table, TransactionLost
from advisory_watch.core.alerts import Alert
from advisory_watch.core.records import each_readable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mypy_boto3_dynamodb.client import DynamoDBClient

    from advisory_watch.adapters.dynamodb.items import Item

UNCLAIMED = "attribute_exists(pk) AND (attribute_not_exists(claimed_until) OR claimed_until <= :at)"


class DynamoOutbox:
    """Keep the promises of `Outbox` in the table of the `DynamoLedger`."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._table = Table(client, table)

    def pending(self) -> Iterator[Alert]:
        """Return what is owed, urgent first, then oldest first.

        An alert that cannot be read keeps no other back: `CorruptLedger` comes last.
        """
        owed = sorted(self._table.partition(items.OUTBOX), key=items.sending_order)
        yield from each_readable(_alert, owed)

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Take an owed alert for ourselves, unless somebody else has it."""
        times: Item = {":at": {"S": items.sortable(at)}, ":until": {"S": items.sortable(until)}}
        change = "SET claimed_until = :until"
        return self._table.update(items.owed_key(alert), change, UNCLAIMED, times)

    def release(self, alert: Alert, until: datetime) -> None:
        """Give back the claim that ends at `until`."""
        times: Item = {":until": {"S": items.sortable(until)}}
        is_ours = "claimed_until = :until"
        self._table.update(items.owed_key(alert), "REMOVE claimed_until", is_ours, times)

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Move the alert from owed to sent; whoever comes second changes nothing."""
        moves = [
            self._table.delete_existing(items.owed_key(alert)),
            self._table.put(items.sent_item(alert, sent_at)),
        ]
        try:
            self._table.write(moves)
        except TransactionLost:
            return

    def sent(self, month: str) -> tuple[Alert, ...]:
        """Return what was sent in a month (`2026-03`), in order of sending."""
        return tuple(each_readable(_alert, self._table.partition(items.sent_pk(month))))


def _alert(item: Item) -> Alert:
    return items.value_of(Alert, item)
