"""Observe a deployed stack for the doctor: schedules, runs, queues, alarms, topics, spending."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.doctor_facts import (
    AlarmState,
    BudgetCount,
    DeadLetters,
    ExpectedSubscriber,
    NotAnswering,
    Observation,
    ScheduleState,
    SmsAccount,
    SubscriberState,
    TopicAccess,
    TopicSubscribers,
    Unobserved,
)
from advisory_watch.core.subscription import masked

if TYPE_CHECKING:
    from collections.abc import Mapping


PERIOD = timedelta(minutes=5)

LOOK_BACK = timedelta(days=2)
"""SNS reports spending at least daily: 576 periods of five minutes, of at most 1,440 in a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StackClients:
    """The account of a deployed stack; `client` makes the client of a service."""

    client: Callable[[str], Any]
    name: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]

    def resources(self) -> dict[str, tuple[str, str]]:
        """Return the type and the physical id of every resource, by its logical id."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources")
        return {
            summary["LogicalResourceId"]: (summary["ResourceType"], summary["PhysicalResourceId"])
            for page in pages.paginate(StackName=self.name)
            for summary in page["StackResourceSummaries"]
            if summary.get("PhysicalResourceId")
        }

    def list_resources(self, kind: str) -> list[str]:
        """Return the physical ids of all resources of a type."""
        return [name for found, name in self.resources().values() if found == kind]

    def read_metric(
        self, metric: tuple[str, str], statistic: str, dimensions: Mapping[str, str], at: datetime
    ) -> Any:
        """Return the points of a metric (namespace and name) in the `LOOK_BACK` before `at`."""
        return self.client("cloudwatch").get_metric_statistics(
            Namespace=metric[0],
            MetricName=metric[1],
            Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
            StartTime=at - LOOK_BACK,
            EndTime=at + PERIOD,
            Period=int(PERIOD.total_seconds()),
            Statistics=[statistic],
        )["Datapoints"]


ProbeFunction = Callable[[StackClients, datetime], Iterator[Observation]]

OFF_EXPRESSION = "rate(1 day)"
"""What the template writes where a parameter says `off`: a schedule needs some expression."""

DEAD_LETTERS = "DeadLetters"
MESSAGES = "ApproximateNumberOfMessages"

ALARMS_AT_ONCE = 100
"""CloudWatch describes at most 100 alarms by name in one call."""


def read_schedules(account: StackClients, _at: datetime) -> Iterator[ScheduleState]:
    """Yield every schedule of the stack."""
    scheduler = account.client("scheduler")
    for identifier in account.list_resources("AWS::Scheduler::Schedule"):
        name = identifier.rpartition("/")[2]
        schedule = scheduler.get_schedule(Name=name)
        source = _source(schedule["Target"].get("Input", ""))
        yield ScheduleState(
            about=f"schedule: {schedule.get('Description') or name}",
            is_enabled=schedule["State"] == "ENABLED",
            is_wanted=not _is_off(schedule) and (source is None or _is_wanted(account, source)),
            source=source,
        )


def _source(event: str) -> str | None:
    """Return the source that an event names, or None if it names none or several."""
    with suppress(ValueError):
        match json.loads(event):
            case {"sources": [str(only)]}:
                return only
    return None


def _is_off(schedule: Mapping[str, Any]) -> bool:
    """Return whether the template turned a schedule off: it then has the rate of a day."""
    event = schedule["Target"].get("Input", "")
    is_optional = '"sources"' in event or '"digest"' in event
    return is_optional and schedule.get("ScheduleExpression") == OFF_EXPRESSION


def _is_wanted(account: StackClients, source: str) -> bool:
    """Return whether the source's own parameter is on: `UsStateSchedule` for `us_state`."""
    parameter = "".join(word.title() for word in source.split("_")) + "Schedule"
    return bool(account.parameters.get(parameter) != "off")


def count_dead_letters(account: StackClients, _at: datetime) -> Iterator[DeadLetters]:
    """Yield the number of dead letters in each queue."""
    sqs = account.client("sqs")
    for output, url in account.outputs.items():
        if output.endswith(DEAD_LETTERS):
            queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[MESSAGES])
            yield DeadLetters(output=output, messages=int(queue["Attributes"][MESSAGES]))


def read_alarms(account: StackClients, _at: datetime) -> Iterator[AlarmState]:
    """Yield the alarms of the stack, not others of the account."""
    names = account.list_resources("AWS::CloudWatch::Alarm")
    for start in range(0, len(names), ALARMS_AT_ONCE):
        response = account.client("cloudwatch").describe_alarms(
            AlarmNames=names[start : start + ALARMS_AT_ONCE], MaxRecords=ALARMS_AT_ONCE
        )
        for alarm in response["MetricAlarms"]:
            yield AlarmState(
                name=alarm["AlarmName"],
                state=alarm["StateValue"],
                is_silent=not alarm.get("ActionsEnabled", True),
            )


TOPICS = ("AlertsTopic", "OperatorsTopic")
PUBLISH = frozenset({"sns:publish", "sns:*", "*"})
USE_KEY = frozenset({"kms:generatedatakey", "kms:generatedatakey*", "kms:*", "*"})

PREFIX_CHARS = (2, 3, 4)
"""Lengths of a country calling code of one to three digits with its plus sign."""

LIMIT_USD = 1.0
"""Monthly limit of a new account for SMS, in US dollars, if AWS reports no limit."""

AWS_KEYS = "alias/aws/"


def count_subscribers(account: StackClients, _at: datetime) -> Iterator[TopicSubscribers]:
    """Count the subscribers of each topic; addresses are reduced to country code prefixes."""
    pages = account.client("sns").get_paginator("list_subscriptions_by_topic")
    for output in TOPICS:
        topic_pages = pages.paginate(TopicArn=account.outputs[output])
        subscriptions = list(topic_pages.search("Subscriptions"))
        states = Counter(summary["SubscriptionArn"].partition(":")[0] for summary in subscriptions)
        phones = (summary["Endpoint"] for summary in subscriptions if summary["Protocol"] == "sms")
        prefixes = {phone[:chars] for phone in phones for chars in PREFIX_CHARS}
        yield TopicSubscribers(
            topic=output,
            confirmed=states["arn"],
            waiting=states["PendingConfirmation"],
            phone_prefixes=tuple(sorted(prefixes)),
        )


EXPECTED = (
    ("Email", "AlertsTopic", "email"),
    ("Phone", "AlertsTopic", "sms"),
    ("OperatorEmail", "OperatorsTopic", "email"),
)
"""The parameters of the stack that subscribe an endpoint: its topic and its protocol."""

HIDDEN = "****"
"""What CloudFormation returns for a parameter that it does not show."""


def compare_subscribers(account: StackClients, _at: datetime) -> Iterator[ExpectedSubscriber]:
    """Yield whether each endpoint of the parameters is subscribed; addresses are masked."""
    sns = account.client("sns")
    pages = sns.get_paginator("list_subscriptions_by_topic")
    for parameter, output, protocol in EXPECTED:
        endpoint = account.parameters.get(parameter, "")
        if endpoint in ("", HIDDEN):
            continue
        found = [
            summary["SubscriptionArn"]
            for summary in pages.paginate(TopicArn=account.outputs[output]).search("Subscriptions")
            if (summary["Protocol"], summary["Endpoint"].lower()) == (protocol, endpoint.lower())
        ]
        yield ExpectedSubscriber(
            parameter=parameter,
            endpoint=masked(protocol, endpoint),
            state=_subscriber_state(sns, protocol, found),
        )


def _subscriber_state(sns: Any, protocol: str, arns: list[str]) -> SubscriberState:
    confirmed = [arn for arn in arns if arn.startswith("arn:")]
    if not confirmed:
        is_pending = "PendingConfirmation" in arns
        return SubscriberState.PENDING if is_pending else SubscriberState.MISSING
    attributes = sns.get_subscription_attributes(SubscriptionArn=confirmed[0])["Attributes"]
    is_guarded = attributes.get("ConfirmationWasAuthenticated") != "false"
    is_open = protocol == "email" and not is_guarded
    return SubscriberState.OPEN if is_open else SubscriberState.CONFIRMED


def read_sms_account(account: StackClients, at: datetime) -> Iterator[SmsAccount]:
    """Yield the SMS sandbox state, and the limit and the spending of this month."""
    sns = account.client("sns")
    limit = sns.get_sms_attributes(attributes=["MonthlySpendLimit"])["attributes"]
    points = account.read_metric(("AWS/SNS", "SMSMonthToDateSpentUSD"), "Maximum", {}, at)
    this_month = (point for point in points if point["Timestamp"].month == at.month)
    latest = max(this_month, key=lambda point: point["Timestamp"], default={"Maximum": 0.0})
    yield SmsAccount(
        is_in_sandbox=sns.get_sms_sandbox_account_status()["IsInSandbox"],
        limit=float(limit.get("MonthlySpendLimit") or LIMIT_USD),
        spent=latest["Maximum"],
    )


def read_topic_access(account: StackClients, _at: datetime) -> Iterator[TopicAccess]:
    """Yield which services may publish to each topic, and with which key."""
    for output in TOPICS:
        topic = account.client("sns").get_topic_attributes(TopicArn=account.outputs[output])
        attributes = topic["Attributes"]
        policy = json.loads(attributes.get("Policy") or "{}")
        key_id = attributes.get("KmsMasterKeyId") or None
        own = _own_key(account, key_id)
        yield TopicAccess(
            name=output,
            services=_services(policy, PUBLISH),
            is_everybody_denied=_is_everybody_denied(policy),
            key_id=key_id,
            key_services=own and own[0],
            key_state=own and own[1],
        )


def _own_key(account: StackClients, key_id: str | None) -> tuple[frozenset[str], str] | None:
    """Return which services may use a customer key, and its state; None without such a key."""
    if key_id is None or key_id.startswith(AWS_KEYS):
        return None
    kms = account.client("kms")
    text = kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]
    state = kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"]
    return _services(json.loads(text), USE_KEY), state


def count_budgets(account: StackClients, _at: datetime) -> Iterator[BudgetCount]:
    """Yield the number of budgets of the account."""
    owner = account.outputs["AlertsTopic"].split(":")[4]
    response = account.client("budgets").describe_budgets(AccountId=owner)
    yield BudgetCount(number=len(response.get("Budgets", [])))


def _services(policy: dict[str, Any], actions: frozenset[str]) -> frozenset[str]:
    return frozenset(
        service
        for statement in _statements(policy, "Allow", actions)
        if isinstance(statement.get("Principal"), dict)
        for service in _listed(statement["Principal"].get("Service", []))
    )


def _is_everybody_denied(policy: dict[str, Any]) -> bool:
    return any(
        statement.get("Principal") in ("*", {"AWS": "*"}) and not statement.get("Condition")
        for statement in _statements(policy, "Deny", PUBLISH)
    )


def _statements(policy: dict[str, Any], effect: str, actions: frozenset[str]) -> Iterator[Any]:
    for statement in _listed(policy.get("Statement", [])):
        named = {action.lower() for action in _listed(statement.get("Action", []))}
        if statement.get("Effect") == effect and actions & named:
            yield statement


def _listed(one_or_more: Any) -> list[Any]:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


PROBES: tuple[tuple[str, str, ProbeFunction], ...] = (
    ("schedules", "cloudformation:ListStackResources, scheduler:GetSchedule", read_schedules),
    ("dead letters", "sqs:GetQueueAttributes", count_dead_letters),
    ("alarms", "cloudformation:ListStackResources, cloudwatch:DescribeAlarms", read_alarms),
    ("subscriptions", "sns:ListSubscriptionsByTopic", count_subscribers),
    (
        "subscribers",
        "sns:ListSubscriptionsByTopic, sns:GetSubscriptionAttributes",
        compare_subscribers,
    ),
    (
        "SMS",
        "sns:GetSMSAttributes, sns:GetSMSSandboxAccountStatus, cloudwatch:GetMetricStatistics",
        read_sms_account,
    ),
    ("topics", "sns:GetTopicAttributes, kms:DescribeKey, kms:GetKeyPolicy", read_topic_access),
    ("budget", "budgets:ViewBudget", count_budgets),
)
"""The probes: what each examines, the permissions that it needs, and its function."""

MISSING = frozenset(
    {"ResourceNotFoundException", "NotFound", "NotFoundException", "ValidationError"}
    | {"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"}
)
"""Error codes that mean that a part of the stack is gone: no permission would help."""


@dataclass(frozen=True, slots=True)
class AwsProbe:
    """Probes a stack."""

    account: StackClients

    def look(self, at: datetime) -> Iterator[Observation]:
        """Implement `Probe`."""
        for about, permission, probe in PROBES:
            try:
                yield from probe(self.account, at)
            except (ClientError, BotoCoreError) as error:
                yield _failed_probe(about, permission, error)


def _failed_probe(about: str, permission: str, error: ClientError | BotoCoreError) -> Observation:
    if isinstance(error, ClientError) and error.response["Error"]["Code"] in MISSING:
        return NotAnswering(about=about, reason=f"a part of the stack is missing: {error}")
    return Unobserved(about=about, permission=permission, reason=f"found: {error}")
