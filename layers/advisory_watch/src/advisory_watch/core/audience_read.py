"""Reads a filter policy back into the wish that it keeps, so that people can be shown it."""

from advisory_watch.core.audience import Policy, Wish, filter_policy
from advisory_watch.core.message import CHANNELS, Channel


def wish_of(policy: Policy) -> Wish | None:
    """Read a policy back; None where it is not one of ours, so that nobody misreads it."""
    has_digest, alerts = _without_digest(policy)
    named = alerts.get(CHANNELS, [])
    channels = [each for each in named if each != Channel.DIGEST.value]
    if len(channels) != 1 or channels[0] not in {each.value for each in Channel}:
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
