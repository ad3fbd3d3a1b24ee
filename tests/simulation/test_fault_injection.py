"""Requests that the simulated AWS refuses, and the effect of each fault on a call."""

from collections import Counter
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from simulation.dynamodb import DynamoDb
from simulation.dynamodb_api import UnsupportedOperation
from simulation.event_loop import EventLoop, Killed, Process
from simulation.fault_injection import FaultInjector
from simulation.faults import Fault, Service
from simulation.s3 import S3
from simulation.sns import SUBSCRIBERS, Sns

PLACE = {"pk": {"S": "OUTBOX"}, "sk": {"S": "1"}}
ASKED: dict[str, Any] = {
    "KeyConditionExpression": "pk = :pk",
    "ExpressionAttributeValues": {":pk": {"S": "OUTBOX"}},
}


def test_an_inconsistent_read_is_an_error() -> None:
    """An outbox that lags would send twice. Only a check may begin with an old state."""
    with pytest.raises(UnsupportedOperation):
        DynamoDb().query(**ASKED)
    assert DynamoDb().query(**ASKED, ConsistentRead=True) == {"Items": []}


@pytest.mark.parametrize(
    "puts",
    [
        [{"Put": {"Item": PLACE, "ConditionExpression": "attribute_exists(sk)"}}],
        [{"Put": {"Item": PLACE}}, {"Put": {"Item": PLACE}}],
        [{"ConditionCheck": {"Key": PLACE}}],
    ],
    ids=["an unknown condition", "two writes to one item", "an unknown verb"],
)
def test_an_unsupported_write_is_an_error(puts: list[dict[str, Any]]) -> None:
    """A fake that accepts requests it does not support proves nothing."""
    with pytest.raises(UnsupportedOperation):
        DynamoDb().transact_write_items(TransactItems=puts)


def test_an_unsupported_update_is_an_error() -> None:
    """A fake must refuse an unknown update, and a page that could replace an archived one."""
    table = DynamoDb()
    table.transact_write_items(TransactItems=[{"Put": {"Item": PLACE}}])
    with pytest.raises(UnsupportedOperation):
        table.update_item(Key=PLACE, UpdateExpression="SET a = :a")
    with pytest.raises(UnsupportedOperation):
        S3().put_object(Key="k", Body=b"", ContentType="application/warc")


@pytest.mark.parametrize("subject", ["", "x" * 101, "Zürich", "two\nlines"])
def test_a_subject_that_sns_would_refuse_is_an_error(subject: str) -> None:
    """SNS would refuse it on every attempt, and the alert would stay pending."""
    with pytest.raises(UnsupportedOperation):
        Sns(lambda *_: None).publish(
            TopicArn=SUBSCRIBERS, MessageStructure="json", Subject=subject, Message="{}"
        )


@pytest.mark.parametrize(
    ("fault", "times", "error"),
    [
        (Fault.REFUSED, 0, ClientError),
        (Fault.THROTTLED, 0, ClientError),
        (Fault.LOST, 1, BotoCoreError),
        (Fault.REPEATED, 2, None),
        (Fault.CONFLICT, 0, ClientError),
        (Fault.SLOW, 1, None),
        (Fault.OUTLASTED, 1, Killed),
        (Fault.KILLED_BEFORE, 0, Killed),
        (Fault.KILLED_AFTER, 1, Killed),
    ],
)
def test_a_fault_has_its_effect_on_a_call(
    fault: Fault, times: int, error: type[BaseException] | None
) -> None:
    """The program must handle calls that acted before they failed, and calls that did not."""
    acted: list[BaseException | None] = []
    ended: list[BaseException | None] = []
    loop = EventLoop(datetime(2026, 9, 1, tzinfo=UTC))

    def work() -> None:
        try:
            injector.call(Service.DYNAMODB, "update_item", lambda: acted.append(None))
        except (ClientError, BotoCoreError, Killed) as found:
            ended.append(found)
        else:
            ended.append(None)

    process = Process(loop, 120, work, lambda: None)
    injector = FaultInjector(
        process=process,
        faults=((1, fault),),
        services_down={},
        random=Random(1),
        injected_faults=Counter(),
    )
    process.start()
    assert len(acted) == times
    assert injector.injected_faults == {fault: 1}
    assert isinstance(ended[0], error) if error else ended == [None]


def test_a_killed_process_does_nothing_more() -> None:
    """A real end runs no `except` and no `finally`: their calls must have no effect."""
    loop = EventLoop(datetime(2026, 9, 1, tzinfo=UTC))
    done: list[str] = []

    def work() -> None:
        try:
            process.die()
        finally:
            process.wait(1.0)
            done.append("cleaned up")

    process = Process(loop, 120, work, lambda: done.append("ended"))
    process.start()
    assert done == ["ended"]
    assert process.is_killed
