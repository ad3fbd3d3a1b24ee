"""Queue the partitions of wide sources: an SQS FIFO queue with one message group a host.

A message is the record of a partition, compressed, since SQS bills every 64 kB.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import CorruptLedger, HandingFailed
from advisory_watch.core.serialization import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

    from advisory_watch.core.partition import Partition


BATCH = 10
"""SQS accepts at most 10 messages in one call."""

BATCH_MAX_BYTES = 250_000
"""SQS limited one call to 256 kB, and has allowed more since 2025; we keep to the old limit."""

GROUP_MAX_CHARS = 128
"""The longest name of a message group; hosts that agree to this length share one, harmlessly."""


MESSAGES: Literal["ApproximateNumberOfMessages"] = "ApproximateNumberOfMessages"


class SqsPartitionQueue:
    """Implement `PartitionQueue` with a queue: Lambda processes its messages.

    The messages of a group are processed one at a time, in order, so that a host never gets two
    requests at once. The deduplication id of a message is the hash of its content. SQS drops a
    message that is repeated within five minutes.
    """

    def __init__(self, client: SQSClient, url: str) -> None:
        self._client = client
        self._url = url

    def hand(self, partitions: Sequence[Partition]) -> None:
        for entries in _batches(partitions):
            try:
                answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            except (ClientError, BotoCoreError) as error:
                raise HandingFailed(f"expected SQS to take parts, found {error}") from error
            if failed := answer.get("Failed"):
                message = f"expected SQS to take {len(entries)} parts, found {len(failed)} refused"
                raise HandingFailed(f"{message}: {failed[0].get('Message', failed[0]['Code'])}")


def count_letters(client: SQSClient, urls: Sequence[str]) -> dict[str, int]:
    """Return the number of messages in each dead-letter queue, by its name: one call a queue.

    Raises `HandingFailed`.
    """
    found: dict[str, int] = {}
    for url in urls:
        try:
            answer = client.get_queue_attributes(QueueUrl=url, AttributeNames=[MESSAGES])
        except (ClientError, BotoCoreError) as error:
            raise HandingFailed(f"expected SQS to count dead letters, found {error}") from error
        found[url.rpartition("/")[2]] = int(answer["Attributes"][MESSAGES])
    return found


def read_partition(body: str) -> Partition:
    """Decode a message. Raises `CorruptLedger`."""
    from advisory_watch.core.partition import Partition  # noqa: PLC0415 - only to work on one

    try:
        return from_json(Partition, zlib.decompress(b64decode(body, validate=True)))
    except (ValueError, zlib.error) as error:
        raise CorruptLedger(f"expected a part of a source, found {body[:60]!r}") from error


def _batches(
    partitions: Sequence[Partition],
) -> Iterator[list[SendMessageBatchRequestEntryTypeDef]]:
    entries: list[SendMessageBatchRequestEntryTypeDef] = []
    size = 0
    for number, partition in enumerate(partitions):
        record = to_json(partition).encode()
        body = b64encode(zlib.compress(record, level=9)).decode()
        if entries and (len(entries) == BATCH or size + len(body) > BATCH_MAX_BYTES):
            yield entries
            entries, size = [], 0
        size += len(body)
        entries.append(
            {
                "Id": str(number),
                "MessageBody": body,
                "MessageGroupId": partition.host[:GROUP_MAX_CHARS],
                "MessageDeduplicationId": sha256(record).hexdigest(),
            }
        )
    if entries:
        yield entries
