"""The resources of channels.yaml on moto, between a topic and channels on this machine."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import single_transmission
from advisory_watch.core.messages import build_publication
from support.aws.iam_permissions import Permission, permissions
from support.aws.moto_stack import Context, drop_logger, load_handler
from support.aws.template import functions, resources

WHERE = "channels.yaml"
FUNCTION = functions(WHERE)["ChannelsFunction"]


class ChannelsStack:
    """Topics with the subscriptions of the template, its queue and table, and a secret.

    `asked` holds the permissions that the function has used so far.
    """

    def __init__(self) -> None:
        self.asked: set[Permission] = set()
        self.sqs: Any = boto3.client("sqs")
        self.dynamodb: Any = boto3.client("dynamodb")
        self.secrets: Any = boto3.client("secretsmanager")
        table = resources("AWS::DynamoDB::Table", WHERE)["Received"]
        layout = {key: table[key] for key in ("KeySchema", "AttributeDefinitions", "BillingMode")}
        self.dynamodb.create_table(TableName="received", **layout)
        self.secret = self.secrets.create_secret(Name="channels", SecretString="-")["ARN"]
        self.queue: str = self.sqs.create_queue(QueueName="alerts")["QueueUrl"]
        self.topics = {name: self._subscribed(name) for name in ("Alerts", "Operators")}
        self.notifier = SnsNotifier(
            boto3.client("sns"), self.topics["Alerts"], self.topics["Operators"]
        )

    def _subscribed(self, name: str) -> str:
        """Create a topic; subscribe the queue with the properties of the template."""
        sns: Any = boto3.client("sns")
        arn: str = sns.create_topic(Name=name.lower())["TopicArn"]
        wanted = resources("AWS::SNS::Subscription", WHERE)[f"{name}Subscription"]
        assert wanted["TopicArn"] == {"Ref": f"{name}Topic"}
        named = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])
        sns.subscribe(
            TopicArn=arn,
            Protocol=wanted["Protocol"],
            Endpoint=named["Attributes"]["QueueArn"],
            Attributes={
                "FilterPolicy": json.dumps(wanted["FilterPolicy"]),
                "FilterPolicyScope": wanted["FilterPolicyScope"],
                "RawMessageDelivery": str(wanted["RawMessageDelivery"]).lower(),
            },
        )
        return arn

    def write_channels(self, text: str) -> None:
        """Replace the content of the secret."""
        self.secrets.put_secret_value(SecretId=self.secret, SecretString=text)

    def publish(self, *alerts: Alert, site_url: str = "", evidence_url: str = "") -> None:
        """Publish alerts as the main stack does, one by one."""
        for alert in alerts:
            dispatch = single_transmission(alert)
            publication = build_publication(dispatch, str.upper, evidence_url, site_url)
            self.notifier.send(publication)

    def received(self) -> list[dict[str, Any]]:
        """Take all messages out of the queue, as Lambda hands them to the function."""
        records: list[dict[str, Any]] = []
        while messages := self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            records += [
                {"messageId": message["MessageId"], "body": message["Body"]} for message in messages
            ]
        return records

    def invoke(self, records: list[dict[str, Any]] | None) -> Any:
        """Invoke the function with messages of the queue; None is a test event."""
        context = Context(function_name="channels", remaining_s=FUNCTION["Timeout"])
        references = {"ChannelsSecret": self.secret, "Received": "received"}
        with pytest.MonkeyPatch.context() as patch, self._recorded_calls():
            for name, value in FUNCTION["Environment"].items():
                patch.setenv(name, references[value["Ref"]] if isinstance(value, dict) else value)
            drop_logger("channels")
            return load_handler(FUNCTION)({} if records is None else {"Records": records}, context)

    def unfinished(self, records: list[dict[str, Any]]) -> list[str]:
        """Invoke the function; return the ids of the messages that come again."""
        answer = self.invoke(records)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    @contextmanager
    def _recorded_calls(self) -> Iterator[None]:
        session = boto3.DEFAULT_SESSION
        assert session is not None

        def record_call(params: dict[str, Any], model: Any, **_more: object) -> None:
            self.asked |= set(permissions(model, params))

        session.events.register("before-parameter-build", record_call)
        try:
            yield
        finally:
            session.events.unregister("before-parameter-build", record_call)
