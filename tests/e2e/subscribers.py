"""Subscribers that the template parameters do not name."""

import json
from typing import Any

import boto3

from e2e.stack import Item, Stack

RUSSIA_READER = "russia@example.org"

WEBHOOK = "https://127.0.0.1:9/in?token=s3cret"
"""An address without a server: it stays unconfirmed, with a secret in its URL."""


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
    """Receive the messages of a queue: each alert document, with its message attributes."""
    sqs: Any = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    received: list[Item] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            envelope = json.loads(message["Body"])
            attributes = {n: v["Value"] for n, v in envelope["MessageAttributes"].items()}
            received.append({**json.loads(envelope["Message"]), "attributes": attributes})
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return received
