"""The parameters of the template: what may be given, and who is then told."""

import json
import re
from typing import Any

import boto3
import pytest
from moto import mock_aws

from template import resources, template

SUBSCRIPTIONS = resources("AWS::SNS::Subscription")
PARAMETERS = template()["Parameters"]


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        ("Contact", ["me@example.org", "https://example.org/watch"], ["", "me", "example.org"]),
        ("Email", ["", "me@example.org"], ["me", "me@example", "a b@example.org"]),
        ("Phone", ["", "+14155550123"], ["4155550123", "+0123456789", "+1 415 555 0123"]),
        ("UsStateSchedule", ["rate(5 minutes)", "cron(0 * * * ? *)", "off"], ["", "5 minutes"]),
        ("DigestTimeZone", ["UTC", "Europe/Berlin", "Etc/GMT+3"], ["", "my zone"]),
        ("DigestDestinations", ["", "RU", "RU,UA,PT-20"], ["RU, UA", "russia", ","]),
        ("EvidenceUrl", ["", "https://example.org/pages"], ["http://example.org", "pages"]),
        (
            "KmsKeyArn",
            ["", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab"],
            ["alias/mine", "arn:aws:kms:eu-west-1:123456789012:alias/mine"],
        ),
    ],
)
def test_a_parameter_takes_what_aws_will_take(
    parameter: str, good: list[str], bad: list[str]
) -> None:
    """A wrong address found by the form costs a minute; found by SNS, an alert."""
    pattern = re.compile(PARAMETERS[parameter]["AllowedPattern"])
    assert [each for each in good if not pattern.search(each)] == []
    assert [each for each in bad if pattern.search(each)] == []


def test_only_a_contact_must_be_given() -> None:
    """Whoever deploys for the first time has one question to answer."""
    assert [name for name, each in PARAMETERS.items() if "Default" not in each] == ["Contact"]


def test_the_console_asks_for_every_parameter_in_some_group() -> None:
    """What is in no group is asked for last, under Other, where nobody looks."""
    groups = template()["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    asked = [name for each in groups for name in each["Parameters"]]
    assert sorted(asked) == sorted(PARAMETERS)


def chosen(value: Any, severity: int) -> Any:
    """Return a filter policy as it is for a minimum severity, with a digest."""
    if isinstance(value, dict) and "Fn::If" in value:
        condition, if_true, if_false = value["Fn::If"]
        is_true = condition in ("HasDigest", f"SmsFrom{severity}")
        return chosen(if_true if is_true else if_false, severity)
    if isinstance(value, dict):
        return {key: chosen(each, severity) for key, each in value.items()}
    return [chosen(each, severity) for each in value] if isinstance(value, list) else value


def attributes(**said: Any) -> dict[str, Any]:
    """Write message attributes as the notifier does."""
    kinds = {str: "String", int: "Number", list: "String.Array"}
    return {
        name: {
            "DataType": kinds[type(value)],
            "StringValue": json.dumps(value) if isinstance(value, list) else str(value),
        }
        for name, value in said.items()
    }


def hears(subscription: str, minimum: int = 1, **said: Any) -> bool:
    """Tell whether a subscription of the template hears a message, on a queue in its place."""
    with mock_aws():
        sns, sqs = (boto3.client(each, region_name="eu-west-1") for each in ("sns", "sqs"))
        topic = sns.create_topic(Name="alerts")["TopicArn"]
        queue = sqs.create_queue(QueueName="twin")["QueueUrl"]
        policy = json.dumps(chosen(SUBSCRIPTIONS[subscription]["FilterPolicy"], minimum))
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
        sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=arn["QueueArn"],
            Attributes={"FilterPolicy": policy, "FilterPolicyScope": "MessageAttributes"},
        )
        sns.publish(TopicArn=topic, Message="x", MessageAttributes=attributes(**said))
        return "Messages" in sqs.receive_message(QueueUrl=queue)


@pytest.mark.parametrize(
    ("said", "is_heard"),
    [
        ({"channels": ["email", "sms", "data"], "urgency": "urgent", "severity": 3}, True),
        ({"channels": ["email", "sms", "data"], "urgency": "urgent"}, True),
        ({"channels": ["sms"], "urgency": "urgent", "severity": 4}, True),
        ({"channels": ["sms"], "urgency": "urgent", "severity": 2}, False),
        ({"channels": ["email", "sms"], "urgency": "normal", "severity": 4}, False),
        ({"channels": ["email"], "urgency": "urgent", "severity": 4}, False),
        ({"channels": ["digest"]}, False),
    ],
)
def test_a_phone_hears_what_is_urgent_and_grave_enough_alone(
    said: dict[str, Any], *, is_heard: bool
) -> None:
    """A phone that rings for every sentence is switched off, and a notice has no severity."""
    assert hears("PhoneSubscription", minimum=3, **said) == is_heard


@pytest.mark.parametrize(
    ("said", "is_heard"),
    [
        ({"channels": ["email", "sms", "data"], "urgency": "normal"}, True),
        ({"channels": ["digest"]}, True),
        ({"channels": ["sms", "data"], "urgency": "urgent"}, False),
    ],
)
def test_an_email_address_hears_what_is_worded_for_email(
    said: dict[str, Any], *, is_heard: bool
) -> None:
    """In a storm the same alert goes to phones by itself, and to emails in a group."""
    assert hears("EmailSubscription", **said) == is_heard


@pytest.mark.parametrize("name", ["EmailSubscription", "PhoneSubscription"])
def test_a_filter_changes_after_the_function_that_states_what_it_asks_for(name: str) -> None:
    """In an upgrade, an alert in between would pass no filter, and be told to nobody."""
    assert template()["Resources"][name]["DependsOn"] == "NotifyFunction"
