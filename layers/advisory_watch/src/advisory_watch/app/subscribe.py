"""Manage the subscriptions of one topic: subscribe, change, list and end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from typing import Any, Protocol

from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import Protocol as Carrier
from advisory_watch.core.subscription import (
    Subscription,
    SubscriptionFilter,
    filter_of_policy,
    filter_policy,
    is_outdated,
)

POLICIES_PER_TOPIC = 200
"""Default limit of filter policies per topic (SNS quotas: 10,000 per account and region; check)."""


class SubscribeResult(Enum):
    """The result of subscribing."""

    SUBSCRIBED = "subscribed"
    ASKED = "waiting for confirmation"
    CHANGED = "filter changed"


class SubscriptionList(Protocol):
    """The subscriptions of a topic, at the carrier. All methods raise `UsageError`."""

    def each(self) -> Iterable[Subscription]:
        """Return all subscriptions, with their filters."""

    def add(self, carrier: Carrier, endpoint: str, policy: Mapping[str, Any]) -> bool:
        """Subscribe an endpoint; return whether it is confirmed already."""

    def change(self, arn: str, policy: Mapping[str, Any]) -> None:
        """Replace the filter of a subscription."""

    def end(self, arn: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Implements subscribing on the `SubscriptionList` port."""

    subscriptions: SubscriptionList

    def subscribe(
        self, carrier: Carrier, endpoint: str, wanted: SubscriptionFilter
    ) -> SubscribeResult:
        """Subscribe an endpoint; if it is subscribed already, replace its filter."""
        policy = filter_policy(wanted)
        subscriptions = tuple(self.subscriptions.each())
        existing = [
            subscription
            for subscription in subscriptions
            if (subscription.protocol, subscription.endpoint) == (carrier.value, endpoint)
        ]
        for subscription in existing:
            if subscription.arn is not None:
                self.subscriptions.change(subscription.arn, policy)
                return SubscribeResult.CHANGED
        if not existing:
            _require_room(subscriptions)
        is_confirmed = self.subscriptions.add(carrier, endpoint, policy)
        return SubscribeResult.SUBSCRIBED if is_confirmed else SubscribeResult.ASKED

    def listed(self) -> tuple[Subscription, ...]:
        """Return all subscriptions, sorted by protocol and endpoint."""
        return tuple(sorted(self.subscriptions.each(), key=attrgetter("protocol", "endpoint")))

    def renew(self) -> tuple[Subscription, ...]:
        """Rewrite the filters of older versions, which drop alerts; return their owners."""
        outdated = [item for item in self.listed() if item.policy and is_outdated(item.policy)]
        for subscription in outdated:
            wanted = filter_of_policy(subscription.policy or {})
            if wanted is not None and subscription.arn is not None:
                self.subscriptions.change(subscription.arn, filter_policy(wanted))
        return tuple(outdated)

    def unsubscribe(self, named: str) -> Subscription:
        """End the subscription with this endpoint or ARN, and return it."""
        found = [item for item in self.listed() if named in (item.endpoint, item.arn)]
        if not found:
            raise UsageError("unsubscribe: expected the endpoint or the ARN of a subscription, "
                             "found none such; `advisory-watch subscriptions "
                             "--show-addresses` lists them")  # fmt: skip
        confirmed = [item for item in found if item.arn is not None]
        if not confirmed:
            raise UsageError("unsubscribe: it waits for confirmation, and nothing is sent to it; "
                             "Amazon SNS forgets it after two days")  # fmt: skip
        for subscription in confirmed:
            self.subscriptions.end(str(subscription.arn))
        return confirmed[0]


def _require_room(subscriptions: Iterable[Subscription]) -> None:
    """Stop at the default quota with advice; SNS itself enforces the quota of the account."""
    found = sum(item.policy is not None or not item.is_confirmed for item in subscriptions)
    if found >= POLICIES_PER_TOPIC:
        raise UsageError(
            f"subscribe: expected fewer than {POLICIES_PER_TOPIC} filtered subscriptions, which "
            f"is what a topic has by default, found {found}; let a mailing list or a queue of "
            "yours pass messages on, or deploy a second stack"
        )
