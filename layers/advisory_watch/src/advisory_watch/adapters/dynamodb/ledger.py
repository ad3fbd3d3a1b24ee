"""The ledger in DynamoDB."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from advisory_watch.adapters.dynamodb import health_items, items
from advisory_watch.adapters.dynamodb.health_items import StoredHealth
from advisory_watch.adapters.dynamodb.table import Table, TransactionLost
from advisory_watch.core.damaged_records import read_each, readable, unreadable
from advisory_watch.core.errors import StaleVersion
from advisory_watch.core.health import Health
from advisory_watch.core.revisits import newest_moves
from advisory_watch.core.source_state import SourceState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from advisory_watch.adapters.dynamodb.items import Item
    from advisory_watch.core.alert import Alert
    from advisory_watch.core.damaged_records import RecordOrError
    from advisory_watch.core.evidence.chain import RawRecord
    from advisory_watch.core.evidence.manifest import SealMark
    from advisory_watch.core.partition import PartitionHealth
    from advisory_watch.core.record import DestinationRecord, Version


class DynamoLedger:
    """Implement `Ledger`, `RawRecords` and `SealLog` in one table with the layout of `items`.

    `source_ids` are the ids of all sources. One BatchGetItem reads the records of a destination for
    up to 50 of them, so that a scan is never needed.
    """

    def __init__(self, client: DynamoDBClient, table: str, source_ids: Sequence[str]) -> None:
        self._table = Table(client, table)
        self._source_ids = sorted(source_ids)
        self._healths: dict[str, StoredHealth] = {}

    def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
        health: Item | None = None
        known: dict[str, Item] = {}
        for item in self._table.partition(items.source_pk(source_id), may_lag=may_lag):
            if item["sk"]["S"] == items.HEALTH:
                health = item
            else:
                known[items.destination_of(item)] = item
        found = read_each(_record_in, known.items())
        texts = {code: known[code].get(items.TEXT_NAME) for code in readable(found)}
        return SourceState(
            records=readable(found),
            health=self._open(source_id, health, may_lag=may_lag),
            left_out={code: text["S"] for code, text in texts.items() if text is not None},
            unreadable=unreadable(found),
        )

    def health(self, source_id: str, partition: str = "", *, may_lag: bool = False) -> Health:
        if partition:
            found = self._table.items([items.key(items.partition_pk(source_id), partition)])
            remembered = (items.value_of(Health, item) for item in found)
            return next(remembered, Health(source=source_id, partition=partition))
        keys = [items.health_key(source_id), health_items.documents_key(source_id)]
        if source_id in self._healths:  # `DOCUMENTS` is most likely the one that is known
            del keys[1:]
        both = {item["sk"]["S"]: item for item in self._table.items(keys, may_lag=may_lag)}
        documents = both.get(health_items.DOCUMENTS)
        return self._open(source_id, both.get(items.HEALTH), documents, may_lag=may_lag)

    def in_full(self, source_id: str, destinations: Collection[str]) -> Mapping[str, RecordOrError]:
        found = self._in_full([(source_id, destination) for destination in destinations])
        return read_each(_record_in, ((code, item) for (_, code), item in found))

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        from advisory_watch.adapters.dynamodb.record_items import (  # noqa: PLC0415 - after news
            known_items,
            version_item,
        )

        brief, *full = known_items(record)
        writes = [self._table.put_next(brief, record.revision), *map(self._table.put, full)]
        if version is not None:
            writes.append(self._table.put_new(version_item(version)))
        place = f"{record.source}/{record.destination}"
        self._write(place, writes, () if alert is None else (alert,))

    def partitions(self, source_id: str) -> Mapping[str, PartitionHealth]:
        found = self._table.partition(items.partition_pk(source_id), items.SIGHT)
        return {health.partition: health for health in map(items.partition_health_in, found)}

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        stored, (item, *documents) = self._laid_out(health)
        writes = [self._table.put_next(item, health.revision), *map(self._table.put, documents)]
        place = f"{health.source} {health.partition}".rstrip()
        self._write(place, writes, tuple({alert.id: alert for alert in alerts}.values()))
        if not health.partition:
            self._healths[health.source] = stored

    def _laid_out(self, health: Health) -> tuple[StoredHealth, tuple[Item, ...]]:
        """Return the items of a health, which refers to what the one before it refers to.

        If this process did not read that one, nothing is known of it. If it is not the newest any
        more, the write is refused.
        """
        if health.partition:
            return StoredHealth(health=health), (items.health_item(health),)
        before = self._healths.get(health.source)
        is_next = before is not None and before.health.revision == health.revision - 1
        return health_items.health_items(health, before.base if before and is_next else None)

    def level_moves(self) -> Mapping[str, datetime]:
        keys = [items.health_key(source_id) for source_id in self._source_ids]
        found = self._table.items(keys, may_lag=True)
        return newest_moves(map(items.moves_in, found))

    def history(self, source_id: str, destination: str) -> tuple[Version, ...]:
        from advisory_watch.core.record import Version  # noqa: PLC0415 - no check reads it

        versions = self._table.partition(items.history_pk(source_id, destination))
        return tuple(items.value_of(Version, item) for item in versions)

    def destinations(self, destination: str) -> tuple[DestinationRecord, ...]:
        found = self._in_full([(source_id, destination) for source_id in self._source_ids])
        return tuple(_record_in(item) for _, item in found)

    def places(self) -> list[tuple[str, str]]:
        names = {item["pk"]["S"] for item in self._table.keys(items.HISTORY)}
        return sorted(items.place_of_history(name) for name in names)

    def of(self, source_id: str, destination: str) -> tuple[RawRecord, ...]:
        # Only a verification and a seal load the evidence.
        from advisory_watch.adapters.dynamodb.raw_records import original_of  # noqa: PLC0415

        pk = items.history_pk(source_id, destination)
        return tuple(map(original_of, self._table.partition(pk)))

    def last_seal(self) -> SealMark | None:
        from advisory_watch.core.evidence.manifest import SealMark  # noqa: PLC0415

        found = self._table.partition(items.SEAL)
        return next((items.value_of(SealMark, item) for item in found), None)

    def remember_seal(self, mark: SealMark) -> None:
        self._table.write([self._table.put(items.seal_item(mark))])

    def _open(
        self,
        source_id: str,
        item: Item | None,
        documents: Item | None = None,
        *,
        may_lag: bool = False,
    ) -> Health:
        """Open the health, and remember what it refers to.

        Two items that were read together may be from before and after a write, above all if they
        may lag. They are read again once. Later the documents count as never read: they are asked
        for again. If that is because of a faster check, the write of this one is refused.
        """
        if item is None:
            return Health(source=source_id)
        base = self._base(source_id, health_items.base_of(item), documents)
        stored = health_items.open_health(item, base)
        if base is None and "base" in item:
            if may_lag:
                return self.health(source_id)
            stored = StoredHealth(health=replace(stored.health, records_read_at=None))
        self._healths[source_id] = stored
        return stored.health

    def _base(self, source_id: str, revision: int | None, documents: Item | None) -> Health | None:
        """Return `DOCUMENTS` of a revision, or None: as known, as given, or read by a Query.

        Each function may make a Query; no two contents have one revision.
        """
        known = self._healths.get(source_id)
        if revision is None:
            return None
        if known and known.base and known.base.revision == revision:
            return known.base
        if documents is None:
            pk = items.full_pk(source_id)
            documents = next(self._table.partition(pk, sk=health_items.DOCUMENTS), None)
        base = items.value_of(Health, documents) if documents else None
        return base if base and base.revision == revision else None

    def _in_full(self, places: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Item]]:
        """Yield the items that exist for these sources and destinations, in the given order."""
        keys = [key(*place) for place in places for key in (items.known_key, items.full_key)]
        found = {items.raw_record_position(item): item for item in self._table.items(keys)}
        for place in places:
            item = found.get(items.raw_record_position(items.known_key(*place)))
            if item is not None and items.TEXT_NAME in item:
                item = found.get(items.raw_record_position(full := items.full_key(*place)), full)
            if item is not None:
                yield place, item

    def _write(
        self, place: str, writes: list[TransactWriteItemTypeDef], alerts: tuple[Alert, ...]
    ) -> None:
        """Write everything except alerts that were enqueued before: a repeated alert is sent once.

        Each alert brings a mark that is never deleted. If only marks refuse the transaction, their
        alerts are pending or sent already, and the rest is written without them.
        """
        marks = [self._table.put_new(items.mark_item(alert)) for alert in alerts]
        queued = [self._table.put(items.pending_item(alert)) for alert in alerts]
        try:
            self._table.write([*writes, *marks, *queued])
        except TransactionLost as error:
            old = {at - len(writes) for at in error.refused}
            if error.is_contended or min(old) < 0:
                raise StaleVersion(f"{place}: another check was faster") from error
            new = tuple(alert for at, alert in enumerate(alerts) if at not in old)
            self._write(place, writes, new)


def _record_in(item: Item) -> DestinationRecord:
    from advisory_watch.core.record import DestinationRecord  # noqa: PLC0415 - only to judge

    return items.value_of(DestinationRecord, item)
