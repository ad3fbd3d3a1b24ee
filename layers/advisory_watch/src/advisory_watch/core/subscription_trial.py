"""A test message to one subscription: a channel of its own in the filter, for a while."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from advisory_watch.core.advisory import Severity
from advisory_watch.core.alert_batch import CHANNELS, Attribute
from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import (
    COMBINATIONS_MAX,
    OR,
    TRIAL_PREFIX,
    Policy,
    Subscription,
    SubscriptionFilter,
    combinations,
    filter_of_policy,
    filter_policy,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The filter of a subscription with and without its test channel, and a message for it.

    `is_prepared` is set if the subscription has the test channel already. `attributes` pass the
    prepared filter, and no filter of another subscription.
    """

    is_prepared: bool
    prepared_policy: Policy
    usual_policy: Policy
    attributes: Mapping[str, Attribute]


def trial_of(subscription: Subscription) -> Trial:
    """Build the test of a confirmed subscription. Raises `UsageError` for a filter not of ours."""
    policy = subscription.policy or {}
    wanted = filter_of_policy(policy)
    if wanted is None:
        raise UsageError(
            "subscribe --test: expected a filter that this program wrote, found another one or "
            "none; subscribe the endpoint again, without --test"
        )
    channel = f"{TRIAL_PREFIX}{sha256(str(subscription.arn).encode()).hexdigest()[:12]}"
    usual = filter_policy(wanted)
    prepared = _with_channel(usual, channel)
    if combinations(prepared) > COMBINATIONS_MAX:
        raise UsageError(
            "subscribe --test: the filter has no room for a test; name fewer destinations or "
            "sources, test, and name them all again"
        )
    return Trial(
        is_prepared=policy == prepared,
        prepared_policy=prepared,
        usual_policy=usual,
        attributes=_attributes(wanted, channel),
    )


def _with_channel(policy: Mapping[str, Any], channel: str) -> dict[str, Any]:
    if CHANNELS in policy:
        return {**policy, CHANNELS: [*policy[CHANNELS], channel]}
    digest, alerts = policy[OR]  # a narrowed filter with the digest
    return {OR: [digest, _with_channel(alerts, channel)]}


def _attributes(wanted: SubscriptionFilter, channel: str) -> dict[str, Attribute]:
    """Return attributes that pass every clause of the filter."""
    attributes: dict[str, Attribute] = {
        CHANNELS: (channel,),
        "kind": "test",
        "urgency": "urgent",
        "severity": int(Severity.DO_NOT_TRAVEL),
    }
    if wanted.destinations:
        attributes["destination"] = wanted.destinations[0]
    if wanted.sources:
        attributes["source"] = wanted.sources[0]
    return attributes
