"""Hands the digest to Amazon SNS, which brings it to those who asked for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import DeliveryFailed

if TYPE_CHECKING:
    from mypy_boto3_sns.client import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

    from advisory_watch.core.messages.digest import DigestMessage

ATTRIBUTES: dict[str, MessageAttributeValueTypeDef] = {
    "channels": {"DataType": "String.Array", "StringValue": json.dumps(["digest"])},
    "urgency": {"DataType": "String", "StringValue": "normal"},
}
"""What subscribers filter on: a phone takes what is urgent, or what is for `sms`, and not this."""


class SnsBulletin:
    """Keep the promise of `Bulletin` with one publication to the topic of the subscribers."""

    def __init__(self, client: SNSClient, topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def send(self, message: DigestMessage) -> None:
        """Publish the digest: prose for emails, the JSON document for programs."""
        forms = {"default": message.document, "email": message.email}
        try:
            self._client.publish(
                TopicArn=self._topic_arn,
                Subject=message.subject,
                Message=json.dumps(forms, ensure_ascii=False),
                MessageStructure="json",
                MessageAttributes=ATTRIBUTES,
            )
        except (ClientError, BotoCoreError) as error:
            refusal = f"digest: expected SNS to accept it, found {error}"
            raise DeliveryFailed(refusal) from error
