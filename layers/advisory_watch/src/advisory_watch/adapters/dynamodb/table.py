"""The table in our words: read a partition or single items, write all or nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import LedgerError

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
"""DynamoDB looks up so many items in one call."""

READ_ATTEMPTS = 5
"""DynamoDB may answer a part of a batch; it has never needed asking more than twice or thrice."""


class TransactionLost(Exception):
    """A transaction wrote nothing, since somebody else was faster.

    `refused` are the places, from 0, of the writes whose condition does not hold.
    `is_contended` is set where another transaction is on its way to the same items, so
    that nobody knows yet what they will be.
    """

    def __init__(self, reasons: Sequence[str | None]) -> None:
        super().__init__(f"transaction cancelled: {reasons}")
        refused = (at for at, each in enumerate(reasons) if each == "ConditionalCheckFailed")
        self.refused = frozenset(refused)
        self.is_contended = "TransactionConflict" in reasons


class Table:
    """One DynamoDB table: only here is its client spoken to.

    Threads may share it, as they may share a client of boto3, but for its errors: it makes
    their classes on first use, and two threads at once would each get classes of their own,
    which do not catch the other's. So they are made here.
    """

    def __init__(self, client: DynamoDBClient, name: str) -> None:
        self._client = client
        self._errors = client.exceptions
        self._name = name

    def partition(self, pk: str, only: Sequence[str] = ()) -> Iterator[Item]:
        """Return all items of a partition, by their sort key, as they are now.

        `only` are the attributes wanted beside the sort key, where not all of them are.
        """
        names = {f"#{at}": each for at, each in enumerate(("sk", *only))} if only else {}
        chosen: QueryInputPaginateTypeDef = {
            "TableName": self._name,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
            "ConsistentRead": True,
        }
        if only:
            chosen["ProjectionExpression"] = ", ".join(names)
            chosen["ExpressionAttributeNames"] = names
        pages = self._client.get_paginator("query").paginate(**chosen)
        with self._translated():
            for page in pages:
                yield from page["Items"]

    def keys(self, prefix: str) -> Iterator[Item]:
        """Return the keys of all partitions that begin so; it reads the whole table."""
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

    def items(self, keys: Sequence[Item]) -> Iterator[Item]:
        """Return those items that exist, in any order."""
        for start in range(0, len(keys), BATCH):
            yield from self._batch(keys[start : start + BATCH])

    def _batch(self, keys: Sequence[Item]) -> Iterator[Item]:
        asked: Mapping[str, Keys] = {self._name: {"Keys": keys, "ConsistentRead": True}}
        with self._translated():
            for _ in range(READ_ATTEMPTS):
                answer = self._client.batch_get_item(RequestItems=asked)
                yield from answer["Responses"].get(self._name, [])
                asked = answer["UnprocessedKeys"]
                if not asked:
                    return
        message = f"{self._name}: expected {len(keys)} items, found only a part of them"
        raise LedgerError(message)

    def write(self, writes: Sequence[TransactWriteItemTypeDef]) -> None:
        """Write all or nothing. Raises `TransactionLost` where somebody was faster.

        A single item needs no transaction, which would be billed twice as much.
        """
        if len(writes) == 1 and "Put" in writes[0]:
            self._put_alone(writes[0]["Put"])
            return
        with self._translated():
            try:
                self._client.transact_write_items(TransactItems=writes)
            except self._errors.TransactionCanceledException as error:
                reasons = [each.get("Code") for each in error.response["CancellationReasons"]]
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
        """Change one item where a condition holds; tell whether it did, and nobody was faster."""
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
        """Ask to put an item."""
        return {"Put": {"TableName": self._name, "Item": item}}

    def put_new(self, item: Item) -> TransactWriteItemTypeDef:
        """Ask to put an item where there is none."""
        condition = "attribute_not_exists(pk)"
        return {"Put": {"TableName": self._name, "Item": item, "ConditionExpression": condition}}

    def put_next(self, item: Item, revision: int) -> TransactWriteItemTypeDef:
        """Ask to put an item in place of the revision before its own, if that is the newest."""
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
        """Ask to delete an item which is there, or of which more is true."""
        return {"Delete": {"TableName": self._name, "Key": key, "ConditionExpression": condition}}

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Raise `LedgerError` for whatever the client raises."""
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            message = f"{self._name}: expected an answer, found: {error}"
            raise LedgerError(message) from error
