"""Remember in DynamoDB what each channel has received, one item for a channel and an alert."""

from __future__ import annotations

from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

from advisory_watch.adapters.dynamodb import claims, items
from advisory_watch.adapters.dynamodb.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from mypy_boto3_dynamodb.client import DynamoDBClient

    from advisory_watch.adapters.dynamodb.items import Item
    from advisory_watch.core.alert import Alert

REMEMBERED_FOR = timedelta(days=45)
"""A message is at most 14 days in a queue, and can return from its dead letters once or twice."""

NOT_RECEIVED = "attribute_not_exists(sent_at)"


class DynamoChannelQueue:
    """Implement `ChannelQueue` for the alerts of one batch: pending is what was not received.

    Items have the channel as `pk`, the alert id as `sk`, and the time to live `expires_at`.
    """

    def __init__(
        self, client: DynamoDBClient, table: str, channel: str, alerts: Iterable[Alert]
    ) -> None:
        self._table = Table(client, table)
        self._channel = channel
        self._alerts = {alert.id: alert for alert in alerts}
        self._is_read = False

    def pending(self) -> Iterator[Alert]:
        if not self._is_read:
            for item in list(self._table.items([self._key(alert) for alert in self._waiting()])):
                if "sent_at" in item:
                    del self._alerts[item["sk"]["S"]]
            self._is_read = True
        yield from self._waiting()

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        is_free = f"{NOT_RECEIVED} AND {claims.UNCLAIMED}"
        values = claims.claim_values(at, until) | _expiry(until)
        change = f"{claims.CLAIM}, expires_at = :expires"
        return self._table.update(self._key(alert), change, is_free, values)

    def release(self, alert: Alert, until: datetime) -> None:
        is_ours = f"{NOT_RECEIVED} AND {claims.IS_OURS}"
        self._table.update(self._key(alert), claims.RELEASE, is_ours, claims.release_values(until))

    def mark_partially_sent(self, alert: Alert) -> None:
        """Do nothing: a channel gets a group as one message, or not at all."""

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        values: Item = {":at": {"S": items.sortable(sent_at)}}
        change = f"SET sent_at = :at, expires_at = :expires {claims.RELEASE}"
        self._table.update(self._key(alert), change, NOT_RECEIVED, values | _expiry(sent_at))
        self.discard(alert)

    def discard(self, alert: Alert) -> None:
        self._alerts.pop(alert.id, None)

    def _waiting(self) -> list[Alert]:
        oldest_first = sorted(self._alerts.values(), key=attrgetter("created_at", "id"))
        return sorted(oldest_first, key=lambda alert: not alert.is_urgent)

    def _key(self, alert: Alert) -> Item:
        return items.key(self._channel, alert.id)


def _expiry(at: datetime) -> Item:
    return {":expires": {"N": str(int((at + REMEMBERED_FOR).timestamp()))}}
