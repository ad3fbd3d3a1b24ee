"""Shared parts of the store tests: a ledger with its outbox, and queues subscribed to a topic."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any

import pytest
from botocore.client import BaseClient

from advisory_watch.app.ports import Ledger, Outbox, RawRecords
from support.aws.quick_moto import quick_moto


@dataclass(frozen=True, slots=True)
class Store:
    """A ledger with its outbox as one process sees them, and access to the raw stored records."""

    ledger: Ledger
    outbox: Outbox
    raw_records: RawRecords


OpenStore = Callable[[], Store]
"""Opens the same stored data repeatedly, as successive processes would."""

TABLE = "ledger"
BUCKET = "archive"
REGION = "eu-central-1"
SOURCE_IDS = ("us_state", "uk_fcdo", "ca_gac")

MakeClient = Callable[[str], Any]
"""Makes a client for the AWS account of one test: `dynamodb`, `s3`, `sns`, `sqs`."""


@contextmanager
def one_call_at_a_time() -> Iterator[None]:
    """Serialise the moto calls of all threads, because moto transactions are not atomic.

    Moto writes to the table, and restores a copy if a condition fails. A write by another thread in
    between would be lost, which DynamoDB never does.
    """
    call: Callable[..., Any] = BaseClient._make_api_call  # type: ignore[attr-defined] # noqa: SLF001
    lock = RLock()

    def call_alone(*arguments: object) -> Any:
        with lock:
            return call(*arguments)

    with pytest.MonkeyPatch.context() as patch, quick_moto():
        patch.setattr(BaseClient, "_make_api_call", call_alone)
        yield


def subscribe_queue(aws: MakeClient, topic_arn: str, **policy: list[Any]) -> str:
    """Subscribe a new queue to a topic, optionally with a filter policy; return its URL.

    Moto lists publications before it applies filters. Only a queue shows what a subscriber gets.
    """
    sqs = aws("sqs")
    name = f"queue-{len(sqs.list_queues().get('QueueUrls', []))}"
    url: str = sqs.create_queue(QueueName=name)["QueueUrl"]
    queue_attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    filter_attributes = {"FilterPolicy": json.dumps(policy)} if policy else {}
    endpoint = queue_attributes["Attributes"]["QueueArn"]
    aws("sns").subscribe(
        TopicArn=topic_arn, Protocol="sqs", Endpoint=endpoint, Attributes=filter_attributes
    )
    return url


def envelopes(aws: MakeClient, queue_url: str) -> list[dict[str, Any]]:
    """Receive the SNS envelopes from a queue."""
    answer = aws("sqs").receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]
