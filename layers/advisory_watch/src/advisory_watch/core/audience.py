"""Subscription filters, and the Amazon SNS filter policies that implement them.

SNS matches the policy against the attributes of a message (`core/messages/attributes.py`). A
clause on `destination` matches both a word and a list of words. A grouped message therefore
reaches every reader that one of its alerts would have reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from advisory_watch.core.errors import UsageError
from advisory_watch.core.message import CHANNELS, Channel

Policy = Mapping[str, Any]
"""A filter policy as parsed JSON."""

OR = "$or"

COMBINATIONS_MAX = 150
"""Amazon SNS refuses a policy with more combinations of values (developer guide; check)."""

SEVERITIES = range(1, 5)


class Protocol(Enum):
    """A kind of endpoint that Amazon SNS delivers to."""

    EMAIL = "email"
    SMS = "sms"
    SQS = "sqs"
    HTTPS = "https"

    @property
    def channel(self) -> Channel:
        """The channel for this kind of endpoint: queues and webhooks get data."""
        return {Protocol.EMAIL: Channel.EMAIL, Protocol.SMS: Channel.SMS}.get(self, Channel.DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A subscription filter: it accepts everything unless a field narrows it.

    `destinations` and `sources` are codes and ids; empty accepts all. `min_severity` is on our
    scale from 1 to 4; 1 accepts every alert that has a number.
    """

    channel: Channel
    destinations: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    min_severity: int | None = None
    is_urgent_only: bool = False
    has_digest: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Tell whether the filter rejects any alert."""
        narrowed = (self.destinations, self.sources, self.min_severity, self.is_urgent_only)
        return any(narrowed)


def filter_policy(wish: Wish) -> dict[str, Any]:
    """Build the SNS filter policy of a subscription filter. Raises `UsageError` beyond limits.

    The digest covers all destinations and has none of the filtered attributes. A narrowed
    filter therefore needs a separate alternative for the digest.
    """
    policy = _alerts(wish)
    if wish.has_digest and wish.is_narrowed:
        policy = {OR: [{CHANNELS: [Channel.DIGEST.value]}, policy]}
    elif wish.has_digest:
        policy = {CHANNELS: [wish.channel.value, Channel.DIGEST.value]}
    _refuse_too_many(combinations(policy))
    return policy


def _alerts(wish: Wish) -> dict[str, Any]:
    policy: dict[str, Any] = {CHANNELS: [wish.channel.value]}
    if wish.sources:
        policy["source"] = list(wish.sources)
    if wish.destinations:
        policy["destination"] = list(wish.destinations)
    if wish.is_urgent_only:
        policy["urgency"] = ["urgent"]
    return policy | _severity(wish)


def _severity(wish: Wish) -> dict[str, Any]:
    """Build the severity clause without losing alerts that have no severity or came down from one.

    The clause accepts an alert in three cases:

    1. `severity` is at least the minimum: the advice is that grave now.
    2. `from_severity` is at least the minimum: the advice was that grave, and was lowered or
       withdrawn. A reader who was asked to stay away must hear that it is over.
    3. The alert has no `severity`, but is urgent: an embassy's notice to leave, or advice
       without a number.

    For a filter on urgent alerts, case 2 is dropped, since a lowering alone is never urgent.
    The other cases become one clause, because SNS allows only five attributes.
    """
    if wish.min_severity is None:
        return {}
    as_grave, unnumbered = {"numeric": [">=", wish.min_severity]}, {"exists": False}
    if wish.is_urgent_only:
        return {"severity": [as_grave, unnumbered]}
    urgent = {"severity": [unnumbered], "urgency": ["urgent"]}
    return {OR: [{"severity": [as_grave]}, {"from_severity": [as_grave]}, urgent]}


def combinations(policy: Policy) -> int:
    """Count combinations as SNS does: values multiply, alternatives of `$or` add up."""
    product = 1
    for key, values in policy.items():
        product *= sum(map(combinations, values)) if key == OR else len(values)
    return product


def _refuse_too_many(found: int) -> None:
    if found > COMBINATIONS_MAX:
        raise UsageError(
            f"expected at most {COMBINATIONS_MAX} combinations of values, which is all that "
            f"Amazon SNS takes, found {found}; name fewer destinations or sources, leave out "
            "--min-severity (it counts threefold), or leave out --destination and let the "
            "reader's own rules sort by the destination in subject or document"
        )
