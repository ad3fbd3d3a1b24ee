"""Lay out records and versions of destinations; a check without news writes neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisory_watch.adapters.dynamodb import items
from advisory_watch.core.record import exact_text_hash, long_text_of, without_text

if TYPE_CHECKING:
    from advisory_watch.adapters.dynamodb.items import Item
    from advisory_watch.core.advisory import Advisory
    from advisory_watch.core.record import DestinationRecord, Version


def known_items(record: DestinationRecord) -> tuple[Item, ...]:
    """Build the item of a record, with its level for a person to see; then its long text."""
    item = items.known_key(record.source, record.destination)
    item |= {"revision": {"N": str(record.revision)}, "number": {"N": str(record.number)}}
    if record.pending is not None:
        item["held"] = {"S": record.pending.rule}
    item |= _glance(record.advisory)
    text = long_text_of(record)
    if text is None:
        return (item | items.record_of(record, item),)
    full = items.full_key(record.source, record.destination)
    item[items.TEXT_NAME] = {"S": exact_text_hash(text)}
    brief = without_text(record)
    return item | items.record_of(brief, item), full | items.record_of(record, full)


def version_item(version: Version) -> Item:
    """Build the item of a version; its number is zero-padded, so that keys sort by number."""
    pk = items.history_pk(version.source, version.destination)
    item = items.key(pk, f"{items.VERSION}{version.number:06}")
    item["changes"] = {"L": [{"S": change.value} for change in version.changes]}
    return item | _glance(version.advisory) | items.record_of(version, item)


def _glance(advisory: Advisory | None) -> Item:
    if advisory is None:
        return {}
    glance: Item = {"native_level": {"S": advisory.native_level[: items.GLANCE_MAX_CHARS]}}
    if advisory.severity is not None:
        glance["severity"] = {"N": str(advisory.severity.value)}
    if advisory.issued_on is not None:
        glance["issued_on"] = {"S": advisory.issued_on.isoformat()}
    return glance
