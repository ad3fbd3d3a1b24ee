"""Objects of the function `notify`: built on first use and kept warm."""

from datetime import datetime
from functools import cache

import boto3

from advisory_watch.adapters.dynamodb import DynamoOutbox
from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.app.dispatcher import Dispatcher
from advisory_watch.bootstrap.messages import inbox_dispatcher
from advisory_watch.bootstrap.runtime import in_seconds, now
from advisory_watch.bootstrap.settings import process_settings

MARKING_S = 30
"""Seconds that the dispatcher needs after its last alert, to send and mark a burst."""


@cache
def dispatcher() -> Dispatcher:
    """Build the dispatcher of the function `notify`."""
    settings = process_settings()
    notifier = SnsNotifier(
        boto3.client("sns"),
        topic_arn=settings.topic_arn,
        operators_topic_arn=settings.operators_topic_arn or None,
    )
    outbox = DynamoOutbox(boto3.client("dynamodb"), settings.table)
    return inbox_dispatcher(outbox, notifier, now, settings)


def sending_until(remaining_ms: int) -> datetime:
    """Return the time of the last possible alert, given the remaining run time of the function."""
    return in_seconds(remaining_ms / 1000 - MARKING_S)
