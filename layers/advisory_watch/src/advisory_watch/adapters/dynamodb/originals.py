"""Return the versions as DynamoDB stores them, with any disagreement between their attributes."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from advisory_watch.adapters.dynamodb import items
from advisory_watch.adapters.dynamodb.table import Table
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.originals import Flaw, Original, nudged_at
from advisory_watch.core.records import from_json
from advisory_watch.core.versions import Version

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    from advisory_watch.adapters.dynamodb.items import Item


class DynamoOriginals:
    """Implement `Originals` in the table of the `DynamoLedger`."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._table = Table(client, table)

    def places(self) -> list[tuple[str, str]]:
        """Return source and destination of everything that ever had a version: scans the table."""
        names = {item["pk"]["S"] for item in self._table.keys(items.HISTORY)}
        return sorted(items.place_of_history(name) for name in names)

    def of(self, source_id: str, destination: str) -> tuple[Original, ...]:
        """Return every version of a destination."""
        pk = items.history_pk(source_id, destination)
        return tuple(_original(item) for item in self._table.partition(pk))


def _original(item: Item) -> Original:
    """Build the item again from its own record, and compare the two."""
    number = items.number_of(item)
    try:
        text = zlib.decompress(item["record"]["B"]).decode()
    except (KeyError, TypeError, zlib.error, UnicodeDecodeError) as error:
        flaw = Flaw(expected="a record that can be unpacked", found=repr(error))
        return Original(number=number, text="", flaw=flaw)
    try:
        laid_out = items.version_item(from_json(Version, text))
    except CorruptLedger:
        return Original(number=number, text=text)  # the caller parses it and reports the error
    return Original(number=number, text=text, flaw=_flaw(item, laid_out))


def _flaw(found: Item, expected: Item) -> Flaw | None:
    """Return the first attribute that differs from the record, or None if all agree."""
    for name in sorted({*found, *expected} - {"record"}):
        if found.get(name) != expected.get(name):
            wanted = f"the attribute {name} {expected.get(name)}, as in the record"
            return Flaw(expected=wanted, found=str(found.get(name)))
    at = nudged_at(bytes(found["record"]["B"]), bytes(expected["record"]["B"]))
    if at is None:
        return None
    return Flaw(expected="the record as it is packed", found=f"another byte {at}")
