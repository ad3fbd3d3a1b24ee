"""Publish alerts to Amazon SNS, which delivers them to emails, phones, queues and webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisory_watch.adapters.sns.topic import Topic
from advisory_watch.core.alerts import Audience

if TYPE_CHECKING:
    from mypy_boto3_sns.client import SNSClient

    from advisory_watch.core.message import Publication


class SnsNotifier:
    """Implement `Notifier` with one call for each publication.

    Programs (queues, webhooks, functions) get the JSON document; emails and phones get prose.
    Messages for operators go to `operators_topic_arn`. Without such a topic they are dropped and
    count as sent: the log and the metrics report the same.
    """

    def __init__(
        self, client: SNSClient, topic_arn: str, operators_topic_arn: str | None = None
    ) -> None:
        self._topics = {Audience.SUBSCRIBERS: Topic(client, topic_arn)}
        if operators_topic_arn is not None:
            self._topics[Audience.OPERATORS] = Topic(client, operators_topic_arn)

    def send(self, publication: Publication) -> None:
        """Publish to the topic of the audience."""
        topic = self._topics.get(publication.audience)
        if topic is None:
            return
        message = publication.message
        forms = {"default": message.document, "email": message.email, "sms": message.sms}
        topic.publish(publication.id, message.subject, forms, publication.attributes)
