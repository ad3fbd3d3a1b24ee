"""Manage the subscriptions of an Amazon SNS topic."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import Protocol, Subscription

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_sns.client import SNSClient


ARN = "arn:"
"""Prefix of an ARN; SNS writes `PendingConfirmation` or `Deleted` instead if it has no ARN."""

PENDING = "PendingConfirmation"
DENIED = frozenset({"AuthorizationError", "AccessDenied", "AccessDeniedException"})
LIMITS = frozenset({"FilterPolicyLimitExceeded", "SubscriptionLimitExceeded"})


class SnsSubscriptions:
    """Implement `SubscriptionList`.

    A queue gets the document as it is. A webhook gets it in SNS's envelope, whose signature is the
    only proof of the sender. `dead_letters_arn` is the queue for messages that SNS could not
    deliver.
    """

    def __init__(
        self, client: SNSClient, topic_arn: str, dead_letters_arn: str | None = None
    ) -> None:
        self._client = client
        self._topic_arn = topic_arn
        self._dead_letters_arn = dead_letters_arn

    def each(self) -> Iterator[Subscription]:
        """Yield all subscriptions; a pending one has no attributes yet."""
        pages = self._client.get_paginator("list_subscriptions_by_topic")
        with _with_advice("sns:ListSubscriptionsByTopic"):
            listed = list(pages.paginate(TopicArn=self._topic_arn).search("Subscriptions"))
        for summary in listed:
            arn = summary["SubscriptionArn"]
            is_confirmed = arn.startswith(ARN)
            if is_confirmed or arn == PENDING:
                yield Subscription(
                    protocol=summary["Protocol"],
                    endpoint=summary["Endpoint"],
                    arn=arn if is_confirmed else None,
                    policy=self._policy(arn) if is_confirmed else None,
                )

    def _policy(self, arn: str) -> dict[str, Any] | None:
        with _with_advice("sns:GetSubscriptionAttributes"):
            found = self._client.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
        text = found.get("FilterPolicy")
        policy: dict[str, Any] | None = json.loads(text) if text else None
        return policy

    def add(self, carrier: Protocol, endpoint: str, policy: Mapping[str, Any]) -> bool:
        attributes = {"FilterPolicyScope": "MessageAttributes", "FilterPolicy": json.dumps(policy)}
        if carrier is Protocol.SQS:
            attributes["RawMessageDelivery"] = "true"
        if self._dead_letters_arn:
            attributes["RedrivePolicy"] = json.dumps(
                {"deadLetterTargetArn": self._dead_letters_arn}
            )
        with _with_advice("sns:Subscribe"):
            answer = self._client.subscribe(
                TopicArn=self._topic_arn,
                Protocol=carrier.value,
                Endpoint=endpoint,
                Attributes=attributes,
            )
        return answer["SubscriptionArn"].startswith(ARN)

    def change(self, arn: str, policy: Mapping[str, Any]) -> None:
        """Replace the filter; the scope is set first, since SNS checks the policy against it."""
        values = {"FilterPolicyScope": "MessageAttributes", "FilterPolicy": json.dumps(policy)}
        with _with_advice("sns:SetSubscriptionAttributes"):
            if self._policy(arn) is None:  # SNS accepts a scope only together with a policy
                del values["FilterPolicyScope"]
            for name, value in values.items():
                self._client.set_subscription_attributes(
                    SubscriptionArn=arn, AttributeName=name, AttributeValue=value
                )

    def confirm(self, token: str) -> str:
        """Confirm a subscription so that only AWS credentials can end it; return its ARN."""
        with _with_advice("sns:ConfirmSubscription"):
            answer = self._client.confirm_subscription(
                TopicArn=self._topic_arn, Token=token, AuthenticateOnUnsubscribe="true"
            )
        return answer["SubscriptionArn"]

    def end(self, arn: str) -> None:
        with _with_advice("sns:Unsubscribe"):
            self._client.unsubscribe(SubscriptionArn=arn)


@contextmanager
def _with_advice(permission: str) -> Iterator[None]:
    """Raise `UsageError` with advice for every error of the client."""
    try:
        yield
    except ClientError as error:
        raise UsageError(_advice(permission, error)) from error
    except BotoCoreError as error:
        raise UsageError(f"subscriptions: expected Amazon SNS to answer, found: {error}") from error


def _advice(permission: str, error: ClientError) -> str:
    code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
    if code in DENIED:
        return f"subscriptions: you need the permission {permission}, found: {message}"
    if permission == "sns:ConfirmSubscription":
        return (
            f"confirm: expected a token of the last two days, found {code}: {message}; "
            "`advisory-watch subscribe` sends another, and a link that was opened is used up"
        )
    if code in LIMITS:
        return (
            f"subscriptions: the account has no more room ({code}); ask for a higher quota of "
            "Amazon SNS, or let a mailing list or a queue of yours pass messages on"
        )
    return f"subscriptions: expected Amazon SNS to do {permission}, found {code}: {message}"
