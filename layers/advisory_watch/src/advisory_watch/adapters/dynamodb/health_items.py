"""Store the health of a source in two items, so that an ordinary check writes a small one.

`HEALTH` is written by each check. `DOCUMENTS` holds what seldom changes: the documents with their
hashes and validators, when each destination changed, and which are advised against. `HEALTH` names
its revision (`base`), has the time of the last visit of each of these documents (`visits`), and in
full the documents that differ in more than that. Once these are many, `DOCUMENTS` is written again
with it, in one transaction.

A document that cannot be read, or not all of it, is always in `HEALTH`. So is the only document of
a source: an older program reads `HEALTH` alone, and would take all of a feed of issues for read for
the first time, which is no news.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from advisory_watch.adapters.dynamodb import items
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.health import Health

if TYPE_CHECKING:
    from advisory_watch.adapters.dynamodb.items import Item
    from advisory_watch.core.health import DocumentHealth

DOCUMENTS = "DOCUMENTS"
REPAID_AFTER = 36
"""`DOCUMENTS` is written if the smaller `HEALTH` of so many checks saves what that costs."""

WRITE_UNIT_BYTES = 1024
KEY_AND_NAMES_BYTES = 100
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)

Visit = tuple[int | None, int]
"""The last visit in microseconds from `_origin`, and the hour since `EPOCH` of its `whole_at`."""

AS_BEFORE = 0
"""A time that is as in `DOCUMENTS`."""

ELSEWHERE: Visit = (None, AS_BEFORE)
"""The document is gone, or is in `HEALTH`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHealth:
    """The health of a source as it was read or written, and the `DOCUMENTS` that it refers to."""

    health: Health
    base: Health | None = None


def documents_key(source_id: str) -> Item:
    """Return the key of `DOCUMENTS`, in a partition that no check reads as a whole."""
    return items.key(items.full_pk(source_id), DOCUMENTS)


def base_of(item: Item) -> int | None:
    """Return the revision of `DOCUMENTS` that `HEALTH` refers to, if any."""
    return int(item["base"]["N"]) if "base" in item else None


def open_health(item: Item, base: Health | None) -> StoredHealth:
    """Build the health from `HEALTH` and what it refers to. Raises `CorruptLedger`."""
    small = items.value_of(Health, item)
    if base is None:
        return StoredHealth(health=small)
    try:
        times = json.loads(zlib.decompress(item["visits"]["B"])) or ((), ())
        seen = {
            name: _visited(base.documents[name], tried, whole, _origin(small))
            for name, tried, whole in zip(sorted(base.documents), *times, strict=True)
        }
    except (KeyError, TypeError, ValueError, OverflowError, zlib.error) as error:
        message = f"{items.raw_record_position(item)}: expected visits, found: {error}"
        raise CorruptLedger(message) from error
    health = replace(
        small,
        documents={name: known for name, known in seen.items() if known} | dict(small.documents),
        changed_at=small.changed_at or base.changed_at,
        against_travel=small.against_travel or base.against_travel,
    )
    return StoredHealth(health=health, base=base)


def health_items(health: Health, base: Health | None) -> tuple[StoredHealth, tuple[Item, ...]]:
    """Build `HEALTH`, and `DOCUMENTS` if it is to be written, too.

    `base` is what the health before this one refers to.
    """
    if base is not None and _is_emptied(health, base):
        base = None
    item = _item(health, base)
    if _units(item) == 1:
        return StoredHealth(health=health, base=base), (item,)
    fresh = Health(
        source=health.source,
        revision=health.revision,
        documents={
            name: document
            for name, document in health.documents.items()
            if _is_well(document) and len(health.documents) > 1
        },
        changed_at=health.changed_at,
        against_travel=health.against_travel,
    )
    small = _item(health, fresh)
    documents = documents_key(health.source) | {"revision": {"N": str(health.revision)}}
    documents |= items.record_of(fresh, documents)
    costs = 2 * (_units(item) + _units(documents))  # a transaction costs twice as much
    saved_bytes = len(item["record"]["B"]) - len(small["record"]["B"])
    if saved_bytes * REPAID_AFTER < costs * WRITE_UNIT_BYTES:
        return StoredHealth(health=health, base=base), (item,)
    return StoredHealth(health=health, base=fresh), (small, documents)


def _is_emptied(health: Health, base: Health) -> bool:
    """Tell whether a value of `DOCUMENTS` is empty now: `HEALTH` cannot say so."""
    before, now = (base.changed_at, base.against_travel), (health.changed_at, health.against_travel)
    return any(old and not new for old, new in zip(before, now, strict=True))


def _item(health: Health, base: Health | None) -> Item:
    if base is None:
        return items.health_item(health)
    origin, visits = _origin(health), {}
    for name in sorted(base.documents):
        visits[name] = _visit(base.documents[name], health.documents.get(name), origin)
    small = replace(
        health,
        documents={
            name: document
            for name, document in health.documents.items()
            if visits.get(name, ELSEWHERE) is ELSEWHERE
        },
        changed_at={} if health.changed_at == base.changed_at else health.changed_at,
        against_travel=(
            () if health.against_travel == base.against_travel else health.against_travel
        ),
    )
    times = json.dumps([*zip(*visits.values(), strict=True)], separators=(",", ":"))
    packed = zlib.compress(times.encode(), level=9)
    reference: Item = {"base": {"N": str(base.revision)}, "visits": {"B": packed}}
    return items.health_item(small) | reference


def _is_well(document: DocumentHealth) -> bool:
    return document.dark_since is None and document.alerted_at is None


def _visit(before: DocumentHealth, now: DocumentHealth | None, origin: datetime) -> Visit:
    """Return when a document was visited, and when it was whole; `ELSEWHERE` if more differs."""
    if now is None or not _is_well(now):
        return ELSEWHERE
    tried = AS_BEFORE if now.tried_at == before.tried_at else (now.tried_at - origin) // TICK
    whole_at = now.whole_at or EPOCH
    whole = AS_BEFORE if now.whole_at == before.whole_at else (whole_at - EPOCH) // HOUR
    return (tried, whole) if _visited(before, tried, whole, origin) == now else ELSEWHERE


def _visited(
    before: DocumentHealth, tried: int | None, whole: int, origin: datetime
) -> DocumentHealth | None:
    if tried is None:
        return None
    at = origin + tried * TICK
    seen = replace(before, tried_at=at, read_at=at) if tried != AS_BEFORE else before
    return replace(seen, whole_at=EPOCH + whole * HOUR) if whole != AS_BEFORE else seen


def _origin(health: Health) -> datetime:
    """Return the time from which visits are counted: the later, the fewer digits they have."""
    return health.last_tried_at or EPOCH


def _units(item: Item) -> int:
    size = KEY_AND_NAMES_BYTES + sum(len(value.get("B", b"")) for value in item.values())
    return -(-size // WRITE_UNIT_BYTES)
