"""chat.yaml: what reaches the channel, and what its members may not do."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from advisory_watch.adapters.event_bus import EventBridgeBus
from advisory_watch.core.alert import build_correction
from advisory_watch.core.messages.chat import build_chat_notification
from advisory_watch.core.messages.event import render_event
from advisory_watch.core.source_event import Audience, SourceEvent
from support.aws.template import resources, template
from support.builders import NOON, an_alert

BUS = "advisories"
URGENT = an_alert(id="a" * 16, is_urgent=True)
NORMAL = an_alert(id="b" * 16, is_urgent=False)
CORRECTION = build_correction(URGENT, "A test page.", NOON)
BLIND = an_alert(
    id="c" * 16,
    kinds=(SourceEvent.BLIND.value,),
    audience=Audience.OPERATORS,
    **dict.fromkeys(("destination", "before", "after", "evidence")),
)


@pytest.fixture(params=[False, True], ids=["all", "urgent only"])
def rule(request: pytest.FixtureRequest) -> Iterator[tuple[bool, Any]]:
    """Put the rule of the template on a bus of an account, with a queue for the topic."""
    (wanted,) = resources("AWS::Events::Rule", "chat.yaml").values()
    pattern = json.loads(json.dumps(wanted["EventPattern"]))
    _, urgent_only, everything = pattern["detail"]["data"]["Fn::If"]
    pattern["detail"]["data"] = urgent_only if request.param else everything
    (target,) = wanted["Targets"]
    with mock_aws():
        boto3.setup_default_session(
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - moto asks for some
        )
        sqs: Any = boto3.client("sqs")
        url = sqs.create_queue(QueueName="chat")["QueueUrl"]
        named = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        events: Any = boto3.client("events")
        events.create_event_bus(Name=BUS)
        events.put_rule(Name="chat", EventBusName=BUS, EventPattern=json.dumps(pattern))
        arrival = {"Id": "chat", "Arn": named["Attributes"]["QueueArn"]}
        events.put_targets(Rule="chat", EventBusName=BUS, Targets=[arrival])
        yield request.param, lambda: received(sqs, url, target["InputPath"])


def received(sqs: Any, url: str, input_path: str) -> list[Any]:
    """Return what the rule let through, and of it the part at the path of its target."""
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    found = [json.loads(message["Body"]) for message in answer.get("Messages", [])]
    for member in input_path.removeprefix("$.").split("."):
        found = [event[member] for event in found]
    return found


def test_the_channel_gets_the_notifications_of_changes(rule: tuple[bool, Any]) -> None:
    """Operators have a topic of their own; a channel of a team is no place for faults."""
    is_urgent_only, arrived = rule
    alerts = (URGENT, NORMAL, CORRECTION, BLIND)
    sent = [render_event(alert, "US") for alert in alerts]
    assert list(EventBridgeBus(boto3.client("events"), BUS).put(sent)) == [None] * len(sent)
    wanted = (URGENT, CORRECTION) if is_urgent_only else (URGENT, NORMAL, CORRECTION)
    assert arrived() == [build_chat_notification(alert, "US") for alert in wanted]


@pytest.mark.parametrize(
    "kind",
    ["AWS::Chatbot::SlackChannelConfiguration", "AWS::Chatbot::MicrosoftTeamsChannelConfiguration"],
)
def test_members_of_the_channel_can_do_nothing_in_the_account(kind: str) -> None:
    """Without a guardrail, the service lets them run commands as administrators."""
    (channel,) = resources(kind, "chat.yaml").values()
    deny_all = {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AWSDenyAll"}
    assert channel["GuardrailPolicies"] == [deny_all]
    (role,) = resources("AWS::IAM::Role", "chat.yaml").values()
    assert set(role) == {"AssumeRolePolicyDocument"}
    assert channel["SnsTopicArns"] == [{"Ref": "Topic"}]


def test_only_the_rule_writes_to_the_topic_and_its_queue() -> None:
    """Anyone who may publish there speaks to the team in our name."""
    found = template("chat.yaml")["Resources"]
    for policy in ("TopicPolicy", "UndeliveredPolicy"):
        (statement,) = found[policy]["Properties"]["PolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "events.amazonaws.com"}
        arn = {"Fn::GetAtt": ["Rule", "Arn"]}
        assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": arn}}
