"""Who wants to hear what: a subscriber's wish, and the filter policy of Amazon SNS that keeps it.

The policy is held against the attributes of a message (`core/messages/attributes.py`). A
clause on `destination` meets a word and a list of words alike, so that a grouped message
reaches everybody whom one of its alerts would have reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from advisory_watch.core.errors import UsageError
from advisory_watch.core.message import CHANNELS, Channel

Policy = Mapping[str, Any]
"""A filter policy as JSON has it."""

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
        """The wording that such a reader needs: queues and webhooks get data."""
        return {Protocol.EMAIL: Channel.EMAIL, Protocol.SMS: Channel.SMS}.get(self, Channel.DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a subscriber wants: everything, but for what is narrowed here.

    `destinations` and `sources` are codes and ids, empty for all; `min_severity` is on our
    scale from 1 to 4, and 1 is all that has a number.
    """

    channel: Channel
    destinations: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    min_severity: int | None = None
    is_urgent_only: bool = False
    has_digest: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Tell whether any alert is not wanted."""
        narrowed = (self.destinations, self.sources, self.min_severity, self.is_urgent_only)
        return any(narrowed)


def filter_policy(wish: Wish) -> dict[str, Any]:
    """Build the policy that lets through what is wished for. Raises `UsageError` beyond limits.

    The digest is about all destinations and has none of these attributes, so beside a
    narrowed wish it needs an alternative of its own.
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
    """Ask for a severity without losing what has none, or what came down from it.

    1. `severity` at least that: what is as grave now.
    2. `from_severity` at least that: what was as grave and is so no more, a lowering or a
       withdrawal; a reader who was told to stay away must hear that it is over.
    3. no `severity`, but urgent: an embassy's notice to leave, or advice without a number.

    Where only what is urgent is wanted, the second falls away, since no lowering is urgent
    for being one, and the rest is one clause: five attributes are all that SNS allows.
    """
    if wish.min_severity is None:
        return {}
    as_grave, unnumbered = {"numeric": [">=", wish.min_severity]}, {"exists": False}
    if wish.is_urgent_only:
        return {"severity": [as_grave, unnumbered]}
    urgent = {"severity": [unnumbered], "urgency": ["urgent"]}
    return {OR: [{"severity": [as_grave]}, {"from_severity": [as_grave]}, urgent]}


def combinations(policy: Policy) -> int:
    """Count as SNS does: values of an attribute multiply, alternatives of `$or` add up."""
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
