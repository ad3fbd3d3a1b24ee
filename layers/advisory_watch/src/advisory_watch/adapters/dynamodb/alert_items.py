"""Table items of alerts, and the keys that find them.

| pk                               | sk                     | item                         |
|----------------------------------|------------------------|------------------------------|
| `OUTBOX`                         | `<owed_at>#<alert id>` | a pending `Alert`            |
| `SENT#<year-month>`              | `<sent_at>#<alert id>` | an `Alert` that was sent     |
| `ALERT#<alert id>`               | `OWED`                 | a mark: this id was enqueued |

A pending alert has `claimed_until` while a dispatcher is about to send it. It has `is_handed` once
only its email is still to be sent. A mark gets `sent_at` when its alert is sent or cancelled, so
that the alert can be found by its id.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from advisory_watch.adapters.dynamodb import items

if TYPE_CHECKING:
    from advisory_watch.adapters.dynamodb.items import Item
    from advisory_watch.core.alerts import Alert

OUTBOX = "OUTBOX"


def sent_pk(month: str) -> str:
    """Return the partition key of the alerts sent in a month (`2026-03`)."""
    return f"SENT#{month}"


def owed_item(alert: Alert) -> Item:
    """Build the item of a pending alert."""
    item = owed_key(alert) | {"is_urgent": {"BOOL": alert.is_urgent}, "kind": {"S": alert.kind}}
    return item | items.record_of(alert, item)


def owed_key(alert: Alert) -> Item:
    """Return the key of a pending alert: the partition is read oldest first."""
    return items.key(OUTBOX, f"{items.sortable(alert.owed_at)}#{alert.id}")


def sending_order(owed: Item) -> tuple[bool, str]:
    """Return a sort key for pending items: urgent first, then by time and id."""
    return not owed["is_urgent"]["BOOL"], owed["sk"]["S"]


def sent_item(alert: Alert, sent_at: datetime) -> Item:
    """Build the item of an alert that was sent."""
    moment = items.sortable(sent_at)
    item = items.key(sent_pk(moment[: len("2026-03")]), f"{moment}#{alert.id}")
    return item | {"kind": {"S": alert.kind}} | items.record_of(alert, item)


def mark_item(alert: Alert, sent_at: datetime | None = None) -> Item:
    """Build the permanent mark of an alert: when it was enqueued, and when sent or cancelled."""
    mark = mark_key(alert.id) | {"owed_at": {"S": items.sortable(alert.owed_at)}}
    return mark | ({"sent_at": {"S": items.sortable(sent_at)}} if sent_at else {})


def mark_key(alert_id: str) -> Item:
    """Return the key of the mark of an alert."""
    return items.key(f"ALERT#{alert_id}", "OWED")


def place_of(mark: Item) -> Item:
    """Return the key of the alert that a mark belongs to, whether pending or sent."""
    alert_id = marked(mark)
    if "sent_at" not in mark:
        return items.key(OUTBOX, f"{mark['owed_at']['S']}#{alert_id}")
    moment = mark["sent_at"]["S"]
    return items.key(sent_pk(moment[: len("2026-03")]), f"{moment}#{alert_id}")


def marked(mark: Item) -> str:
    """Return the alert id of a mark."""
    return mark["pk"]["S"].partition("#")[2]


def lying(item: Item) -> str:
    """Return the alert id of a pending or sent item."""
    return item["sk"]["S"].partition("#")[2]


def months_from(mark: Item) -> tuple[str, str]:
    """Return the month in which an alert was enqueued, and the next: it was sent in one of them."""
    first = datetime.fromisoformat(mark["owed_at"]["S"])
    return f"{first:%Y-%m}", f"{first.replace(day=1) + timedelta(days=32):%Y-%m}"
