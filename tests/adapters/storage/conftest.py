"""Open every port on every adapter: in memory, embedded on a laptop, and AWS on moto.

The simulated AWS runs the same contracts, so that it cannot deviate from moto.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.adapters.filesystem import FolderArchive
from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.adapters.s3.pages import S3Archive
from advisory_watch.adapters.sqlite import SqliteLedger, SqliteOutbox, connect
from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.app.ports import Archive, Ledger, Outbox, RawRecords
from simulation.dynamodb import DynamoDb
from simulation.s3 import S3
from support.scenarios.stores import (
    BUCKET,
    REGION,
    SOURCE_IDS,
    TABLE,
    MakeClient,
    OpenStore,
    Store,
    one_call_at_a_time,
)


@pytest.fixture
def aws() -> Iterator[MakeClient]:
    """Return a function that makes clients of an AWS account that exists for one test only."""

    def client(service: str) -> Any:
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        config = Config(retries={"total_max_attempts": 1})
        make: Callable[..., Any] = boto3.client
        return make(service, region_name=REGION, config=config, **keys)

    with mock_aws(), one_call_at_a_time():
        yield client


@pytest.fixture
def dynamodb(aws: MakeClient) -> Any:
    """Create the table as template.yaml does, and return a client for it."""
    client = aws("dynamodb")
    client.create_table(
        TableName=TABLE,
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


@pytest.fixture
def s3(aws: MakeClient) -> Any:
    """Create the bucket, and return a client for it."""
    client = aws("s3")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    return client


@pytest.fixture(params=["memory", "embedded", "aws", "simulated"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """Return a function that opens the same data again, as the next process would."""
    with ExitStack() as closing_all:
        match request.param:
            case "memory":
                outbox = MemoryOutbox()
                ledger = MemoryLedger(outbox)
                store = Store(ledger, outbox, ledger)
                yield lambda: store
            case "embedded":
                yield lambda: _embedded(tmp_path / "home" / "ledger.sqlite", closing_all)
            case "simulated":
                table: Any = DynamoDb()
                yield lambda: _dynamo(table)
            case _:
                client = request.getfixturevalue("dynamodb")
                yield lambda: _dynamo(client)


def _embedded(path: Path, closing_all: ExitStack) -> Store:
    connection = closing_all.enter_context(closing(connect(path)))
    ledger = SqliteLedger(connection)
    return Store(ledger, SqliteOutbox(connection), ledger)


def _dynamo(client: Any) -> Store:
    ledger = DynamoLedger(client, TABLE, SOURCE_IDS)
    return Store(ledger, DynamoOutbox(client, TABLE), ledger)


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    """Open the stored data once."""
    return open_store()


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Return the ledger of the store."""
    return store.ledger


@pytest.fixture
def outbox(store: Store) -> Outbox:
    """Return the outbox of the store."""
    return store.outbox


@pytest.fixture
def rival(open_store: OpenStore) -> Store:
    """Open the stored data a second time, as another process that works on it."""
    return open_store()


@pytest.fixture(params=["memory", "embedded", "aws", "simulated"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    """Return an empty archive."""
    match request.param:
        case "memory":
            return MemoryArchive()
        case "embedded":
            return FolderArchive(tmp_path / "archive", pack_page, unpack_page)
        case "simulated":
            bucket: Any = S3()
            return S3Archive(bucket, BUCKET, pack_page, unpack_page)
        case _:
            return S3Archive(request.getfixturevalue("s3"), BUCKET, pack_page, unpack_page)


@pytest.fixture
def raw_records(store: Store) -> RawRecords:
    """Return the stored versions of the ledger."""
    return store.raw_records


@pytest.fixture(params=["embedded", "aws"])
def raw_archive(request: pytest.FixtureRequest, tmp_path: Path) -> FolderArchive | S3Archive:
    """Return an empty archive of files."""
    if request.param == "embedded":
        return FolderArchive(tmp_path / "archive", pack_page, unpack_page)
    return S3Archive(request.getfixturevalue("s3"), BUCKET, pack_page, unpack_page)
