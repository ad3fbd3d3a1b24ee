"""The line of parts on SQS FIFO, as moto plays it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from advisory_watch.adapters.parts_queue import PartsQueue, read_part
from advisory_watch.core.errors import CorruptLedger, HandingFailed
from advisory_watch.core.parts import Part
from advisory_watch.core.sources import Document
from builders import NOON, a_target

KUWAIT = Document(
    id="kw", target=a_target(), destinations=frozenset({"KW"}), moved_at=NOON, rest_s=60.0
)
PART = Part(
    source="us_state",
    door="rss",
    host="a.example",
    number=3,
    documents=(KUWAIT,),
    awaited=frozenset({"KW"}),
)


@pytest.fixture
def sqs() -> Iterator[Any]:
    """Make a client of an account that exists for one test."""
    with mock_aws():
        yield boto3.client(
            "sqs",
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - moto asks for some
        )


@pytest.fixture
def url(sqs: Any) -> str:
    """Make the queue as the template does."""
    queue: str = sqs.create_queue(QueueName="parts.fifo", Attributes={"FifoQueue": "true"})[
        "QueueUrl"
    ]
    return queue


def taken(sqs: Any, url: str) -> list[dict[str, Any]]:
    """Take messages, ten at most."""
    asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "AttributeNames": ["All"]}
    return list(sqs.receive_message(**asked).get("Messages", []))


def test_what_is_taken_is_what_was_handed_on(sqs: Any, url: str) -> None:
    """A worker knows nothing but its message."""
    PartsQueue(sqs, url).hand([PART])
    (message,) = taken(sqs, url)
    assert read_part(message["Body"]) == PART
    assert message["Attributes"]["MessageGroupId"] == "a.example"


def test_asking_twice_within_five_minutes_hands_on_once(sqs: Any, url: str) -> None:
    """Two schedules that overlap must not double what a publisher is asked."""
    queue = PartsQueue(sqs, url)
    queue.hand([PART])
    queue.hand([PART])
    assert len(taken(sqs, url)) == 1


def test_what_moved_meanwhile_is_handed_on_at_once(sqs: Any, url: str) -> None:
    """Five minutes are long where people are to leave."""
    moved = replace(PART, documents=(replace(KUWAIT, moved_at=NOON.replace(hour=13)),))
    PartsQueue(sqs, url).hand([PART])
    PartsQueue(sqs, url).hand([moved])
    assert [read_part(each["Body"]) for each in taken(sqs, url)] == [PART, moved]


def test_many_are_handed_on_in_calls_that_sqs_takes(sqs: Any, url: str) -> None:
    """The eleventh message of a call would be refused with all others."""
    PartsQueue(sqs, url).hand([replace(PART, host=f"{each}.example") for each in range(23)])
    waiting = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    assert waiting["Attributes"]["ApproximateNumberOfMessages"] == "23"


def test_a_queue_that_is_gone_is_said_in_our_words(sqs: Any, url: str) -> None:
    """The check remembers that its source is not read, and tells operators."""
    sqs.delete_queue(QueueUrl=url)
    with pytest.raises(HandingFailed, match="expected SQS to take parts"):
        PartsQueue(sqs, url).hand([PART])


@pytest.mark.parametrize("body", ["", "hello", "aGVsbG8="])
def test_a_message_that_is_no_part_is_refused(body: str) -> None:
    """Whatever somebody put there by hand ends among the dead letters."""
    with pytest.raises(CorruptLedger, match="expected a part"):
        read_part(body)
