"""Test the probes of a deployed stack on moto."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from advisory_watch.adapters.aws_status import AwsProbe, StackClients, compare_subscribers
from advisory_watch.core import doctor_facts as seen
from advisory_watch.core.doctor_facts import Observation
from support.aws.deployed_stack import deployed

NOW = datetime.now(UTC).replace(microsecond=0)
"""Moto keeps only the metrics of the last days."""


@pytest.fixture
def account() -> Iterator[StackClients]:
    """Deploy the stack."""
    with deployed() as outputs:
        yield StackClients(
            client=client,
            name="advisory-watch",
            outputs=outputs,
            parameters={"CaGacSchedule": "off"},
        )


def client(service: str) -> Any:
    """Make a client of the account."""
    make: Any = boto3.client
    return make(service)


def looked(account: StackClients) -> list[Observation]:
    """Run all probes."""
    return list(AwsProbe(account).look(NOW))


def of(facts: list[Observation], kind: type) -> list[Any]:
    """Return the results of one kind."""
    return [fact for fact in facts if isinstance(fact, kind)]


def test_dead_letters_alarms_and_budgets_are_reported(account: StackClients) -> None:
    """These are the parts that fail silently."""
    letters = account.outputs["DeliveryDeadLetters"]
    boto3.client("sqs").send_message(QueueUrl=letters, MessageBody="x")
    facts = looked(account)
    assert {queue.output: queue.messages for queue in of(facts, seen.DeadLetters)} == {
        "NotifyDeadLetters": 0,
        "DeliveryDeadLetters": 1,
    }
    (alarm,) = of(facts, seen.AlarmState)
    assert not alarm.is_silent
    assert of(facts, seen.BudgetCount) == [seen.BudgetCount(number=0)]
    assert of(facts, seen.Unobserved) == []


def test_subscribers_are_counted_without_their_addresses(account: StackClients) -> None:
    """A finding is pasted into a ticket."""
    sns, topic = boto3.client("sns"), account.outputs["AlertsTopic"]
    sns.subscribe(TopicArn=topic, Protocol="sms", Endpoint="+919876543210")
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="ann@example.org")
    facts = looked(account)
    alerts, operators = of(facts, seen.TopicSubscribers)
    assert (alerts.confirmed, alerts.waiting, operators.confirmed) == (2, 0, 0)
    assert alerts.phone_prefixes == ("+9", "+91", "+919")
    assert "9876543210" not in repr(facts)
    assert "ann@" not in repr(facts)
    (texting,) = of(facts, seen.SmsAccount)
    assert texting == seen.SmsAccount(is_in_sandbox=True, limit=1.0, spent=0.0)


def test_publish_rights_and_key_rights_are_reported(account: StackClients) -> None:
    """An alarm without the right to publish is refused silently."""
    service = {"Service": ["cloudwatch.amazonaws.com"]}
    statement = {"Effect": "Allow", "Principal": service, "Resource": "*"}
    key_policy = {"Statement": [{**statement, "Action": ["kms:Decrypt", "kms:GenerateDataKey*"]}]}
    key = boto3.client("kms").create_key(Policy=json.dumps(key_policy))["KeyMetadata"]["KeyId"]
    sns, topic = boto3.client("sns"), account.outputs["OperatorsTopic"]
    policy = {"Version": "2012-10-17", "Statement": [{**statement, "Action": "sns:Publish"}]}
    for name, value in (("Policy", json.dumps(policy)), ("KmsMasterKeyId", key)):
        sns.set_topic_attributes(TopicArn=topic, AttributeName=name, AttributeValue=value)
    alerts, operators = of(looked(account), seen.TopicAccess)
    assert alerts.key_services is None
    assert operators.services == operators.key_services == {"cloudwatch.amazonaws.com"}
    assert (operators.key_id, operators.key_state) == (key, "Enabled")


@pytest.mark.parametrize(("state", "is_enabled"), [("ENABLED", True), ("DISABLED", False)])
def test_a_schedule_is_reported_with_its_source(
    account: StackClients, state: str, *, is_enabled: bool
) -> None:
    """A person who switched off a schedule by hand forgets it."""
    target = {"Arn": "arn:aws:lambda:::x", "RoleArn": "arn:aws:iam::1:role/x"}
    boto3.client("scheduler").create_schedule(
        Name="made",
        ScheduleExpression="rate(5 minutes)",
        FlexibleTimeWindow={"Mode": "OFF"},
        State=state,
        Target={**target, "Input": '{"sources": ["ca_gac"]}'},
    )
    with_schedule = AwsProbe(_WithSchedule(account))  # type: ignore[arg-type]
    (schedule,) = of(list(with_schedule.look(NOW)), seen.ScheduleState)
    assert (schedule.source, schedule.is_enabled, schedule.is_wanted) == (
        "ca_gac",
        is_enabled,
        False,
    )


class _WithSchedule:
    """An account whose stack has a schedule, which moto's CloudFormation cannot make."""

    def __init__(self, account: StackClients) -> None:
        self.account = account

    def __getattr__(self, name: str) -> Any:
        return getattr(self.account, name)

    def list_resources(self, kind: str) -> list[str]:
        """Return the id of the schedule."""
        return ["made"] if kind == "AWS::Scheduler::Schedule" else self.account.list_resources(kind)


def test_who_should_be_subscribed_is_compared_with_who_is(account: StackClients) -> None:
    """A link scanner ended a subscription, and CloudFormation does not restore it."""
    sns = client("sns")
    topic = account.outputs["AlertsTopic"]
    sns.subscribe(TopicArn=topic, Protocol="sms", Endpoint="+15551234567")
    parameters = {
        "Email": "ann@example.org",
        "Phone": "+15551234567",
        "OperatorEmail": "****",
        "Contact": "x",
    }
    expected = of(looked(replace(account, parameters=parameters)), seen.ExpectedSubscriber)
    assert [(found.parameter, found.endpoint, found.state) for found in expected] == [
        ("Email", "a***@example.org", seen.SubscriberState.MISSING),
        ("Phone", "+15…67", seen.SubscriberState.CONFIRMED),
    ]


@pytest.mark.parametrize(
    ("arn", "is_authenticated", "state"),
    [
        ("PendingConfirmation", "", seen.SubscriberState.PENDING),
        ("Deleted", "", seen.SubscriberState.MISSING),
        ("arn:aws:sns:eu-west-1:1:a:1", "false", seen.SubscriberState.OPEN),
        ("arn:aws:sns:eu-west-1:1:a:1", "true", seen.SubscriberState.CONFIRMED),
    ],
)
def test_each_state_of_a_subscription_is_told_apart(
    account: StackClients, arn: str, is_authenticated: str, state: seen.SubscriberState
) -> None:
    """Moto confirms every email at once, so these answers are written by hand."""
    sns = client("sns")
    topic = account.outputs["AlertsTopic"]
    summary = {"SubscriptionArn": arn, "Protocol": "email", "Endpoint": "Ann@example.org"}
    with Stubber(sns) as stub:
        stub.add_response("list_subscriptions_by_topic", {"Subscriptions": [summary]})
        if is_authenticated:
            attributes = {"ConfirmationWasAuthenticated": is_authenticated}
            stub.add_response("get_subscription_attributes", {"Attributes": attributes})
        account = replace(account, client=lambda _: sns, parameters={"Email": "ann@example.org"})
        (found,) = compare_subscribers(account, NOW)
    assert (found.state, topic) == (state, account.outputs["AlertsTopic"])
