"""Objects of the function `channels`: from a queue to the channels that a secret names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3

from advisory_watch.adapters.apprise import why_not_usable
from advisory_watch.adapters.dynamodb.channel_queue import DynamoChannelQueue
from advisory_watch.adapters.secrets_manager import read_secret
from advisory_watch.adapters.threads import side_by_side
from advisory_watch.app.channel_batch import ChannelBatch
from advisory_watch.bootstrap.channels import (
    TestResult,
    channel_delivery,
    send_tests,
    with_footer,
)
from advisory_watch.bootstrap.messages import title_of
from advisory_watch.bootstrap.notify_file import parse_channels
from advisory_watch.bootstrap.runtime import in_seconds, now
from advisory_watch.bootstrap.settings import Settings, process_settings
from advisory_watch.core.alert import DocumentedAlert
from advisory_watch.core.errors import MalformedItem, UsageError
from advisory_watch.core.messages import build_publication
from advisory_watch.core.messages.alert_document import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from advisory_watch.core.alert_batch import Publication, Transmission
    from advisory_watch.core.notify_channel import NotifyChannel

SENDING_S = 30
"""Seconds that the last message of a channel may need: a mail server answers within 15."""

FOOTER = """\
To change or end these messages, edit the secret that the channels stack reads.
Not a government service: what counts is the official page."""

URGENT = "URGENT: "

FOUND = re.compile(r"[,;] found\b.*", re.DOTALL)
"""What an error quotes of the secret: our texts say what was expected, then what was found."""

POSITION = re.compile(r"line \d+, column \d+")


def sending_until(remaining_ms: int) -> datetime:
    """Return the time of the last possible message, given the remaining run time."""
    return in_seconds(remaining_ms / 1000 - SENDING_S)


def batch(records: Sequence[Mapping[str, Any]]) -> ChannelBatch:
    """Read the messages of a queue, and the channels. Raises `UsageError` for a wrong secret.

    The secret is read each time: an edit counts from the next message on.
    """
    settings, dynamodb = process_settings(), boto3.client("dynamodb")
    channels = _channels(settings)
    alerts: dict[str, DocumentedAlert] = {}
    unread: dict[str, MalformedItem] = {}
    for record in records:
        try:
            alerts[record["messageId"]] = read_document(record["body"])
        except MalformedItem as error:
            unread[record["messageId"]] = error

    def stored(name: str) -> DynamoChannelQueue:
        return DynamoChannelQueue(dynamodb, settings.received_table, name, alerts.values())

    return ChannelBatch(
        alerts=alerts,
        unread=unread,
        deliveries=[
            channel_delivery(channel, stored(channel.name), now, word) for channel in channels
        ],
        workers=side_by_side,
    )


def send_test() -> Iterator[TestResult]:
    """Send a test message to each channel."""
    return send_tests(_channels(process_settings()))


def word(transmission: Transmission) -> Publication:
    """Render a message; the title of an urgent one says so."""
    alerts = [alert for alert in transmission.alerts if isinstance(alert, DocumentedAlert)]
    evidence_url = next(filter(None, (alert.evidence_url for alert in alerts)), "")
    site_url = next(filter(None, (alert.site_url for alert in alerts)), "")
    publication = with_footer(
        build_publication(transmission, title_of, evidence_url, site_url), FOOTER
    )
    is_urgent = any(alert.is_urgent and not alert.corrects for alert in alerts)
    subject = f"{URGENT if is_urgent else ''}{publication.message.subject}"
    return replace(publication, message=replace(publication.message, subject=subject))


def _channels(settings: Settings) -> tuple[NotifyChannel, ...]:
    arn = settings.channels_secret
    text = read_secret(boto3.client("secretsmanager"), arn)
    try:
        channels = parse_channels(text, why_not_usable)
    except UsageError as error:
        raise UsageError(f"secret {arn}: {without_values(str(error))}") from None
    if not channels:
        raise UsageError(f"secret {arn}: expected at least one [[channel]], found none")
    return channels


def without_values(error: str) -> str:
    """Leave out what was found in the secret; keep the entry, the key and what was expected."""
    position = POSITION.search(error)
    return FOUND.sub("", error) + (f" ({position[0]})" if position else "")
