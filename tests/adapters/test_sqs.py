"""Test the queue of partitions on SQS FIFO, with moto."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from advisory_watch.adapters.sqs import SqsPartitionQueue, read_partition
from advisory_watch.core.errors import CorruptLedger, HandingFailed
from advisory_watch.core.partition import Partition
from advisory_watch.core.source import Document
from support.builders import NOON, a_target

KUWAIT = Document(
    id="kw", target=a_target(), destinations=frozenset({"KW"}), moved_at=NOON, rest_s=60.0
)
PART = Partition(
    source="us_state",
    endpoint="rss",
    host="a.example",
    number=3,
    documents=(KUWAIT,),
    awaited=frozenset({"KW"}),
)


@pytest.fixture
def sqs() -> Iterator[Any]:
    """Return a client of an account that exists for one test."""
    with mock_aws():
        yield boto3.client(
            "sqs",
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - moto asks for some
        )


@pytest.fixture
def url(sqs: Any) -> str:
    """Create the queue as the template does."""
    queue: str = sqs.create_queue(QueueName="parts.fifo", Attributes={"FifoQueue": "true"})[
        "QueueUrl"
    ]
    return queue


def taken(sqs: Any, url: str) -> list[dict[str, Any]]:
    """Receive messages, at most ten."""
    asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "AttributeNames": ["All"]}
    return list(sqs.receive_message(**asked).get("Messages", []))


def test_a_received_partition_is_the_one_that_was_sent(sqs: Any, url: str) -> None:
    """A worker knows only its message."""
    SqsPartitionQueue(sqs, url).hand([PART])
    (message,) = taken(sqs, url)
    assert read_partition(message["Body"]) == PART
    assert message["Attributes"]["MessageGroupId"] == "a.example"


def test_a_partition_repeated_within_five_minutes_is_sent_once(sqs: Any, url: str) -> None:
    """Two overlapping schedules must not double the requests to a publisher."""
    queue = SqsPartitionQueue(sqs, url)
    queue.hand([PART])
    queue.hand([PART])
    assert len(taken(sqs, url)) == 1


def test_a_partition_with_new_documents_is_sent_at_once(sqs: Any, url: str) -> None:
    """Five minutes are long for people who must leave."""
    moved = replace(PART, documents=(replace(KUWAIT, moved_at=NOON.replace(hour=13)),))
    SqsPartitionQueue(sqs, url).hand([PART])
    SqsPartitionQueue(sqs, url).hand([moved])
    assert [read_partition(message["Body"]) for message in taken(sqs, url)] == [PART, moved]


def test_many_partitions_are_sent_in_batches_that_sqs_accepts(sqs: Any, url: str) -> None:
    """An eleventh message in a call would make SQS refuse all of them."""
    SqsPartitionQueue(sqs, url).hand(
        [replace(PART, host=f"{number}.example") for number in range(23)]
    )
    waiting = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    assert waiting["Attributes"]["ApproximateNumberOfMessages"] == "23"


def test_a_missing_queue_is_a_handing_error(sqs: Any, url: str) -> None:
    """The check then records that its source was not read, and alerts operators."""
    sqs.delete_queue(QueueUrl=url)
    with pytest.raises(HandingFailed, match="expected SQS to take parts"):
        SqsPartitionQueue(sqs, url).hand([PART])


@pytest.mark.parametrize("body", ["", "hello", "aGVsbG8="])
def test_a_message_that_is_not_a_partition_is_refused(body: str) -> None:
    """A message that was put there by hand ends among the dead letters."""
    with pytest.raises(CorruptLedger, match="expected a part"):
        read_partition(body)
