"""Subscribers beside those that the template's parameters name."""

import json
from typing import Any

import boto3

from e2e.stack import Item, Stack

RUSSIA_READER = "russia@example.org"

WEBHOOK = "https://127.0.0.1:9/in?token=s3cret"
"""Nobody is there: it waits for ever for its confirmation, with the secret in its address."""


def subscribe(
    stack: Stack, protocol: str, endpoint: str, channel: str, **policy: list[Any]
) -> None:
    """Subscribe somebody to what is worded for a channel, or to some of it."""
    sns: Any = boto3.client("sns")
    sns.subscribe(
        TopicArn=stack.outputs["AlertsTopic"],
        Protocol=protocol,
        Endpoint=endpoint,
        Attributes={"FilterPolicy": json.dumps(policy | {"channels": [channel]})},
    )


def open_queue(stack: Stack, name: str) -> None:
    """Let a queue hear a stack's alerts, as the owner of a program does."""
    sqs: Any = boto3.client("sqs")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arn = found["Attributes"]["QueueArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": stack.outputs["AlertsTopic"]}},
    }
    allowed = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": allowed})
    subscribe(stack, "sqs", arn, "data")


def documents(name: str) -> list[Item]:
    """Take what a queue was sent: the document of each alert, with what filters see of it."""
    sqs: Any = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    taken: list[Item] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for each in messages:
            envelope = json.loads(each["Body"])
            seen = {n: v["Value"] for n, v in envelope["MessageAttributes"].items()}
            taken.append({**json.loads(envelope["Message"]), "attributes": seen})
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return taken
