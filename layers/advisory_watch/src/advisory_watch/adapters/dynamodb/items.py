"""Map values to DynamoDB items and back.

| pk                               | sk                     | item                          |
|----------------------------------|------------------------|-------------------------------|
| `SOURCE#<source>`                | `DEST#<destination>`   | the record without a long text |
| `FULL#<source>`                  | `TEXT#<destination>`   | the same record with text     |
| `SOURCE#<source>`                | `HEALTH`               | a `Health` (`health_items`)   |
| `FULL#<source>`                  | `DOCUMENTS`            | what seldom changes in it     |
| `PART#<source>`                  | `<host>#<number>`      | a `Health` of a partition     |
| `HISTORY#<source>#<destination>` | `V#<number>`           | a `Version`                   |

A check that judges reads the whole DynamoDB partition `SOURCE#<source>`. Long texts are stored in
another one, and `text_sha256` names the text that was left out. One page of a Query, 1 MB, then
holds more destinations than exist.

`record` holds the whole value as compressed JSON, and is all that the program reads back. The other
attributes are for conditions, and for a person who looks at the table.

| pk                               | sk                     | item                         |
|----------------------------------|------------------------|------------------------------|
| `SEAL`                           | `LAST`                 | the newest `SealMark`        |
| `RUN`                            | `<task>`               | when a daily task last ran   |
| `RUN`                            | `HEALTH`               | the last `SystemHealth`      |
| `OUTBOX`                         | `<owed_at>#<alert id>` | a pending `Alert`            |
| `SENT#<year-month>`              | `<sent_at>#<alert id>` | an `Alert` that was sent     |
| `SENT#EVENTS`                    | `<owed_at>#<alert id>` | its copy for the event bus   |
| `ALERT#<alert id>`               | `OWED`                 | a mark: this id was enqueued |

A pending alert has `claimed_until` while a dispatcher is about to send it. It has
`is_handed` once only its email is still to be sent. A sent alert is in `SENT#EVENTS` as well until
the event bus has it. A mark gets `sent_at` when its alert is sent or cancelled, so that the alert
can be found by its id.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from advisory_watch.core.errors import CorruptLedger, LedgerError
from advisory_watch.core.health import Health
from advisory_watch.core.serialization import Value, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from advisory_watch.core.alert import Alert
    from advisory_watch.core.evidence.manifest import SealMark
    from advisory_watch.core.partition import PartitionHealth
    from advisory_watch.core.record import DestinationRecord, Version
    from advisory_watch.core.system_health import SystemHealth

    Item = dict[str, AttributeValueTypeDef]


RECORD_MAX_BYTES = 390_000
"""DynamoDB limits an item to 400 KB, names and keys included; this leaves room for them."""

GLANCE_MAX_CHARS = 200
"""Enough to recognise a level or a title; `record` has the whole text."""

HEALTH = "HEALTH"
SIGHT = ("documents", "unread", "failure")
"""Attributes that show how well a partition could be read, without its long `record`."""

SEAL, LAST = "SEAL", "LAST"
"""The partition of the newest manifest; the function that signs may write no other."""

RUN = "RUN"
"""The partition of what the system knows about itself."""

DESTINATION = "DEST#"
TEXT_NAME = "text_sha256"
HISTORY = "HISTORY#"
VERSION = "V#"


def source_pk(source_id: str) -> str:
    """Return the partition key of the records and the health of a source."""
    return f"SOURCE#{source_id}"


def history_pk(source_id: str, destination: str) -> str:
    """Return the partition key of the versions of a destination."""
    return f"{HISTORY}{source_id}#{destination}"


def place_of_history(pk: str) -> tuple[str, str]:
    """Return source and destination from the partition key of versions."""
    source_id, _, destination = pk.removeprefix(HISTORY).partition("#")
    return source_id, destination


def number_of(item: Item) -> int:
    """Return the version number in the sort key of an item; 0 if it is no number."""
    number = item["sk"]["S"].removeprefix(VERSION)
    return int(number) if number.isdecimal() else 0


def key(pk: str, sk: str) -> Item:
    """Return the primary key of an item."""
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def known_key(source_id: str, destination: str) -> Item:
    """Return the key of the record of a destination at a source."""
    return key(source_pk(source_id), DESTINATION + destination)


def destination_of(item: Item) -> str:
    """Return the destination in the sort key of a record, which survives a damaged record."""
    return item["sk"]["S"].removeprefix(DESTINATION)


def full_pk(source_id: str) -> str:
    """Return the partition key of items that are read by their own key only."""
    return f"FULL#{source_id}"


def full_key(source_id: str, destination: str) -> Item:
    """Return the key of the same record with its text, if the text is long."""
    return key(full_pk(source_id), f"TEXT#{destination}")


def partition_pk(source_id: str) -> str:
    """Return the partition key of the health of the partitions of a source."""
    return f"PART#{source_id}"


def health_key(source_id: str) -> Item:
    """Return the key of the health of a source."""
    return key(source_pk(source_id), HEALTH)


def health_item(health: Health) -> Item:
    """Build the item of the health of a source, or of a partition and how well it could be read."""
    item = health_key(health.source)
    if health.partition:
        from advisory_watch.core.partition import partition_health  # noqa: PLC0415 - few sources

        seen = partition_health(health)
        item = key(partition_pk(health.source), health.partition)
        item |= {"documents": {"N": str(seen.documents)}, "unread": {"N": str(seen.unread)}}
        item["failure"] = {"S": seen.failure[:GLANCE_MAX_CHARS]}
    return item | {"revision": {"N": str(health.revision)}} | record_of(health, item)


def partition_health_in(item: Item) -> PartitionHealth:
    """Read back how well a partition could be read."""
    from advisory_watch.core.partition import PartitionHealth  # noqa: PLC0415 - few sources

    return PartitionHealth(
        partition=item["sk"]["S"],
        documents=int(item["documents"]["N"]),
        unread=int(item["unread"]["N"]),
        failure=item["failure"]["S"],
    )


def moves_in(item: Item) -> Mapping[str, datetime]:
    """Read back when levels changed at a source; a damaged item is reported by its own check."""
    try:
        return value_of(Health, item).level_moved_at
    except CorruptLedger:
        return {}


def value_of(cls: type[Value], item: Item) -> Value:
    """Decode the value that an item holds. Raises `CorruptLedger`."""
    try:
        return from_json(cls, zlib.decompress(item["record"]["B"]))
    except (KeyError, zlib.error, CorruptLedger) as error:
        message = f"{raw_record_position(item)}: expected a record, found: {error}"
        raise CorruptLedger(message) from error


def record_of(
    value: DestinationRecord | Health | Version | Alert | SealMark | SystemHealth, item: Item
) -> Item:
    """Pack a value for an item. Raises `LedgerError` if it is too large for one item."""
    packed = zlib.compress(to_json(value).encode(), level=9)
    if len(packed) > RECORD_MAX_BYTES:
        reason = f"expected at most {RECORD_MAX_BYTES} bytes, found {len(packed)}"
        raise LedgerError(f"{raw_record_position(item)}: {reason}")
    return {"record": {"B": packed}}


def seal_item(mark: SealMark) -> Item:
    """Build the only item about manifests: the newest one."""
    item = key(SEAL, LAST)
    return item | record_of(mark, item)


def run_item(name: str, at: datetime) -> Item:
    """Build the mark of a complete run."""
    return key(RUN, name) | {"ran_at": {"S": sortable(at)}}


def system_item(health: SystemHealth) -> Item:
    """Build the only item about the system as a whole: the last judgement."""
    item = key(RUN, HEALTH)
    return item | record_of(health, item)


def raw_record_position(item: Item) -> str:
    """Return the key of an item as text, for errors and for dictionaries."""
    return f"{item['pk']['S']} {item['sk']['S']}"


def sortable(moment: datetime) -> str:
    """Format a time in UTC, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


OUTBOX = "OUTBOX"
EVENTS = "SENT#EVENTS"


def sent_pk(month: str) -> str:
    """Return the partition key of the alerts sent in a month (`2026-03`)."""
    return f"SENT#{month}"


def pending_item(alert: Alert, pk: str = OUTBOX) -> Item:
    """Build the item of an alert that is pending in one of the two queues."""
    item = pending_key(alert, pk) | {"kind": {"S": alert.kind}}
    item["is_urgent"] = {"BOOL": alert.is_urgent}
    return item | record_of(alert, item)


def pending_key(alert: Alert, pk: str = OUTBOX) -> Item:
    """Return the key of a pending alert: the partition is read oldest first."""
    return key(pk, f"{sortable(alert.created_at)}#{alert.id}")


def sending_order(pending: Item) -> tuple[bool, str]:
    """Return a sort key for pending items: urgent first, then by time and id."""
    return not pending["is_urgent"]["BOOL"], pending["sk"]["S"]


def sent_item(alert: Alert, sent_at: datetime) -> Item:
    """Build the item of an alert that was sent."""
    moment = sortable(sent_at)
    item = key(sent_pk(moment[: len("2026-03")]), f"{moment}#{alert.id}")
    return item | {"kind": {"S": alert.kind}} | record_of(alert, item)


def mark_item(alert: Alert, sent_at: datetime | None = None) -> Item:
    """Build the permanent mark of an alert: when it was enqueued, and when sent or cancelled."""
    mark = mark_key(alert.id) | {"owed_at": {"S": sortable(alert.created_at)}}
    return mark | ({"sent_at": {"S": sortable(sent_at)}} if sent_at else {})


def mark_key(alert_id: str) -> Item:
    """Return the key of the mark of an alert."""
    return key(f"ALERT#{alert_id}", "OWED")


def index_position(mark: Item) -> Item:
    """Return the key of the alert that a mark belongs to, whether pending or sent."""
    alert_id = marked(mark)
    if "sent_at" not in mark:
        return key(OUTBOX, f"{mark['owed_at']['S']}#{alert_id}")
    moment = mark["sent_at"]["S"]
    return key(sent_pk(moment[: len("2026-03")]), f"{moment}#{alert_id}")


def marked(mark: Item) -> str:
    """Return the alert id of a mark."""
    return mark["pk"]["S"].partition("#")[2]


def alert_id_of_key(item: Item) -> str:
    """Return the alert id of a pending or sent item."""
    return item["sk"]["S"].partition("#")[2]


def months_from(mark: Item) -> tuple[str, str]:
    """Return the month in which an alert was enqueued, and the next: it was sent in one of them."""
    first = datetime.fromisoformat(mark["owed_at"]["S"])
    return f"{first:%Y-%m}", f"{first.replace(day=1) + timedelta(days=32):%Y-%m}"
