"""The Lambda functions: DynamoDB, S3 and SNS, each built on first use and kept warm."""

import os
from datetime import datetime
from functools import cache

import boto3

from advisory_watch.adapters.dynamodb import DynamoLedger, DynamoOutbox
from advisory_watch.adapters.s3 import S3Archive
from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.adapters.threads import side_by_side
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.app.check import Check
from advisory_watch.app.relay import Relay
from advisory_watch.core.errors import UsageError
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.settings import in_seconds, limits, now, polite_web, render_alert

RECORDING_S = 60
"""What a check needs after its last page was fetched, to judge and record what all of them said."""


@cache
def check() -> Check:
    """Build the check of the function `check`."""
    return Check(
        web=polite_web(),
        ledger=DynamoLedger(boto3.client("dynamodb"), _required("TABLE_NAME"), tuple(SOURCES)),
        archive=S3Archive(boto3.client("s3"), _required("ARCHIVE_BUCKET"), pack_page, unpack_page),
        clock=now,
        side_by_side=side_by_side,
    )


def until(remaining_ms: int) -> datetime:
    """Return when the last page may be begun by a function that is stopped after that time."""
    return in_seconds(remaining_ms / 1000 - limits().total_s - RECORDING_S)


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
