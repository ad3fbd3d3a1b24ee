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
    from collections.abc import Callable

    from mypy_boto3_sns.client import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

    from advisory_watch.core.alerts import Alert
    from advisory_watch.core.message import Message

    Attributes = dict[str, MessageAttributeValueTypeDef]


class SnsNotifier:
    """Keep the promise of `Notifier` with one publication an alert.

    `render` words an alert for each kind of reader. Programs (queues, webhooks,
    functions) get the JSON document; emails and phones get prose.
    Alerts for operators go to `operators_topic_arn`. Where there is no such topic they
    go to nobody and count as sent: the log and the metrics tell the same story.
    """

    def __init__(
        self,
        client: SNSClient,
        topic_arn: str,
        render: Callable[[Alert], Message],
        operators_topic_arn: str | None = None,
    ) -> None:
        self._client = client
        self._topic_arns = {
            Audience.SUBSCRIBERS: topic_arn,
            Audience.OPERATORS: operators_topic_arn,
        }
        self._render = render

    def send(self, alert: Alert) -> None:
        """Publish one alert to the topic of its audience."""
        topic_arn = self._topic_arns[alert.audience]
        if topic_arn is None:
            return
        message = self._render(alert)
        try:
            self._client.publish(
                TopicArn=topic_arn,
                Subject=_subject(message.subject),
                Message=_bodies(message),
                MessageStructure="json",
                MessageAttributes=_attributes(alert),
            )
        except (ClientError, BotoCoreError) as error:
            refusal = f"{alert.id}: expected SNS to accept it, found {error}"
            raise DeliveryFailed(refusal) from error


def _bodies(message: Message) -> str:
    """Write all forms; letters as they are, since an escaped one takes thrice the room."""
    forms = {"default": message.document, "email": message.email, "sms": message.sms}
    return json.dumps(forms, ensure_ascii=False)


def _subject(text: str) -> str:
    """Make sure that SNS takes the subject: a name with an accent must not stop an alert."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(ascii_text.split())[:SUBJECT_MAX_CHARS]


def _attributes(alert: Alert) -> Attributes:
    """Return what subscribers filter on; what has no value is left out."""
    severity = alert.after.severity if alert.after else None
    from_severity = alert.before.severity if alert.before else None
    words = {
        "source": alert.source,
        "destination": alert.destination,
        "kind": alert.kind,
        "urgency": "urgent" if alert.is_urgent else "normal",
    }
    numbers = {"severity": severity, "from_severity": from_severity}
    attributes: Attributes = {
        name: {"DataType": "String", "StringValue": word} for name, word in words.items() if word
    }
    attributes |= {
        name: {"DataType": "Number", "StringValue": str(number.value)}
        for name, number in numbers.items()
        if number is not None
    }
    return attributes
