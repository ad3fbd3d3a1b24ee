"""How our values lie in the table: their keys, and what stands beside them.

| pk                               | sk                     | item                       |
|----------------------------------|------------------------|----------------------------|
| `SOURCE#<source>`                | `DEST#<destination>`   | a `Known`, but a long text |
| `FULL#<source>`                  | `TEXT#<destination>`   | that `Known` with its text |
| `SOURCE#<source>`                | `HEALTH`               | a `Health`                 |
| `PART#<source>`                  | `<host>#<number>`      | a `Health` of a part       |
| `HISTORY#<source>#<destination>` | `V#<number>`           | a `Version`                |

Alerts have a module of their own.

Every check reads the partition of its source, so that long texts stand elsewhere: there
`text_sha256` names the text that was left out. One page of a Query, 1 MB, then holds more
destinations than there are.

`record` holds the whole value as compressed JSON, and is all that we read back. The other
attributes are for conditions, and for a person who looks at the table. An alert that is owed
has `claimed_until` while somebody is about to send it.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from advisory_watch.core.errors import CorruptLedger, LedgerError
from advisory_watch.core.parts import PartSight, sight_of
from advisory_watch.core.records import Value, from_json, to_json
from advisory_watch.core.state import text_name

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from advisory_watch.core.advisories import Advisory
    from advisory_watch.core.alerts import Alert
    from advisory_watch.core.health import Health
    from advisory_watch.core.versions import Known, Version

    Item = dict[str, AttributeValueTypeDef]

RECORD_MAX_BYTES = 390_000
"""An item of DynamoDB ends at 400 KB, names and keys included; this leaves room for those."""

TEXT_INLINE_MAX_CHARS = 256
"""A longer text stands in an item of its own: it would be most of what a check reads."""

GLANCE_MAX_CHARS = 200
"""Enough to know a level or a title by; the record has the whole."""

HEALTH = "HEALTH"
SIGHT = ("documents", "unread", "failure")
"""What of a part is read to see how well its source is: beside the record, which is long."""

DESTINATION = "DEST#"
TEXT = "TEXT#"
TEXT_NAME = "text_sha256"
HISTORY = "HISTORY#"
VERSION = "V#"

UNNUMBERED = 0
"""Stands where a sort key is no number of a version: they begin at 1."""


def source_pk(source_id: str) -> str:
    """Name the partition with all that is known of a source."""
    return f"SOURCE#{source_id}"


def history_pk(source_id: str, destination: str) -> str:
    """Name the partition with the versions of a destination."""
    return f"{HISTORY}{source_id}#{destination}"


def place_of_history(pk: str) -> tuple[str, str]:
    """Return source and destination of a partition of versions."""
    source_id, _, destination = pk.removeprefix(HISTORY).partition("#")
    return source_id, destination


def number_of(item: Item) -> int:
    """Return the number that a version lies under."""
    number = item["sk"]["S"].removeprefix(VERSION)
    return int(number) if number.isdecimal() else UNNUMBERED


def key(pk: str, sk: str) -> Item:
    """Return the primary key of an item."""
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def known_key(source_id: str, destination: str) -> Item:
    """Return where it lies what a source says about a destination."""
    return key(source_pk(source_id), DESTINATION + destination)


def full_key(source_id: str, destination: str) -> Item:
    """Return where the same lies with its text, if that is long."""
    return key(f"FULL#{source_id}", TEXT + destination)


def known_items(known: Known) -> tuple[Item, ...]:
    """Lay out what is known, with its level for a person to see; then its text, if long."""
    item = known_key(known.source, known.destination)
    item |= {"revision": {"N": str(known.revision)}, "number": {"N": str(known.number)}}
    if known.held is not None:
        item["held"] = {"S": known.held.rule}
    item |= _glance(known.advisory)
    advisory = known.advisory
    if advisory is None or advisory.text is None or len(advisory.text) <= TEXT_INLINE_MAX_CHARS:
        return (item | record_of(known, item),)
    full = full_key(known.source, known.destination)
    item[TEXT_NAME] = {"S": text_name(advisory.text)}
    brief = replace(known, advisory=replace(advisory, text=None))
    return item | record_of(brief, item), full | record_of(known, full)


def part_pk(source_id: str) -> str:
    """Name the partition with what is remembered of the parts of a source."""
    return f"PART#{source_id}"


def health_item(health: Health) -> Item:
    """Lay out the health of a source, or of a part of it with how well it could be read."""
    item = key(source_pk(health.source), HEALTH)
    if health.part:
        seen = sight_of(health)
        item = key(part_pk(health.source), health.part)
        item |= {"documents": {"N": str(seen.documents)}, "unread": {"N": str(seen.unread)}}
        item["failure"] = {"S": seen.failure[:GLANCE_MAX_CHARS]}
    return item | {"revision": {"N": str(health.revision)}} | record_of(health, item)


def sight_in(item: Item) -> PartSight:
    """Read back how well a part could be read."""
    return PartSight(
        part=item["sk"]["S"],
        documents=int(item["documents"]["N"]),
        unread=int(item["unread"]["N"]),
        failure=item["failure"]["S"],
    )


def version_item(version: Version) -> Item:
    """Lay out a version, numbered so that the order of texts is the order of numbers."""
    item = key(history_pk(version.source, version.destination), f"{VERSION}{version.number:06}")
    item["changes"] = {"L": [{"S": change.value} for change in version.changes]}
    return item | _glance(version.advisory) | record_of(version, item)


def value_of(cls: type[Value], item: Item) -> Value:
    """Read back the value that an item holds. Raises `CorruptLedger`."""
    try:
        return from_json(cls, zlib.decompress(item["record"]["B"]))
    except (KeyError, zlib.error, CorruptLedger) as error:
        message = f"{place_of(item)}: expected a record, found: {error}"
        raise CorruptLedger(message) from error


def record_of(value: Known | Health | Version | Alert, item: Item) -> Item:
    """Pack a value for an item. Raises `LedgerError` where it would not fit into one."""
    packed = zlib.compress(to_json(value).encode(), level=9)
    if len(packed) > RECORD_MAX_BYTES:
        limit = f"expected at most {RECORD_MAX_BYTES} bytes"
        message = f"{place_of(item)}: {limit}, found {len(packed)}"
        raise LedgerError(message)
    return {"record": {"B": packed}}


def place_of(item: Item) -> str:
    """Name where an item lies, for an error or to find it again."""
    return f"{item['pk']['S']} {item['sk']['S']}"


def _glance(advisory: Advisory | None) -> Item:
    if advisory is None:
        return {}
    glance: Item = {"native_level": {"S": advisory.native_level[:GLANCE_MAX_CHARS]}}
    if advisory.severity is not None:
        glance["severity"] = {"N": str(advisory.severity.value)}
    if advisory.issued_on is not None:
        glance["issued_on"] = {"S": advisory.issued_on.isoformat()}
    return glance


def sortable(moment: datetime) -> str:
    """Write a time so that the order of texts is the order of times."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
