"""Subscription filters, their filter policies in Amazon SNS, and subscribed endpoints.

SNS matches the policy against the attributes of a message (`core/messages/payload.py`). A
clause on `destination` matches both a word and a list of words. A grouped message therefore
reaches every reader that one of its alerts would have reached.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from advisory_watch.core.alert_batch import CHANNELS, Channel
from advisory_watch.core.errors import UsageError

Policy = Mapping[str, Any]
"""A filter policy as parsed JSON."""

OR = "$or"

COMBINATIONS_MAX = 150
"""Amazon SNS refuses a policy with more combinations of values (developer guide; check)."""

NAMED_MAX = 10
"""Destinations that a phone hears of one by one in a mass: as many SMS as a person reads. Phones
that follow more, or all, get one SMS for all of them.
"""

SEVERITIES = range(1, 5)

TRIAL_PREFIX = "test-"
"""Begins the name of the channel that a subscription has while it is tested."""


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
class SubscriptionFilter:
    """A subscription filter: it accepts everything unless a field narrows it.

    `destinations` and `sources` are codes and ids; empty accepts all. `min_severity` is on our
    scale from 1 to 4; 1 accepts every alert that has a number. It never rejects an urgent alert,
    so a filter on urgent alerts ignores it.
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
        return any((self.destinations, self.sources, self.min_severity, self.is_urgent_only))


def filter_policy(wanted: SubscriptionFilter) -> dict[str, Any]:
    """Build the SNS filter policy of a subscription filter. Raises `UsageError` beyond limits.

    The digest covers all destinations and has none of the filtered attributes. A narrowed
    filter therefore needs a separate alternative for the digest.
    """
    policy = _policy(wanted, _severity(wanted), _channels(wanted))
    found = combinations(policy)
    if found > COMBINATIONS_MAX:
        raise UsageError(
            f"expected at most {COMBINATIONS_MAX} combinations of values, which is all that "
            f"Amazon SNS takes, found {found}; name fewer destinations or sources, leave out "
            "--min-severity (it counts threefold), or leave out --destination and let the "
            "reader's own rules sort by the destination in subject or document"
        )
    return policy


def is_outdated(policy: Policy) -> bool:
    """Tell whether an older version of this program wrote a policy.

    It drops urgent alerts, or the SMS that names one destination of a mass.
    """
    wanted = filter_of_policy(policy)
    return wanted is not None and filter_policy(wanted) != _without_trial(policy)


def _policy(
    wanted: SubscriptionFilter, severity: dict[str, Any], channels: list[str]
) -> dict[str, Any]:
    alerts = {CHANNELS: channels} | _alerts(wanted) | severity
    if wanted.has_digest and wanted.is_narrowed:
        return {OR: [{CHANNELS: [Channel.DIGEST.value]}, alerts]}
    if wanted.has_digest:
        return {CHANNELS: [*channels, Channel.DIGEST.value]}
    return alerts


def _channels(wanted: SubscriptionFilter) -> list[str]:
    """Return the channels of a filter: phones with few destinations hear of each by name.

    A second channel doubles the combinations of a policy. It is left out of one that is near the
    limit, which then gets the SMS for all destinations of a mass.
    """
    usual = [wanted.channel.value]
    if wanted.channel is not Channel.SMS or not 0 < len(wanted.destinations) <= NAMED_MAX:
        return usual
    named = [*usual, Channel.NAMED_SMS.value]
    is_within = combinations(_policy(wanted, _severity(wanted), named)) <= COMBINATIONS_MAX
    return named if is_within else usual


def _alerts(wanted: SubscriptionFilter) -> dict[str, Any]:
    policy: dict[str, Any] = {}
    if wanted.sources:
        policy["source"] = list(wanted.sources)
    if wanted.destinations:
        policy["destination"] = list(wanted.destinations)
    if wanted.is_urgent_only:
        policy["urgency"] = ["urgent"]
    return policy


def _severity(wanted: SubscriptionFilter) -> dict[str, Any]:
    """Build the severity clause, which never rejects an urgent alert.

    The clause accepts an alert in three cases:

    1. `severity` is at least the minimum: the advice for the whole or a part is that grave now.
    2. `from_severity` is at least the minimum: the advice was that grave, and was lowered or
       withdrawn. A reader who was asked to stay away must hear that it is over.
    3. The alert is urgent, whatever its number: an embassy's notice to leave has none, and
       people may be asked to leave a country at a low level.

    A filter on urgent alerts needs no clause, since each of them meets case 3.
    """
    if wanted.min_severity is None or wanted.is_urgent_only:
        return {}
    as_grave = [{"numeric": [">=", wanted.min_severity]}]
    return {OR: [{"severity": as_grave}, {"from_severity": as_grave}, {"urgency": ["urgent"]}]}


def _former_severity(wanted: SubscriptionFilter) -> dict[str, Any]:
    """Build the clause of older versions: urgent alerts below the minimum were rejected."""
    if wanted.min_severity is None:
        return {}
    as_grave, unnumbered = {"numeric": [">=", wanted.min_severity]}, {"exists": False}
    if wanted.is_urgent_only:
        return {"severity": [as_grave, unnumbered]}
    urgent = {"severity": [unnumbered], "urgency": ["urgent"]}
    return {OR: [{"severity": [as_grave]}, {"from_severity": [as_grave]}, urgent]}


def combinations(policy: Policy) -> int:
    """Count combinations as SNS does: values multiply, alternatives of `$or` add up."""
    found = 1
    for key, values in policy.items():
        found *= sum(map(combinations, values)) if key == OR else len(values)
    return found


def filter_of_policy(policy: Policy) -> SubscriptionFilter | None:
    """Read a policy back, of older versions too.

    Returns None for a foreign policy, so that it is not misrepresented. A test channel is ignored.
    """
    policy = _without_trial(policy)
    match policy:
        case {"$or": [{"channels": ["digest"], **_rest}, alerts]} if len(policy) == 1:
            has_digest = True
        case alerts:
            has_digest = False
    named = alerts.get(CHANNELS, [])
    channels = [name for name in named if name not in _ADDED_CHANNELS]
    if len(channels) != 1 or channels[0] not in {channel.value for channel in Channel}:
        return None
    wanted = SubscriptionFilter(
        channel=Channel(channels[0]),
        destinations=tuple(alerts.get("destination", ())),
        sources=tuple(alerts.get("source", ())),
        min_severity=_least(alerts),
        is_urgent_only="urgency" in alerts,
        has_digest=has_digest or Channel.DIGEST.value in named,
    )
    forms = product(
        (_severity(wanted), _former_severity(wanted)), (_channels(wanted), [wanted.channel.value])
    )
    return wanted if any(_policy(wanted, *form) == policy for form in forms) else None


def _without_trial(policy: Policy) -> Policy:
    """Remove the channel of a test from a policy, also from the alternative for alerts."""
    match policy:
        case {"$or": [digest, {"channels": list()} as alerts], **rest} if not rest:
            return {OR: [digest, _without_trial(alerts)]}
        case {"channels": list(names)}:
            kept = [name for name in names if not str(name).startswith(TRIAL_PREFIX)]
            return {**policy, CHANNELS: kept}
    return policy


_ADDED_CHANNELS = (Channel.DIGEST.value, Channel.NAMED_SMS.value)
"""Channels that a policy names after its own."""


def _least(alerts: Policy) -> int | None:
    match alerts:
        case {"$or": [{"severity": [{"numeric": [_, int(least)]}]}, *_]}:
            return least
        case {"severity": [{"numeric": [_, int(least)]}, *_]}:
            return least
    return None


EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
"""One address as a person types it; only the confirmation email shows whether it is read."""

PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164: a plus sign, the country code, at most 15 digits."""

QUEUE = re.compile(r"arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,80}")
QUEUE_URL = re.compile(
    r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?/([0-9]{12})/([A-Za-z0-9_.-]{1,85})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One endpoint of the topic; `arn` is None until the subscription is confirmed.

    `policy` is None if there is no filter. Before confirmation it is unknown.
    """

    protocol: str
    endpoint: str
    arn: str | None
    policy: Mapping[str, Any] | None = None

    @property
    def is_confirmed(self) -> bool:
        """Tell whether messages are sent to this endpoint."""
        return self.arn is not None


def endpoint_of(protocol: Protocol, text: str) -> str:
    """Return the endpoint in the form that SNS expects. Raises `UsageError`."""
    match protocol:
        case Protocol.EMAIL:
            return _matching(EMAIL, text, "an email address such as name@example.org")
        case Protocol.SMS:
            plain = re.sub(r"[ ().-]", "", text)
            return _matching(PHONE, plain, "a phone number such as +14155550123")
        case Protocol.SQS:
            return _queue(text)
        case Protocol.HTTPS:
            return _url(text)


def _matching(pattern: re.Pattern[str], text: str, expected: str) -> str:
    if not pattern.fullmatch(text):
        raise UsageError(f"endpoint: expected {expected}, found {text!r}")
    return text


def _queue(text: str) -> str:
    """Accept the ARN or the URL of a queue. A FIFO queue cannot subscribe to this topic."""
    if text.endswith(".fifo"):
        raise UsageError(f"endpoint: expected a standard queue, found {text!r}: SNS fills a FIFO "
                         "queue from a FIFO topic only")  # fmt: skip
    found = QUEUE_URL.fullmatch(text)
    if not found:
        return _matching(QUEUE, text, "the ARN of a queue (arn:aws:sqs:…) or its URL")
    region, china, account, name = found.groups()
    usual = "aws-us-gov" if region.startswith("us-gov-") else "aws"
    return f"arn:{'aws-cn' if china else usual}:sqs:{region}:{account}:{name}"


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_url = parts.scheme == "https" and bool(parts.hostname) and not parts.username
    except ValueError:
        is_url = False
    if not is_url or re.search(r"\s", text):
        raise UsageError(f"endpoint: expected an https URL without a user name, found {text!r}")
    return text


def masked(protocol: str, endpoint: str) -> str:
    """Mask an address: enough remains to recognise it, too little to use it."""
    match protocol:
        case "email" | "email-json":
            name, _, host = endpoint.rpartition("@")
            return f"{name[:1]}***@{host}"
        case "sms":
            return f"{endpoint[:3]}…{endpoint[-2:]}"
        case "https" | "http":
            return f"{protocol}://{urlsplit(endpoint).hostname}/…"
    return endpoint
