"""Objects of the function `notify`: built on first use and kept warm."""

import os
from datetime import datetime
from functools import cache

import boto3

from advisory_watch.adapters.dynamodb import DynamoOutbox
from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.app.dispatcher import Dispatcher
from advisory_watch.bootstrap.messages import inbox_dispatcher
from advisory_watch.bootstrap.runtime import in_seconds, now, required

MARKING_S = 30
"""Seconds that the dispatcher needs after its last alert, to send and mark a burst."""


@cache
def dispatcher() -> Dispatcher:
    """Build the dispatcher of the function `notify`."""
    notifier = SnsNotifier(
        boto3.client("sns"),
        topic_arn=required("TOPIC_ARN"),
        operators_topic_arn=os.environ.get("OPERATORS_TOPIC_ARN"),
    )
    outbox = DynamoOutbox(boto3.client("dynamodb"), required("TABLE_NAME"))
    return inbox_dispatcher(outbox, notifier, now)


def sending_until(remaining_ms: int) -> datetime:
    """Return the time of the last possible alert, given the remaining run time of the function."""
    return in_seconds(remaining_ms / 1000 - MARKING_S)
