"""Reads an SNS filter policy back into a subscription filter, to show it to people."""

from advisory_watch.core.audience import Policy, Wish, filter_policy
from advisory_watch.core.message import CHANNELS, Channel


def wish_of(policy: Policy) -> Wish | None:
    """Read a policy back. Returns None for a foreign policy, so that it is not misrepresented."""
    has_digest, alerts = _without_digest(policy)
    named = alerts.get(CHANNELS, [])
    channels = [name for name in named if name != Channel.DIGEST.value]
    if len(channels) != 1 or channels[0] not in {channel.value for channel in Channel}:
        return None
    wish = Wish(
        channel=Channel(channels[0]),
        destinations=tuple(alerts.get("destination", ())),
        sources=tuple(alerts.get("source", ())),
        min_severity=_least(alerts),
        is_urgent_only="urgency" in alerts,
        has_digest=has_digest or len(named) > 1,
    )
    return wish if filter_policy(wish) == policy else None


def _without_digest(policy: Policy) -> tuple[bool, Policy]:
    match policy:
        case {"$or": [{"channels": ["digest"], **_rest}, alerts]} if len(policy) == 1:
            return True, alerts
    return False, policy


def _least(alerts: Policy) -> int | None:
    match alerts:
        case {"$or": [{"severity": [{"numeric": [_, int(least)]}]}, *_]}:
            return least
        case {"severity": [{"numeric": [_, int(least)]}, *_]}:
            return least
    return None
