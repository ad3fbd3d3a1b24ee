"""Probe whether the stack runs: schedules, last runs, dead letters and alarms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from advisory_watch.core.facts import Alarm, Queue, Run, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from advisory_watch.adapters.aws_facts.account import Account

FUNCTIONS = (
    "CheckFunction",
    "WorkFunction",
    "NotifyFunction",
    "DigestFunction",
    "SealFunction",
    "SiteFunction",
)
LETTERS = "DeadLetters"
WAITING = "ApproximateNumberOfMessages"

ALARMS_AT_ONCE = 100
"""CloudWatch describes at most 100 alarms by name in one call."""


def schedules(account: Account, _at: datetime) -> Iterator[Schedule]:
    """Yield every schedule of the stack."""
    scheduler = account.client("scheduler")
    for identifier in account.resources("AWS::Scheduler::Schedule"):
        name = identifier.rpartition("/")[2]
        found = scheduler.get_schedule(Name=name)
        source = _source(found["Target"].get("Input", ""))
        yield Schedule(
            about=f"schedule: {found.get('Description') or name}",
            is_enabled=found["State"] == "ENABLED",
            is_wanted=source is None or _is_wanted(account, source),
            source=source,
        )


def _source(event: str) -> str | None:
    """Return the source that an event names, or None if it names none or several."""
    try:
        match json.loads(event):
            case {"sources": [str(only)]}:
                return only
    except ValueError:
        return None
    return None


def _is_wanted(account: Account, source: str) -> bool:
    """Return whether the source's own parameter is on: `UsStateSchedule` for `us_state`."""
    parameter = "".join(word.title() for word in source.split("_")) + "Schedule"
    return account.parameters.get(parameter) != "off"


def runs(account: Account, at: datetime) -> Iterator[Run]:
    """Yield the time at which each function last started."""
    for output in FUNCTIONS:
        if output in account.outputs:
            about = {"FunctionName": account.outputs[output]}
            points = account.numbers(("AWS/Lambda", "Invocations"), "Sum", about, at)
            begun = [point["Timestamp"] for point in points if point["Sum"] > 0]
            yield Run(function=output, last_at=max(begun, default=None))


def queues(account: Account, _at: datetime) -> Iterator[Queue]:
    """Yield the number of dead letters in each queue."""
    sqs = account.client("sqs")
    for output, url in account.outputs.items():
        if output.endswith(LETTERS):
            found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[WAITING])
            yield Queue(output=output, messages=int(found["Attributes"][WAITING]))


def alarms(account: Account, _at: datetime) -> Iterator[Alarm]:
    """Yield the alarms of the stack, not others of the account."""
    names = account.resources("AWS::CloudWatch::Alarm")
    for start in range(0, len(names), ALARMS_AT_ONCE):
        some = names[start : start + ALARMS_AT_ONCE]
        answer = account.client("cloudwatch").describe_alarms(
            AlarmNames=some, MaxRecords=ALARMS_AT_ONCE
        )
        for alarm in answer["MetricAlarms"]:
            is_silent = not alarm.get("ActionsEnabled", True)
            yield Alarm(name=alarm["AlarmName"], state=alarm["StateValue"], is_silent=is_silent)
