"""The records of a history as they are stored, and what differs from them in their items."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from advisory_watch.adapters.dynamodb import items, record_items
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.evidence.chain import RawRecord, StorageFlaw, nudged_at
from advisory_watch.core.record import Version
from advisory_watch.core.serialization import from_json

if TYPE_CHECKING:
    from advisory_watch.adapters.dynamodb.items import Item


def original_of(item: Item) -> RawRecord:
    """Build the item again from its own record, and compare the two."""
    number = items.number_of(item)
    try:
        text = zlib.decompress(item["record"]["B"]).decode()
    except (KeyError, TypeError, zlib.error, UnicodeDecodeError) as error:
        flaw = StorageFlaw(expected="a record that can be unpacked", found=repr(error))
        return RawRecord(number=number, text="", flaw=flaw)
    try:
        laid_out = record_items.version_item(from_json(Version, text))
    except CorruptLedger:
        return RawRecord(number=number, text=text)  # the caller parses it and reports the error
    return RawRecord(number=number, text=text, flaw=_flaw(item, laid_out))


def _flaw(found: Item, expected: Item) -> StorageFlaw | None:
    """Return the first attribute that differs from the record, or None if all agree."""
    for name in sorted({*found, *expected} - {"record"}):
        if found.get(name) != expected.get(name):
            wanted = f"the attribute {name} {expected.get(name)}, as in the record"
            return StorageFlaw(expected=wanted, found=str(found.get(name)))
    at = nudged_at(bytes(found["record"]["B"]), bytes(expected["record"]["B"]))
    if at is None:
        return None
    return StorageFlaw(expected="the record as it is packed", found=f"another byte {at}")
