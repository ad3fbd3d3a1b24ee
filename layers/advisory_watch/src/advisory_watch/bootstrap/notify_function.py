"""Objects of the function `notify`: built on first use and kept warm."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from typing import Any

import boto3

from advisory_watch.adapters.dynamodb import DynamoOutbox, DynamoSystemLog
from advisory_watch.adapters.dynamodb.items import alert_id_of_key
from advisory_watch.adapters.sns import SnsNotifier, SnsOperatorNotifier
from advisory_watch.adapters.sqs import count_letters
from advisory_watch.app.dispatcher import Dispatcher
from advisory_watch.app.system_check import SystemCheck
from advisory_watch.bootstrap.messages import inbox_dispatcher
from advisory_watch.bootstrap.runtime import in_seconds, now
from advisory_watch.bootstrap.schedules import expected_intervals
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


@cache
def system_check() -> SystemCheck:
    """Build the judgement of the whole system, which the scheduled run of `notify` makes."""
    settings, client = process_settings(), boto3.client("dynamodb")
    return SystemCheck(
        log=DynamoSystemLog(client, settings.table),
        outbox=DynamoOutbox(client, settings.table),
        count_letters=partial(count_letters, boto3.client("sqs"), settings.dead_letters_urls),
        operators=SnsOperatorNotifier(boto3.client("sns"), settings.operators_topic_arn or None),
        schedules=expected_intervals(settings),
        clock=now,
        stack=settings.stack_name,
    )


def sending_until(remaining_ms: int) -> datetime:
    """Return the time of the last possible alert, given the remaining run time of the function."""
    return in_seconds(remaining_ms / 1000 - MARKING_S)


def answer(pending: Mapping[str, Exception]) -> Callable[[Mapping[str, Any]], None]:
    """Return what is done with each stream record: `raise_if_pending`."""
    return partial(raise_if_pending, pending)


def raise_if_pending(pending: Mapping[str, Exception], record: Mapping[str, Any]) -> None:
    """Fail the stream record of a pending alert, so that the stream repeats it."""
    if error := pending.get(alert_id_of_key(record["dynamodb"]["Keys"])):
        raise error


def send_digest(logger: Any) -> dict[str, int]:
    """Send the digest; its modules load now, because alerts must not wait for them."""
    from advisory_watch.bootstrap import digest_function  # noqa: PLC0415 - once a day

    return digest_function.send(logger)
