"""The Lambda functions: DynamoDB, S3 and SNS, each built on first use and kept warm."""

import os
from functools import cache

import boto3

from advisory_watch.adapters.dynamodb import DynamoLedger, DynamoOutbox
from advisory_watch.adapters.s3 import S3Archive
from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.app.check import Check
from advisory_watch.app.relay import Relay
from advisory_watch.core.errors import UsageError
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.settings import now, polite_web, render_alert


@cache
def check() -> Check:
    """Build the check of the function `check`."""
    return Check(
        web=polite_web(),
        ledger=DynamoLedger(boto3.client("dynamodb"), _required("TABLE_NAME"), tuple(SOURCES)),
        archive=S3Archive(boto3.client("s3"), _required("ARCHIVE_BUCKET"), pack_page, unpack_page),
        clock=now,
    )


@cache
def relay() -> Relay:
    """Build the relay of the function `notify`."""
    return Relay(
        outbox=DynamoOutbox(boto3.client("dynamodb"), _required("TABLE_NAME")),
        notifier=SnsNotifier(
            boto3.client("sns"),
            topic_arn=_required("TOPIC_ARN"),
            operators_topic_arn=os.environ.get("OPERATORS_TOPIC_ARN"),
            render=render_alert,
        ),
        clock=now,
    )


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise UsageError(
            f"expected the environment variable {name}, found none; template.yaml sets it"
        )
    return value
