"""Delivery endpoints of subscribers: validated without sending, and masked for display."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from advisory_watch.core.audience import Protocol
from advisory_watch.core.errors import UsageError

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
    return f"arn:{_partition(region, china)}:sqs:{region}:{account}:{name}"


def _partition(region: str, china: str | None) -> str:
    if china:
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


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
