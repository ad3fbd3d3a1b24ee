"""The parameters of the template: accepted values, and who receives which alerts."""

import json
import re
from typing import Any

import boto3
import pytest
from moto import mock_aws

from support.aws.template import resources, template

SUBSCRIPTIONS = resources("AWS::SNS::Subscription")
PARAMETERS = template()["Parameters"]


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        ("Contact", ["me@example.org", "https://example.org/watch"], ["", "me", "example.org"]),
        ("Email", ["", "me@example.org"], ["me", "me@example", "a b@example.org"]),
        ("Phone", ["", "+14155550123"], ["4155550123", "+0123456789", "+1 415 555 0123"]),
        (
            "CheckSchedules",
            ["rate(5 minutes)", "rate(1 minute)", "rate(2 hours)", "off"],
            [
                "",
                "5 minutes",
                "rate(5 mins)",
                "rate(1 minutes)",
                "rate(0 minutes)",
                "rate(5 minute)",
            ],
        ),
        ("SourcesOff", ["", "us_state", "us_embassies,jp_mofa_mail"], ["us", "us_state,", "a b"]),
        (
            "DigestTimeZone",
            ["UTC", "Europe/Berlin", "Etc/GMT+3", "America/Port-au-Prince", "Africa/Dar_es_Salaam"],
            ["", "my zone", "Berlin", "CET+1", "Europe/berlin", "Europa/Berlin"],
        ),
        ("SiteUrl", ["", "https://advice.example.org"], ["http://a.org", "https://a.org/"]),
        (
            "PermissionsBoundary",
            ["", "arn:aws:iam::123456789012:policy/bound"],
            ["bound", "arn:aws:iam::123456789012:role/bound"],
        ),
        ("DigestDestinations", ["", "RU", "RU,UA,PT-20"], ["RU, UA", "russia", ","]),
        ("EvidenceUrl", ["", "https://example.org/pages"], ["http://example.org", "pages"]),
        (
            "KmsKeyArn",
            ["", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab"],
            ["alias/mine", "arn:aws:kms:eu-west-1:123456789012:alias/mine"],
        ),
    ],
)
def test_a_parameter_accepts_what_aws_accepts(
    parameter: str, good: list[str], bad: list[str]
) -> None:
    """A bad address refused by the form costs a minute; refused later by SNS, an alert."""
    pattern = re.compile(PARAMETERS[parameter]["AllowedPattern"])
    assert [value for value in good if not pattern.search(value)] == []
    assert [value for value in bad if pattern.search(value)] == []


def test_an_address_for_alarms_is_required() -> None:
    """An alarm that no person gets is no alarm."""
    (assertion,) = template()["Rules"]["SomebodyHearsAlarms"]["Assertions"]
    empty = [{"Fn::Equals": [{"Ref": name}, ""]} for name in ("Email", "OperatorEmail")]
    assert assertion["Assert"] == {"Fn::Not": [{"Fn::And": empty}]}
    endpoint = SUBSCRIPTIONS["OperatorSubscription"]["Endpoint"]
    assert endpoint == {"Fn::If": ["HasOperatorEmail", {"Ref": "OperatorEmail"}, {"Ref": "Email"}]}


def test_only_the_contact_has_no_default() -> None:
    """A first deployment must ask only one question."""
    assert [name for name, parameter in PARAMETERS.items() if "Default" not in parameter] == [
        "Contact"
    ]


def test_the_console_asks_for_every_parameter_in_some_group() -> None:
    """The console lists ungrouped parameters last, under Other, where owners overlook them."""
    groups = template()["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    asked = [name for group in groups for name in group["Parameters"]]
    assert sorted(asked) == sorted(PARAMETERS)


def chosen(value: Any) -> Any:
    """Resolve a filter policy with a digest."""
    if isinstance(value, dict) and "Fn::If" in value:
        condition, if_true, if_false = value["Fn::If"]
        return chosen(if_true if condition == "HasDigest" else if_false)
    if isinstance(value, dict):
        return {key: chosen(member) for key, member in value.items()}
    return [chosen(member) for member in value] if isinstance(value, list) else value


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


def hears(subscription: str, **said: Any) -> bool:
    """Return whether a subscription receives a message, with a queue in place of its endpoint."""
    with mock_aws():
        sns, sqs = (boto3.client(service, region_name="eu-west-1") for service in ("sns", "sqs"))
        topic = sns.create_topic(Name="alerts")["TopicArn"]
        queue = sqs.create_queue(QueueName="twin")["QueueUrl"]
        policy = json.dumps(chosen(SUBSCRIPTIONS[subscription]["FilterPolicy"]))
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
        ({"channels": ["sms"], "urgency": "urgent", "severity": 2}, True),
        ({"channels": ["email", "sms"], "urgency": "normal", "severity": 4}, False),
        ({"channels": ["email"], "urgency": "urgent", "severity": 4}, False),
        ({"channels": ["digest"]}, False),
    ],
)
def test_a_phone_receives_every_urgent_alert_and_no_other(
    said: dict[str, Any], *, is_heard: bool
) -> None:
    """People mute a phone with an SMS for every change. What is urgent has any severity."""
    assert hears("PhoneSubscription", **said) == is_heard


@pytest.mark.parametrize(
    ("said", "is_heard"),
    [
        ({"channels": ["email", "sms", "data"], "urgency": "normal"}, True),
        ({"channels": ["digest"]}, True),
        ({"channels": ["sms", "data"], "urgency": "urgent"}, False),
    ],
)
def test_an_email_address_receives_messages_for_email(
    said: dict[str, Any], *, is_heard: bool
) -> None:
    """In a burst, an alert goes to phones individually and to email in a group."""
    assert hears("EmailSubscription", **said) == is_heard


@pytest.mark.parametrize("name", ["EmailSubscription", "PhoneSubscription"])
def test_a_filter_changes_after_the_function_that_it_filters(name: str) -> None:
    """In an upgrade, a new filter would reject alerts of the old function: they would be lost."""
    assert template()["Resources"][name]["DependsOn"] == "NotifyFunction"
