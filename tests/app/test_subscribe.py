"""Subscribing: one endpoint has one filter, however often it subscribes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from advisory_watch.app.subscribe import POLICIES_PER_TOPIC, Subscribe, SubscribeResult
from advisory_watch.core.alert_batch import Channel
from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import (
    Protocol,
    Subscription,
    SubscriptionFilter,
    filter_policy,
)

ANN = "ann@example.org"
ALL = SubscriptionFilter(channel=Channel.EMAIL)
RUSSIA = SubscriptionFilter(channel=Channel.EMAIL, destinations=("RU",))


def a_subscription(number: int = 0, **fields: Any) -> Subscription:
    """Build a confirmed subscription."""
    plausible: dict[str, Any] = {
        "protocol": "email",
        "endpoint": ANN,
        "arn": f"arn:{number}",
        "policy": filter_policy(ALL),
    }
    return Subscription(**plausible | fields)


@dataclass
class Listed:
    """Implement the port `Subscriptions` with a list; additions wait for confirmation."""

    there: list[Subscription] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    policies: list[Mapping[str, Any]] = field(default_factory=list)
    confirms: bool = False

    def each(self) -> Iterable[Subscription]:
        """Return the list."""
        return self.there

    def add(self, carrier: Protocol, endpoint: str, policy: Mapping[str, Any]) -> bool:
        """Record the call."""
        self.calls.append(f"add {carrier.value} {endpoint}")
        self.policies.append(policy)
        return self.confirms

    def change(self, arn: str, policy: Mapping[str, Any]) -> None:
        """Record the call."""
        self.calls.append(f"change {arn}")
        self.policies.append(policy)

    def end(self, arn: str) -> None:
        """Record the call."""
        self.calls.append(f"end {arn}")


@pytest.mark.parametrize(
    ("confirms", "done"), [(True, SubscribeResult.SUBSCRIBED), (False, SubscribeResult.ASKED)]
)
def test_a_new_endpoint_is_added_with_its_filter(*, confirms: bool, done: SubscribeResult) -> None:
    """If the filter came later, the first messages would pass unfiltered."""
    listed = Listed(confirms=confirms)
    assert Subscribe(listed).subscribe(Protocol.EMAIL, ANN, RUSSIA) is done
    assert listed.calls == [f"add email {ANN}"]
    assert listed.policies == [filter_policy(RUSSIA)]


def test_the_same_endpoint_again_gets_another_filter() -> None:
    """Two subscriptions deliver every alert twice."""
    listed = Listed([a_subscription(1), a_subscription(2, endpoint="bob@example.org")])
    assert Subscribe(listed).subscribe(Protocol.EMAIL, ANN, RUSSIA) is SubscribeResult.CHANGED
    assert listed.calls == ["change arn:1"]


def test_filters_of_older_versions_are_renewed() -> None:
    """They drop urgent alerts below their severity, and their owners never notice."""
    urgent = {"channels": ["email"], "urgency": ["urgent"]}
    former = {**urgent, "severity": [{"numeric": [">=", 3]}, {"exists": False}]}
    foreign = {"kind": ["level_raised"]}
    listed = Listed(
        [
            a_subscription(1, policy=former),
            a_subscription(2),
            a_subscription(3, policy=foreign),
            a_subscription(4, policy=None),
        ]
    )
    assert [item.arn for item in Subscribe(listed).renew()] == ["arn:1"]
    assert listed.calls == ["change arn:1"]
    assert listed.policies == [urgent]


def test_an_unconfirmed_endpoint_is_asked_again() -> None:
    """People lose the email with the confirmation link."""
    listed = Listed([a_subscription(arn=None, policy=None)])
    assert Subscribe(listed).subscribe(Protocol.EMAIL, ANN, RUSSIA) is SubscribeResult.ASKED
    assert listed.calls == [f"add email {ANN}"]


def test_too_many_filters_are_refused_but_may_be_changed() -> None:
    """AWS's own error names a quota but no solution."""
    full = [a_subscription(n, endpoint=f"{n}@example.org") for n in range(POLICIES_PER_TOPIC)]
    listed = Listed(full)
    with pytest.raises(UsageError, match="mailing list"):
        Subscribe(listed).subscribe(Protocol.EMAIL, ANN, RUSSIA)
    assert (
        Subscribe(listed).subscribe(Protocol.EMAIL, "7@example.org", RUSSIA)
        is SubscribeResult.CHANGED
    )
    assert listed.calls == ["change arn:7"]


@pytest.mark.parametrize("named", [ANN, "arn:1"])
def test_a_subscription_is_ended_by_endpoint_or_arn(named: str) -> None:
    """The list shows both."""
    listed = Listed([a_subscription(1)])
    assert Subscribe(listed).unsubscribe(named).arn == "arn:1"
    assert listed.calls == ["end arn:1"]


@pytest.mark.parametrize(
    ("there", "advice"), [([], "lists them"), ([a_subscription(arn=None)], "after two days")]
)
def test_a_subscription_that_cannot_be_ended_is_an_error(
    there: list[Subscription], advice: str
) -> None:
    """A typing mistake must not look like a success."""
    with pytest.raises(UsageError, match=advice):
        Subscribe(Listed(there)).unsubscribe(ANN)
