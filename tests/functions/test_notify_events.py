"""The notify function with an event bus, from the stored alert to the target of a rule."""

import json
from typing import Any

import boto3
import pytest

from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.bootstrap.runtime import in_seconds
from advisory_watch.core.errors import SystemUnhealthy
from support.aws.moto_stack import MotoStack
from support.aws.template import event
from support.builders import an_alert

BUS = "advisories"
SWEEP = event("notify_sweep")


@pytest.fixture
def rule(indebted: MotoStack) -> str:
    """Create a bus with a rule for urgent changes of Kuwait; return the URL of its target."""
    assert indebted.items("OUTBOX") != []
    indebted.references["EventBus"] = BUS
    open_bus()
    sqs: Any = boto3.client("sqs")
    url: str = sqs.create_queue(QueueName="rule")["QueueUrl"]
    named = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    pattern = {"detail": {"data": {"destination": ["KW"], "urgent": [True]}}}
    boto3.client("events").put_rule(
        Name="kuwait", EventBusName=BUS, EventPattern=json.dumps(pattern)
    )
    target: Any = {"Id": "queue", "Arn": named["Attributes"]["QueueArn"]}
    boto3.client("events").put_targets(Rule="kuwait", EventBusName=BUS, Targets=[target])
    return url


def open_bus() -> None:
    """Create the bus."""
    boto3.client("events").create_event_bus(Name=BUS)


def received(url: str) -> list[dict[str, Any]]:
    """Return the CloudEvents that the rule let through."""
    answer = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [json.loads(message["Body"])["detail"] for message in answer.get("Messages", [])]


def test_a_change_reaches_the_target_of_a_rule_once(indebted: MotoStack, rule: str) -> None:
    """The same run sends the message and puts the event."""
    assert indebted.invoke("NotifyFunction", SWEEP) == {"sent": 1, "failures": 0}
    assert indebted.invoke("NotifyFunction", SWEEP) == {"sent": 0, "failures": 0}
    (message,), (cloud_event,) = indebted.published(), received(rule)
    assert cloud_event["data"].pop("chat")["version"] == "1.0"
    assert cloud_event["data"] == json.loads(message["Message"])
    assert cloud_event["type"] == "alt.advisory-watch.level_raised"


def test_a_missing_bus_fails_alone_and_loses_nothing(cloud: MotoStack) -> None:
    """A typing error in the parameter must not repeat messages, and must not go unnoticed."""
    cloud.references["EventBus"] = BUS
    fresh = an_alert(created_at=in_seconds(0))  # one that waits for long is a finding
    DynamoOutbox(boto3.client("dynamodb"), "ledger").enqueue(fresh)
    assert cloud.invoke("NotifyFunction", SWEEP) == {"sent": 1, "failures": 1}
    assert cloud.invoke("NotifyFunction", SWEEP) == {"sent": 0, "failures": 1}
    assert len(cloud.items("SENT#EVENTS")) == 1
    open_bus()
    assert cloud.invoke("NotifyFunction", SWEEP) == {"sent": 0, "failures": 0}
    assert cloud.items("SENT#EVENTS") == []
    assert len(cloud.published()) == 1


def test_an_event_that_waits_is_a_finding(indebted: MotoStack) -> None:
    """The run itself succeeds: without a judgement, a missing bus would go unnoticed for weeks."""
    indebted.references["EventBus"] = BUS
    outbox = DynamoOutbox(boto3.client("dynamodb"), "ledger", has_event_bus=True)
    old = an_alert(created_at=in_seconds(-3600))
    outbox.enqueue(old)
    outbox.mark_sent(old, in_seconds(-3600))
    with pytest.raises(SystemUnhealthy, match="the event bus does not accept it"):
        indebted.invoke("NotifyFunction", SWEEP)
    open_bus()
    indebted.invoke("NotifyFunction", SWEEP)
    assert indebted.items("SENT#EVENTS") == []


def test_without_a_bus_no_call_is_made_for_it(indebted: MotoStack) -> None:
    """The default stack has no permission for EventBridge, and the same bill as before."""
    indebted.invoke("NotifyFunction", SWEEP)
    assert [call for call in indebted.calls if call.startswith("events:")] == []
    assert indebted.items("SENT#EVENTS") == []


def test_the_bus_asks_for_two_permissions(indebted: MotoStack, rule: str) -> None:
    """The template grants these on the bus alone; the queue is below `SENT#`, which it grants."""
    indebted.invoke("NotifyFunction", SWEEP)
    assert len(received(rule)) == 1
    asked = {call for call in indebted.calls if call.startswith("events:")}
    assert asked == {"events:DescribeEventBus", "events:PutEvents"}
