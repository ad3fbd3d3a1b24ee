"""Manage the subscriptions of one topic: subscribe, change, list and end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from typing import Any, Protocol

from advisory_watch.core.alert_batch import Attribute
from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import Protocol as Carrier
from advisory_watch.core.subscription import (
    Subscription,
    SubscriptionFilter,
    filter_of_policy,
    filter_policy,
    is_outdated,
)
from advisory_watch.core.subscription_trial import trial_of

POLICIES_PER_TOPIC = 200
"""Default limit of filter policies per topic (SNS quotas: 10,000 per account and region; check)."""


class SubscribeResult(Enum):
    """The result of subscribing."""

    SUBSCRIBED = "subscribed"
    ASKED = "waiting for confirmation"
    CHANGED = "filter changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeRequest:
    """An endpoint, in the form that the carrier expects, and the filter that it gets."""

    carrier: Carrier
    endpoint: str
    wanted: SubscriptionFilter

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a subscription in the list of a topic."""
        return self.carrier.value, self.endpoint


class TrialResult(Enum):
    """The result of one step of a test."""

    PREPARED = "prepared"
    SENT = "test message sent"


NOT_SUBSCRIBED = (
    "subscribe --test: expected a subscribed endpoint, found none such; subscribe it first, "
    "without --test"
)
NOT_CONFIRMED = (
    "subscribe --test: expected a confirmed subscription, found one that waits; "
    "the link in AWS's email confirms it, and the same command without --test sends another"
)


class TrialSender(Protocol):
    """Sends the test message to the topic; raises `DeliveryFailed`."""

    def send(self, attributes: Mapping[str, Attribute]) -> None: ...


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
        request = SubscribeRequest(carrier=carrier, endpoint=endpoint, wanted=wanted)
        (result,) = self.subscribe_all([request])
        if isinstance(result, UsageError):
            raise result
        return result

    def subscribe_all(
        self, requests: Sequence[SubscribeRequest]
    ) -> Iterator[SubscribeResult | UsageError]:
        """Yield a result for each request, in order; one that the carrier refuses stops no other.

        Raises `UsageError` before the first one if the topic has no room for all of them.
        """
        policies = [filter_policy(request.wanted) for request in requests]
        subscriptions = tuple(self.subscriptions.each())
        existing: dict[tuple[str, str], str | None] = {}
        for item in subscriptions:  # an endpoint may be confirmed, and asked once more
            key = (item.protocol, item.endpoint)
            existing[key] = item.arn or existing.get(key)
        new = sum(request.key not in existing for request in requests)
        _require_room(subscriptions, new)
        for request, policy in zip(requests, policies, strict=True):
            try:
                yield self._subscribe(request, policy, existing.get(request.key))
            except UsageError as error:
                yield error

    def _subscribe(
        self, request: SubscribeRequest, policy: Mapping[str, Any], arn: str | None
    ) -> SubscribeResult:
        if arn is not None:
            self.subscriptions.change(arn, policy)
            return SubscribeResult.CHANGED
        is_confirmed = self.subscriptions.add(request.carrier, request.endpoint, policy)
        return SubscribeResult.SUBSCRIBED if is_confirmed else SubscribeResult.ASKED

    def test(self, carrier: Carrier, endpoint: str, sender: TrialSender) -> TrialResult:
        """Send a test message to one endpoint, in two steps.

        Everything that SNS sends goes through filters, and a changed filter takes time. The first
        call adds a channel of its own to the filter; the second one sends to that channel alone,
        and restores the filter. Alerts pass at all times. Raises `UsageError` if the endpoint has
        no confirmed subscription with a filter of ours.
        """
        key = (carrier.value, endpoint)
        found = [item for item in self.listed() if (item.protocol, item.endpoint) == key]
        subscription = next((item for item in found if item.arn is not None), None)
        if subscription is None or subscription.arn is None:
            raise UsageError(NOT_CONFIRMED if found else NOT_SUBSCRIBED)
        trial = trial_of(subscription)
        if not trial.is_prepared:
            self.subscriptions.change(subscription.arn, trial.prepared_policy)
            return TrialResult.PREPARED
        sender.send(trial.attributes)
        self.subscriptions.change(subscription.arn, trial.usual_policy)
        return TrialResult.SENT

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


def _require_room(subscriptions: Iterable[Subscription], new: int) -> None:
    """Stop at the default quota with advice; SNS itself enforces the quota of the account."""
    found = sum(item.policy is not None or not item.is_confirmed for item in subscriptions)
    if new and found + new > POLICIES_PER_TOPIC:
        raise UsageError(
            f"subscribe: expected at most {POLICIES_PER_TOPIC} filtered subscriptions, which "
            f"is what a topic has by default, found {found} and {new} new; let a mailing list or "
            "a queue of yours pass messages on, or deploy a second stack"
        )
