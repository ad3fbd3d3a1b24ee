"""The table in our words: read a partition, write all or nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from advisory_watch.adapters.dynamodb.items import Item

LOST = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
"""Reasons of DynamoDB for refusing a write because somebody else was, or is, writing there."""

NEW = "attribute_not_exists(pk)"
"""The condition that there is no such item yet."""


class TransactionLost(Exception):
    """A transaction wrote nothing; `lost` are the places, from 0, of the writes refused."""

    def __init__(self, lost: frozenset[int]) -> None:
        super().__init__(f"refused: {sorted(lost)}")
        self.lost = lost


class Table:
    """One DynamoDB table, of which nobody else needs to know the client and the name."""

    def __init__(self, client: DynamoDBClient, name: str) -> None:
        self.client = client
        self.name = name

    def partition(self, pk: str) -> Iterator[Item]:
        """Return all items of a partition, by their sort key, as they are now."""
        pages = self.client.get_paginator("query").paginate(
            TableName=self.name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
        )
        with self.translated():
            for page in pages:
                yield from page["Items"]

    def put_new(self, item: Item) -> TransactWriteItemTypeDef:
        """Ask to put an item where there is none."""
        return {"Put": {"TableName": self.name, "Item": item, "ConditionExpression": NEW}}

    def put_next(self, item: Item, revision: int) -> TransactWriteItemTypeDef:
        """Ask to put an item in place of the revision before it, where that is the newest."""
        if revision == 1:
            return self.put_new(item)
        return {
            "Put": {
                "TableName": self.name,
                "Item": item,
                "ConditionExpression": "revision = :before",
                "ExpressionAttributeValues": {":before": {"N": str(revision - 1)}},
            }
        }

    def write(self, writes: Sequence[TransactWriteItemTypeDef]) -> None:
        """Write all or nothing. Raises `TransactionLost` where a condition does not hold."""
        with self.translated():
            try:
                self.client.transact_write_items(TransactItems=writes)
            except self.client.exceptions.TransactionCanceledException as error:
                reasons = [each.get("Code") for each in error.response["CancellationReasons"]]
                lost = frozenset(at for at, reason in enumerate(reasons) if reason in LOST)
                if not lost:
                    raise
                raise TransactionLost(lost) from error

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Raise `LedgerError` for whatever the client raises."""
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            raise LedgerError(f"{self.name}: expected an answer, found {error}") from error
