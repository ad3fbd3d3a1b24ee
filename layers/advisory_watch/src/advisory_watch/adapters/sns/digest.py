"""Publish the digest to Amazon SNS, which delivers it to its subscribers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisory_watch.adapters.sns.topic import Topic
from advisory_watch.core.message import CHANNELS, Attribute, Channel

if TYPE_CHECKING:
    from mypy_boto3_sns.client import SNSClient

    from advisory_watch.core.messages.digest import DigestMessage

ATTRIBUTES: dict[str, Attribute] = {CHANNELS: (Channel.DIGEST.value,), "urgency": "normal"}
"""Attributes for subscription filters: phones take urgent messages or the channel `sms`.

The digest is neither.
"""


class SnsBulletin:
    """Implement `Bulletin` with one publication to the topic of the subscribers."""

    def __init__(self, client: SNSClient, topic_arn: str) -> None:
        self._topic = Topic(client, topic_arn)

    def send(self, message: DigestMessage) -> None:
        """Publish the digest: prose for emails, the JSON document for programs."""
        forms = {"default": message.document, "email": message.email}
        self._topic.publish("digest", message.subject, forms, ATTRIBUTES)
