"""What tests of the stores share: a ledger with its outbox, and queues that hear a topic."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any

import pytest
from botocore.client import BaseClient

from advisory_watch.app.originals import Originals
from advisory_watch.app.ports import Ledger, Outbox


@dataclass(frozen=True, slots=True)
class Store:
    """One ledger with its outbox, as one process sees them, and what is stored there."""

    ledger: Ledger
    outbox: Outbox
    originals: Originals


OpenStore = Callable[[], Store]
"""Opens the same stored data again and again, as one process after another would."""

TABLE = "ledger"
BUCKET = "archive"
REGION = "eu-central-1"
SOURCE_IDS = ("us_state", "uk_fcdo", "ca_gac")

MakeClient = Callable[[str], Any]
"""Makes a client of the AWS account of one test: `dynamodb`, `s3`, `sns`, `sqs`."""


@contextmanager
def one_call_at_a_time() -> Iterator[None]:
    """Let threads take turns at moto, whose transactions are no real ones.

    It writes into the table, and puts back a copy where a condition fails: what another
    thread wrote in between would be lost, as it never is in DynamoDB.
    """
    call: Callable[..., Any] = BaseClient._make_api_call  # type: ignore[attr-defined] # noqa: SLF001
    turn = RLock()

    def call_alone(*asked: object) -> Any:
        with turn:
            return call(*asked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", call_alone)
        yield


def subscribe_queue(aws: MakeClient, topic_arn: str, **policy: list[Any]) -> str:
    """Let a new queue hear a topic, or what a filter policy lets through; return its URL.

    Moto lists every publication before it looks at filters: only a queue tells who got it.
    """
    sqs = aws("sqs")
    name = f"queue-{len(sqs.list_queues().get('QueueUrls', []))}"
    url: str = sqs.create_queue(QueueName=name)["QueueUrl"]
    wanted = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    filtered = {"FilterPolicy": json.dumps(policy)} if policy else {}
    endpoint = wanted["Attributes"]["QueueArn"]
    aws("sns").subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=endpoint, Attributes=filtered)
    return url


def envelopes(aws: MakeClient, queue_url: str) -> list[dict[str, Any]]:
    """Take what SNS put into a queue."""
    answer = aws("sqs").receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
    return [json.loads(each["Body"]) for each in answer.get("Messages", [])]
