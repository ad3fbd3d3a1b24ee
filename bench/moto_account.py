"""A temporary AWS account in this process: moto, with its calls counted."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import boto3
from moto import mock_aws

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.adapters.s3.pages import S3Archive
from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.bootstrap.local import Home
from advisory_watch.sources import SOURCES

TABLE = "ledger"
BUCKET = "archive"
BATCH = 25
"""The maximum number of items in one DynamoDB batch write."""


class MotoAccount:
    """A ledger, an outbox and an archive in the cloud; `calls` lists every API call."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.dynamodb: Any = boto3.client("dynamodb")
        self.s3: Any = boto3.client("s3")
        keys = {"pk": "HASH", "sk": "RANGE"}
        self.dynamodb.create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
        )
        self.s3.create_bucket(Bucket=BUCKET)
        for client in (self.dynamodb, self.s3):
            client.meta.events.register("before-call", self._count_call)

    def _count_call(self, model: Any, **_more: object) -> None:
        self.calls.append(model.name)

    @property
    def home(self) -> Home:
        """The stores, built the same way as in the functions."""
        return Home(
            ledger=DynamoLedger(self.dynamodb, TABLE, tuple(SOURCES)),
            outbox=DynamoOutbox(self.dynamodb, TABLE),
            archive=S3Archive(self.s3, BUCKET, pack_page, unpack_page),
        )

    def put(self, items: Sequence[Mapping[str, Any]]) -> None:
        """Put items into the table unchanged."""
        for start in range(0, len(items), BATCH):
            puts = [{"PutRequest": {"Item": item}} for item in items[start : start + BATCH]]
            self.dynamodb.batch_write_item(RequestItems={TABLE: puts})


@contextmanager
def open_account() -> Iterator[MotoAccount]:
    """Open a temporary account."""
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with mock_aws():
        boto3.setup_default_session()
        yield MotoAccount()
