"""Test subscriptions at SNS: on moto, and with its refusals."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber

from advisory_watch.adapters.sns_subscriptions import SnsSubscriptions
from advisory_watch.core.alert_batch import Channel
from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import Protocol, SubscriptionFilter, filter_policy
from support.aws.deployed_stack import deployed
from support.scenarios.stores import envelopes

POLICY = filter_policy(
    SubscriptionFilter(channel=Channel.DATA, destinations=("RU",), min_severity=3)
)
OTHER = filter_policy(SubscriptionFilter(channel=Channel.DATA, is_urgent_only=True))
LETTERS = "arn:aws:sqs:eu-west-1:123456789012:letters"


@pytest.fixture
def outputs() -> Iterator[dict[str, str]]:
    """Deploy the stack."""
    with deployed() as outputs:
        yield outputs


def a_list(outputs: dict[str, str]) -> SnsSubscriptions:
    """Open the subscriptions of its topic of alerts."""
    return SnsSubscriptions(boto3.client("sns"), outputs["AlertsTopic"], LETTERS)


def a_queue() -> tuple[str, str]:
    """Create a queue; return its URL and its ARN."""
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="mine")["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, found["Attributes"]["QueueArn"]


def publish(topic: str, **attributes: Any) -> None:
    """Publish a message with texts, numbers and lists as attributes."""
    typed: dict[str, Any] = {}
    for name, value in attributes.items():
        if isinstance(value, list):
            typed[name] = {"DataType": "String.Array", "StringValue": json.dumps(value)}
        else:
            kind = "Number" if isinstance(value, int) else "String"
            typed[name] = {"DataType": kind, "StringValue": str(value)}
    boto3.client("sns").publish(TopicArn=topic, Message='{"id": 1}', MessageAttributes=typed)


def test_a_queue_gets_bare_documents_that_match_its_filter(outputs: dict[str, str]) -> None:
    """The filter must apply from the first message on, and programs parse no envelope."""
    url, arn = a_queue()
    assert a_list(outputs).add(Protocol.SQS, arn, POLICY)
    topic, usual = outputs["AlertsTopic"], {"channels": ["data", "email"], "urgency": "normal"}
    publish(topic, destination="RU", severity=4, **usual)
    publish(topic, destination=["KW", "RU"], severity=1, from_severity=3, **usual)
    publish(topic, destination="RU", **{**usual, "urgency": "urgent"})
    publish(topic, destination="KW", severity=4, **usual)
    publish(topic, destination="RU", severity=2, from_severity=1, **usual)
    publish(topic, destination="RU", severity=4, **{**usual, "channels": ["sms"]})
    assert envelopes(boto3.client, url) == [{"id": 1}] * 3


def test_a_new_subscription_is_listed_with_its_filter(outputs: dict[str, str]) -> None:
    """A change must replace the filter, and an ended subscription must be gone."""
    listed = a_list(outputs)
    listed.add(Protocol.HTTPS, "https://example.org/hook", POLICY)
    (first,) = listed.each()
    assert (first.protocol, first.endpoint) == ("https", "https://example.org/hook")
    assert first.arn is not None
    assert first.policy == POLICY
    listed.change(first.arn, OTHER)
    (changed,) = listed.each()
    assert changed.policy == OTHER
    attributes = boto3.client("sns").get_subscription_attributes(SubscriptionArn=first.arn)
    assert attributes["Attributes"]["FilterPolicyScope"] == "MessageAttributes"
    assert json.loads(attributes["Attributes"]["RedrivePolicy"])["deadLetterTargetArn"] == LETTERS
    assert attributes["Attributes"].get("RawMessageDelivery") != "true"
    listed.end(first.arn)
    assert list(listed.each()) == []


def test_a_subscription_without_a_filter_can_get_one(outputs: dict[str, str]) -> None:
    """Subscriptions made by hand in the console have no filter."""
    topic = outputs["AlertsTopic"]
    boto3.client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.org")
    listed = a_list(outputs)
    (bare,) = listed.each()
    assert bare.policy is None
    listed.change(str(bare.arn), OTHER)
    assert [subscription.policy for subscription in listed.each()] == [OTHER]


@pytest.mark.usefixtures("outputs")
def test_a_pending_subscription_has_neither_arn_nor_filter() -> None:
    """SNS writes a word instead of the ARN; moto cannot show this, since it confirms everything."""
    client = boto3.client("sns", region_name="eu-west-1")
    common: Any = {"Owner": "1", "Protocol": "email", "TopicArn": "t"}
    page = [
        {**common, "SubscriptionArn": "PendingConfirmation", "Endpoint": "a@example.org"},
        {**common, "SubscriptionArn": "Deleted", "Endpoint": "b@example.org"},
    ]
    with Stubber(client) as stub:
        stub.add_response("list_subscriptions_by_topic", {"Subscriptions": page})
        (waiting,) = SnsSubscriptions(client, "t").each()
    assert (waiting.endpoint, waiting.arn, waiting.policy) == ("a@example.org", None, None)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("AuthorizationError", "permission sns:Unsubscribe"),
        ("FilterPolicyLimitExceeded", "higher quota"),
        ("InvalidParameter", "found InvalidParameter: because"),
    ],
)
@pytest.mark.usefixtures("outputs")
def test_a_refusal_says_what_to_do(code: str, advice: str) -> None:
    """An AWS error code does not tell the user what to do."""
    client = boto3.client("sns", region_name="eu-west-1")
    with Stubber(client) as stub:
        stub.add_client_error("unsubscribe", code, "because")
        with pytest.raises(UsageError, match=advice):
            SnsSubscriptions(client, "t").end("arn:1")


def test_a_missing_network_is_reported_in_a_sentence() -> None:
    """A traceback of five libraries hides that the cable is out."""

    class Unplugged:
        def unsubscribe(self, **_asked: str) -> None:
            raise EndpointConnectionError(endpoint_url="https://sns.example")

    unplugged: Any = Unplugged()
    with pytest.raises(UsageError, match="expected Amazon SNS to answer"):
        SnsSubscriptions(unplugged, "t").end("arn:1")
