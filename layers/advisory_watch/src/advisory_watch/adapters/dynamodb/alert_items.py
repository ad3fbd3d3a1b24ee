"""How alerts lie in the table, and where to look for one.

| pk                               | sk                     | item                       |
|----------------------------------|------------------------|----------------------------|
| `OUTBOX`                         | `<owed_at>#<alert id>` | an `Alert` that is owed    |
| `SENT#<year-month>`              | `<sent_at>#<alert id>` | an `Alert` that was sent   |
| `ALERT#<alert id>`               | `OWED`                 | a mark: it was owed before |

An alert that is owed has `claimed_until` while somebody is about to send it, and `is_handed`
once only its email is still owed. A mark has
`sent_at` once its alert was sent or cancelled, so that it can be found by its id.
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
    """Name the partition with the alerts sent in a month (`2026-03`)."""
    return f"SENT#{month}"


def owed_item(alert: Alert) -> Item:
    """Lay out an alert that waits."""
    item = owed_key(alert) | {"is_urgent": {"BOOL": alert.is_urgent}, "kind": {"S": alert.kind}}
    return item | items.record_of(alert, item)


def owed_key(alert: Alert) -> Item:
    """Return where an alert waits: the partition is read oldest first."""
    return items.key(OUTBOX, f"{items.sortable(alert.owed_at)}#{alert.id}")


def sending_order(owed: Item) -> tuple[bool, str]:
    """Sort what is owed: urgent first, then by time and id."""
    return not owed["is_urgent"]["BOOL"], owed["sk"]["S"]


def sent_item(alert: Alert, sent_at: datetime) -> Item:
    """Lay out an alert that was sent."""
    moment = items.sortable(sent_at)
    item = items.key(sent_pk(moment[: len("2026-03")]), f"{moment}#{alert.id}")
    return item | {"kind": {"S": alert.kind}} | items.record_of(alert, item)


def mark_item(alert: Alert, sent_at: datetime | None = None) -> Item:
    """Lay out the mark which says, for ever, that an alert of this id was owed, and until when."""
    mark = mark_key(alert.id) | {"owed_at": {"S": items.sortable(alert.owed_at)}}
    return mark | ({"sent_at": {"S": items.sortable(sent_at)}} if sent_at else {})


def mark_key(alert_id: str) -> Item:
    """Return where the mark of an alert lies."""
    return items.key(f"ALERT#{alert_id}", "OWED")


def place_of(mark: Item) -> Item:
    """Return the key under which an alert lies by its mark: among the owed, or the sent."""
    alert_id = marked(mark)
    if "sent_at" not in mark:
        return items.key(OUTBOX, f"{mark['owed_at']['S']}#{alert_id}")
    moment = mark["sent_at"]["S"]
    return items.key(sent_pk(moment[: len("2026-03")]), f"{moment}#{alert_id}")


def marked(mark: Item) -> str:
    """Return the id of the alert that a mark is of."""
    return mark["pk"]["S"].partition("#")[2]


def lying(item: Item) -> str:
    """Return the id of the alert that an item is, owed or sent."""
    return item["sk"]["S"].partition("#")[2]


def months_from(mark: Item) -> tuple[str, str]:
    """Return the month in which an alert was owed and the next one: it was sent within."""
    first = datetime.fromisoformat(mark["owed_at"]["S"])
    return f"{first:%Y-%m}", f"{first.replace(day=1) + timedelta(days=32):%Y-%m}"
