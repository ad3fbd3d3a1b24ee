"""Wrap one DynamoDB table: read a partition or single items, write all or nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import AccessDenied, LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        KeysAndAttributesOutputTypeDef,
        KeysAndAttributesTypeDef,
        PutTypeDef,
        QueryInputPaginateTypeDef,
        TransactWriteItemTypeDef,
    )

    from advisory_watch.adapters.dynamodb.items import Item

    Keys = KeysAndAttributesTypeDef | KeysAndAttributesOutputTypeDef

BATCH = 100
"""BatchGetItem reads at most 100 items in one call."""

DENIED = frozenset({"AccessDenied", "AccessDeniedException"})

READ_ATTEMPTS = 5
"""DynamoDB may answer only part of a batch; no batch has needed more than three calls."""


class TransactionLost(Exception):
    """A transaction wrote nothing, since another writer was faster.

    `refused` are the indices, from 0, of the writes whose condition does not hold. `is_contended`
    is set if another transaction is writing the same items, so that their new content is not known
    yet.
    """

    def __init__(self, reasons: Sequence[str | None]) -> None:
        super().__init__(f"transaction cancelled: {reasons}")
        refused = (at for at, reason in enumerate(reasons) if reason == "ConditionalCheckFailed")
        self.refused = frozenset(refused)
        self.is_contended = "TransactionConflict" in reasons


class Table:
    """One DynamoDB table; no other class calls its client.

    Threads may share it, as they may share a client of boto3. The client's error classes are an
    exception: boto3 makes them on first use. Two threads at once would each get classes of their
    own, which do not catch the other's. The constructor therefore makes them.
    """

    def __init__(self, client: DynamoDBClient, name: str) -> None:
        self._client = client
        self._errors = client.exceptions
        self._name = name

    def partition(
        self, pk: str, only: Sequence[str] = (), *, sk: str = "", may_lag: bool = False
    ) -> Iterator[Item]:
        """Return all items of a partition, by sort key; with `sk`, only the item of that key.

        `only` limits the attributes that are returned with the sort key; empty means all.
        With `may_lag` the writes of the last second may be missing, at half the price.
        """
        names = {f"#{at}": name for at, name in enumerate(("sk", *only))} if only else {}
        values: Item = {":pk": {"S": pk}}
        chosen: QueryInputPaginateTypeDef = {
            "TableName": self._name,
            "KeyConditionExpression": "pk = :pk AND sk = :sk" if sk else "pk = :pk",
            "ExpressionAttributeValues": values | ({":sk": {"S": sk}} if sk else {}),
            "ConsistentRead": not may_lag,
        }
        if only:
            chosen["ProjectionExpression"] = ", ".join(names)
            chosen["ExpressionAttributeNames"] = names
        pages = self._client.get_paginator("query").paginate(**chosen)
        with self._translated():
            for page in pages:
                yield from page["Items"]

    def keys(self, prefix: str) -> Iterator[Item]:
        """Return the keys of all items whose partition key has this prefix: scans the table."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._name,
            ProjectionExpression="pk, sk",
            FilterExpression="begins_with(pk, :prefix)",
            ExpressionAttributeValues={":prefix": {"S": prefix}},
            ConsistentRead=True,
        )
        with self._translated():
            for page in pages:
                yield from page["Items"]

    def items(self, keys: Sequence[Item], *, may_lag: bool = False) -> Iterator[Item]:
        """Return the items that exist, in any order; `may_lag` is as in `partition`."""
        for start in range(0, len(keys), BATCH):
            yield from self._batch(keys[start : start + BATCH], may_lag=may_lag)

    def _batch(self, keys: Sequence[Item], *, may_lag: bool) -> Iterator[Item]:
        wanted: KeysAndAttributesTypeDef = {"Keys": keys, "ConsistentRead": not may_lag}
        asked: Mapping[str, Keys] = {self._name: wanted}
        with self._translated():
            for _ in range(READ_ATTEMPTS):
                answer = self._client.batch_get_item(RequestItems=asked)
                yield from answer["Responses"].get(self._name, [])
                asked = answer["UnprocessedKeys"]
                if not asked:
                    return
        raise LedgerError(f"{self._name}: expected {len(keys)} items, found only a part of them")

    def write(self, writes: Sequence[TransactWriteItemTypeDef]) -> None:
        """Write all or nothing. Raises `TransactionLost` if another writer was faster.

        A single put needs no transaction, which would cost twice as much.
        """
        if len(writes) == 1 and "Put" in writes[0]:
            self._put_alone(writes[0]["Put"])
            return
        with self._translated():
            try:
                self._client.transact_write_items(TransactItems=writes)
            except self._errors.TransactionCanceledException as error:
                reasons = [reason.get("Code") for reason in error.response["CancellationReasons"]]
                lost = TransactionLost(reasons)
                if lost.refused or lost.is_contended:
                    raise lost from error
                raise

    def _put_alone(self, put: PutTypeDef) -> None:
        with self._translated():
            try:
                self._client.put_item(**put)
            except self._errors.ConditionalCheckFailedException as error:
                raise TransactionLost(["ConditionalCheckFailed"]) from error
            except self._errors.TransactionConflictException as error:
                raise TransactionLost(["TransactionConflict"]) from error

    def update(self, key: Item, change: str, condition: str, values: Item) -> bool:
        """Change one item if a condition holds; return False if it does not, or on a conflict."""
        with self._translated():
            try:
                self._client.update_item(
                    TableName=self._name,
                    Key=key,
                    UpdateExpression=change,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=values,
                )
            except (
                self._errors.ConditionalCheckFailedException,
                self._errors.TransactionConflictException,
            ):
                return False
        return True

    def put(self, item: Item) -> TransactWriteItemTypeDef:
        """Build a write that puts an item."""
        return {"Put": {"TableName": self._name, "Item": item}}

    def put_new(self, item: Item) -> TransactWriteItemTypeDef:
        """Build a write that puts an item only if its key does not exist."""
        condition = "attribute_not_exists(pk)"
        return {"Put": {"TableName": self._name, "Item": item, "ConditionExpression": condition}}

    def put_next(self, item: Item, revision: int) -> TransactWriteItemTypeDef:
        """Build a write that replaces the revision before the item's own, if that is the newest."""
        if revision == 1:
            return self.put_new(item)
        return {
            "Put": {
                "TableName": self._name,
                "Item": item,
                "ConditionExpression": "revision = :before",
                "ExpressionAttributeValues": {":before": {"N": str(revision - 1)}},
            }
        }

    def delete_existing(
        self, key: Item, condition: str = "attribute_exists(pk)"
    ) -> TransactWriteItemTypeDef:
        """Build a write that deletes an item if it exists, or if a stricter condition holds."""
        return {"Delete": {"TableName": self._name, "Key": key, "ConditionExpression": condition}}

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Raise `LedgerError` for every error of the client; `AccessDenied` for a permission."""
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            response = error.response if isinstance(error, ClientError) else {}
            is_denied = response.get("Error", {}).get("Code") in DENIED
            message = f"{self._name}: expected an answer, found: {error}"
            raise (AccessDenied if is_denied else LedgerError)(message) from error
