"""Publish alerts and digests to Amazon SNS."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.alert_batch import CHANNELS, SUBJECT_MAX_CHARS, Attribute, Channel
from advisory_watch.core.errors import DeliveryFailed
from advisory_watch.core.source_event import Audience

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_sns.client import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

    from advisory_watch.core.alert_batch import Publication
    from advisory_watch.core.messages.digest import DigestMessage


SMS_TYPE: dict[str, MessageAttributeValueTypeDef] = {
    "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
}
"""Asks carriers for the most reliable route; else the account's default applies: `Promotional`."""


class SnsTopic:
    """One SNS topic; no other class publishes to it."""

    def __init__(self, client: SNSClient, arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(
        self, name: str, subject: str, forms: Mapping[str, str], attributes: Mapping[str, Attribute]
    ) -> None:
        """Publish one form of a message for each carrier; `name` identifies it in errors.

        Raises `DeliveryFailed`. Letters beyond ASCII are not escaped: an escaped one takes three
        times the room, and SNS limits all forms together to 256 kB.
        """
        values = {attribute: _attribute(value) for attribute, value in attributes.items()}
        if "sms" in forms:
            values |= SMS_TYPE
        try:
            self._client.publish(
                TopicArn=self._arn,
                Subject=_subject(subject),
                Message=json.dumps(forms, ensure_ascii=False),
                MessageStructure="json",
                MessageAttributes=values,
            )
        except (ClientError, BotoCoreError) as error:
            raise DeliveryFailed(f"{name}: expected SNS to accept it, found {error}") from error


def _subject(text: str) -> str:
    """Make the subject acceptable to SNS: a name with an accent must not stop an alert."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = "".join(character if character.isprintable() else " " for character in ascii_text)
    return " ".join(plain.split())[:SUBJECT_MAX_CHARS]


def _attribute(value: Attribute) -> MessageAttributeValueTypeDef:
    match value:
        case str():
            return {"DataType": "String", "StringValue": value}
        case int():
            return {"DataType": "Number", "StringValue": str(value)}
        case _:
            return {"DataType": "String.Array", "StringValue": json.dumps(value)}


class SnsNotifier:
    """Implement `Notifier` with one call for each publication.

    Programs (queues, webhooks, functions) get the JSON document; emails and phones get prose.
    Messages for operators go to `operators_topic_arn`. Without such a topic they are dropped and
    count as sent: the log and the metrics report the same.
    """

    def __init__(
        self, client: SNSClient, topic_arn: str, operators_topic_arn: str | None = None
    ) -> None:
        arns = {Audience.SUBSCRIBERS: topic_arn, Audience.OPERATORS: operators_topic_arn}
        self._topics = {
            audience: SnsTopic(client, arn) for audience, arn in arns.items() if arn is not None
        }

    def send(self, publication: Publication) -> None:
        topic, message = self._topics.get(publication.audience), publication.message
        if topic is not None:
            forms = {"default": message.document, "email": message.email, "sms": message.sms}
            topic.publish(publication.id, message.subject, forms, publication.attributes)


ATTRIBUTES: dict[str, Attribute] = {CHANNELS: (Channel.DIGEST.value,), "urgency": "normal"}
"""Subscription filters of phones take urgent messages or the channel `sms`: no digest."""


OPERATOR_ATTRIBUTES: dict[str, Attribute] = {
    CHANNELS: (Channel.EMAIL.value, Channel.DATA.value),
    "urgency": "normal",
}


class SnsDigestNotifier:
    """Implement `DigestNotifier` with one publication to the topic of the subscribers."""

    def __init__(self, client: SNSClient, topic_arn: str) -> None:
        self._topic = SnsTopic(client, topic_arn)

    def send(self, message: DigestMessage) -> None:
        forms = {"default": message.document, "email": message.email}
        self._topic.publish("digest", message.subject, forms, ATTRIBUTES)


class SnsOperatorNotifier:
    """Implement `OperatorNotifier`; without a topic, the log and the metric report the same."""

    def __init__(self, client: SNSClient, topic_arn: str | None) -> None:
        self._topic = SnsTopic(client, topic_arn) if topic_arn else None

    def send(self, subject: str, text: str) -> None:
        if self._topic is not None:
            forms = {"default": text, "email": text}
            self._topic.publish("notice", subject, forms, OPERATOR_ATTRIBUTES)


TRIAL_SUBJECT = "TEST of Advisory Watch: your subscription works"
TRIAL_TEXT = (
    "This is a test of Advisory Watch. Your subscription works. No advice has changed, and there "
    "is nothing to do."
)


class SnsTrialSender:
    """Implement `TrialSender`: one publication to the topic, which only its filter lets pass."""

    def __init__(self, client: SNSClient, topic_arn: str) -> None:
        self._topic = SnsTopic(client, topic_arn)

    def send(self, attributes: Mapping[str, Attribute]) -> None:
        document = json.dumps({"kind": "test", "text": TRIAL_TEXT})
        forms = {"default": document, "email": f"{TRIAL_TEXT}\n", "sms": f"TEST. {TRIAL_TEXT}"}
        self._topic.publish("test", TRIAL_SUBJECT, forms, attributes)
