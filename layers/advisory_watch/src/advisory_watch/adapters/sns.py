"""Hands alerts to Amazon SNS, which brings them to emails, phones, queues and webhooks."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.alerts import Audience
from advisory_watch.core.errors import DeliveryFailed
from advisory_watch.core.message import SUBJECT_MAX_CHARS

if TYPE_CHECKING:
    from mypy_boto3_sns.client import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

    from advisory_watch.core.message import Attribute, Message, Publication


class SnsNotifier:
    """Keep the promise of `Notifier` with one call for each publication.

    Programs (queues, webhooks, functions) get the JSON document; emails and phones prose.
    What is for operators goes to `operators_topic_arn`. Where there is no such topic it
    goes to nobody and counts as sent: the log and the metrics tell the same story.
    """

    def __init__(
        self, client: SNSClient, topic_arn: str, operators_topic_arn: str | None = None
    ) -> None:
        self._client = client
        self._topic_arns = {
            Audience.SUBSCRIBERS: topic_arn,
            Audience.OPERATORS: operators_topic_arn,
        }

    def send(self, publication: Publication) -> None:
        """Publish to the topic of the audience."""
        topic_arn = self._topic_arns[publication.audience]
        if topic_arn is None:
            return
        message = publication.message
        try:
            self._client.publish(
                TopicArn=topic_arn,
                Subject=_subject(message.subject),
                Message=_bodies(message),
                MessageStructure="json",
                MessageAttributes={
                    name: _attribute(value) for name, value in publication.attributes.items()
                },
            )
        except (ClientError, BotoCoreError) as error:
            refusal = f"{publication.id}: expected SNS to accept it, found {error}"
            raise DeliveryFailed(refusal) from error


def _bodies(message: Message) -> str:
    """Write all forms; letters as they are, since an escaped one takes thrice the room."""
    forms = {"default": message.document, "email": message.email, "sms": message.sms}
    return json.dumps(forms, ensure_ascii=False)


def _subject(text: str) -> str:
    """Make sure that SNS takes the subject: a name with an accent must not stop an alert."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(ascii_text.split())[:SUBJECT_MAX_CHARS]


def _attribute(value: Attribute) -> MessageAttributeValueTypeDef:
    """Write a value in the type that filter policies expect of it."""
    match value:
        case str():
            return {"DataType": "String", "StringValue": value}
        case int():
            return {"DataType": "Number", "StringValue": str(value)}
        case _:
            return {"DataType": "String.Array", "StringValue": json.dumps(value)}
