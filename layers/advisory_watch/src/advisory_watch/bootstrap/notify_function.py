"""Objects of the function `notify`: built on first use and kept warm."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import boto3

from advisory_watch.adapters.dynamodb.items import alert_id_of_key
from advisory_watch.adapters.dynamodb.outbox import DynamoEventQueue, DynamoOutbox
from advisory_watch.adapters.dynamodb.system_log import DynamoSystemLog
from advisory_watch.adapters.sns import SnsNotifier, SnsOperatorNotifier
from advisory_watch.adapters.sqs import count_letters
from advisory_watch.app.dispatcher import Dispatcher
from advisory_watch.app.system_check import SystemCheck
from advisory_watch.bootstrap.messages import inbox_dispatcher, render_alert_event
from advisory_watch.bootstrap.runtime import in_seconds, now
from advisory_watch.bootstrap.schedules import expected_intervals
from advisory_watch.bootstrap.settings import Settings, process_settings
from advisory_watch.core.errors import LedgerError, SystemUnhealthy
from advisory_watch.core.system_health import Duty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from mypy_boto3_dynamodb.client import DynamoDBClient

    from advisory_watch.app.event_delivery import EventDelivery

JUDGED_BY_TRIGGER_AFTER = timedelta(minutes=10)
"""Two scheduled runs are missing then. So every run is followed by a judgement within ten minutes,
and the alarm HealthRunMissing needs to watch only that runs begin.
"""

MARKING_S = 30
"""Seconds that the dispatcher needs after its last alert, to send and mark a burst."""


@cache
def dispatcher() -> Dispatcher:
    """Build the dispatcher of the function `notify`."""
    settings, client = process_settings(), boto3.client("dynamodb")
    notifier = SnsNotifier(
        boto3.client("sns"),
        topic_arn=settings.topic_arn,
        operators_topic_arn=settings.operators_topic_arn or None,
    )
    has_bus = bool(settings.event_bus_name)
    outbox = DynamoOutbox(client, settings.table, has_event_bus=has_bus)
    events = _event_delivery(client, settings) if has_bus else None
    return inbox_dispatcher(outbox, notifier, now, settings, events)


def _event_delivery(client: DynamoDBClient, settings: Settings) -> EventDelivery:
    # Few stacks have a bus.
    from advisory_watch.adapters.event_bus import EventBridgeBus  # noqa: PLC0415
    from advisory_watch.app.event_delivery import EventDelivery  # noqa: PLC0415

    return EventDelivery(
        queue=DynamoEventQueue(client, settings.table),
        bus=EventBridgeBus(boto3.client("events"), settings.event_bus_name),
        clock=now,
        render=partial(render_alert_event, settings=settings),
    )


@cache
def system_log() -> DynamoSystemLog:
    """Open what the ledger knows about the system itself."""
    return DynamoSystemLog(boto3.client("dynamodb"), process_settings().table)


@cache
def system_check() -> SystemCheck:
    """Build the judgement of the whole system."""
    settings, client = process_settings(), boto3.client("dynamodb")
    return SystemCheck(
        log=system_log(),
        queues={"outbox": DynamoOutbox(client, settings.table)}
        | ({"events": DynamoEventQueue(client, settings.table)} if settings.event_bus_name else {}),
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
    """Send the digest; if that fails, it stays due for the next scheduled run."""
    system_log().mark_due(Duty.DIGEST, now())
    return _send_digest(logger)


def send_due_digest(event: Mapping[str, Any], logger: Any) -> None:
    """Send the digest in a scheduled run, if an earlier run could not."""
    if "Records" not in event and system_log().is_due(Duty.DIGEST):
        _send_digest(logger)


def _send_digest(logger: Any) -> dict[str, int]:
    from advisory_watch.bootstrap import digest_function  # noqa: PLC0415 - alerts never wait for it

    return digest_function.send(logger)


@contextmanager
def judged_afterwards(event: Mapping[str, Any], logger: Any) -> Iterator[None]:
    """Judge the system after the work of a run, even if the work fails.

    A scheduled run raises `SystemUnhealthy` after findings. A run of the stream judges only if the
    scheduled ones have ceased, and never fails by it: the stream would send its alerts again.
    """
    try:
        yield
    finally:
        if "Records" not in event:
            judge(logger)
        else:
            try:
                if _is_judgement_missing():
                    judge(logger)
            except (LedgerError, SystemUnhealthy):
                logger.exception("system.judgement_failed")


def judge(logger: Any) -> None:
    """Judge the system, and log the findings. Raises `SystemUnhealthy` if there are any."""
    judged = system_check().run()
    findings = {finding.name: finding.found for finding in judged.health.findings}
    say = logger.error if findings else logger.info
    say("system.judged", findings=findings, operators_not_told=judged.trouble)
    if findings:
        found = "; ".join(findings.values())
        raise SystemUnhealthy(f"expected a system without faults, found {found}")


def _is_judgement_missing() -> bool:
    last = system_log().last_judgement()
    return last is None or now() - last.judged_at > JUDGED_BY_TRIGGER_AFTER
