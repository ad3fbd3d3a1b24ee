"""Subscribers that the template parameters do not name."""

import json
from typing import Any

import boto3

from e2e.stack import Item, Stack

RUSSIA_READER = "russia@example.org"

WEBHOOK = "https://127.0.0.1:9/in?token=s3cret"
"""An address without a server: it stays unconfirmed, with a secret in its URL."""

BUS = "advisories"
RULES: dict[str, Item] = {
    "urgent": {"detail": {"data": {"urgent": [True]}}},
    "grave": {
        "source": ["advisory-watch"],
        "detail": {
            "data": {
                "destination": ["KW", "IR", "LB"],
                "after": {"severity": [{"numeric": [">=", 3]}]},
            }
        },
    },
    "lowered": {"detail-type": ["alt.advisory-watch.level_lowered"]},
    "british": {"detail": {"data": {"source": ["uk_fcdo"]}}},
}
"""Patterns of docs/events.md; each rule has a queue of its name."""


def subscribe(
    stack: Stack, protocol: str, endpoint: str, channel: str, **policy: list[Any]
) -> None:
    """Subscribe an endpoint to the messages of a channel, optionally filtered."""
    sns: Any = boto3.client("sns")
    sns.subscribe(
        TopicArn=stack.outputs["AlertsTopic"],
        Protocol=protocol,
        Endpoint=endpoint,
        Attributes={"FilterPolicy": json.dumps(policy | {"channels": [channel]})},
    )


def open_queue(stack: Stack, name: str) -> None:
    """Subscribe a queue to a stack's alerts, as the owner of a program does."""
    subscribe(stack, "sqs", _queue_of(name, "sns", stack.outputs["AlertsTopic"]), "data")


def open_rule(bus: str, name: str, pattern: Item) -> None:
    """Send the events of a bus that match a pattern to a queue of the same name."""
    events: Any = boto3.client("events")
    rule = events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(pattern))
    target = {"Id": "queue", "Arn": _queue_of(name, "events", rule["RuleArn"])}
    events.put_targets(Rule=name, EventBusName=bus, Targets=[target])


def allow_to_describe(stack: Stack, bus: str) -> None:
    """Allow `notify` to look whether a bus exists.

    AWS asks for a permission on the bus, which the template grants. The local AWS asks for one on a
    rule of that name.
    """
    cloudformation: Any = boto3.client("cloudformation")
    role = cloudformation.describe_stack_resource(
        StackName=stack.name, LogicalResourceId="NotifyRole"
    )["StackResourceDetail"]["PhysicalResourceId"]
    statement = {
        "Effect": "Allow",
        "Action": "events:DescribeEventBus",
        "Resource": f"arn:aws:events:*:*:rule/default/{bus}",
    }
    allowed = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    boto3.client("iam").put_role_policy(
        RoleName=role, PolicyName="describe", PolicyDocument=allowed
    )


def _queue_of(name: str, service: str, sender: str) -> str:
    """Create a queue that takes messages of one topic or rule; return its ARN."""
    sqs: Any = boto3.client("sqs")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arn = str(found["Attributes"]["QueueArn"])
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": sender}},
    }
    allowed = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": allowed})
    return arn


def documents(name: str) -> list[Item]:
    """Receive the messages of a queue: each alert document, with its message attributes."""
    return [
        {
            **json.loads(envelope["Message"]),
            "attributes": {n: v["Value"] for n, v in envelope["MessageAttributes"].items()},
        }
        for envelope in received(name)
    ]


def received(name: str) -> list[Item]:
    """Receive and delete the messages of a queue."""
    sqs: Any = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    bodies: list[Item] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            bodies.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return bodies
