"""Channels: from `notify.toml` to what sends their messages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from advisory_watch.adapters.apprise import AppriseNotifier, why_not_usable
from advisory_watch.app.channel_delivery import ChannelDelivery, FilteredQueue
from advisory_watch.app.dispatcher import Dispatcher, EmailPacer
from advisory_watch.bootstrap.messages import render_publication
from advisory_watch.bootstrap.notify_file import NOTIFY_FILE, NotifyFile, read_notify_file
from advisory_watch.core.errors import DeliveryFailed
from advisory_watch.core.messages.email import FOOTER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from advisory_watch.app.ports import ChannelQueue, Clock
    from advisory_watch.bootstrap.local import StoredHome
    from advisory_watch.core.alert_batch import Publication, Transmission
    from advisory_watch.core.notify_channel import NotifyChannel

CHANNEL_FOOTER = f"""\
To change or end these messages, edit {NOTIFY_FILE} in the home of the watch that sends them.
Not a government service: what counts is the official page."""
"""In place of the words about Amazon SNS, which is not involved."""

TEST_TITLE = "Advisory Watch: test message"

TEST_TEXT = (
    "This is a test. This channel gets messages when a government changes its travel advice, "
    f"as {NOTIFY_FILE} says. No advice has changed."
)


def home_channels(folder: Path) -> NotifyFile | None:
    """Read and check the channels of a home; None without the file. Raises `UsageError`."""
    return read_notify_file(folder, why_not_usable)


def render_for_channel(transmission: Transmission) -> Publication:
    """Render a message whose last lines say how to end it on a laptop."""
    return with_footer(render_publication(transmission), CHANNEL_FOOTER)


def with_footer(publication: Publication, footer: str) -> Publication:
    """Replace the last lines of the email, which are about Amazon SNS."""
    email = publication.message.email.replace(FOOTER, footer)
    return replace(publication, message=replace(publication.message, email=email))


def channel_deliveries(
    home: StoredHome, channels: Sequence[NotifyChannel], clock: Clock
) -> tuple[ChannelDelivery, ...]:
    """Build the deliveries of all channels, and register them: new alerts are pending on each."""
    home.deliveries.register(channel.name for channel in channels)
    return tuple(
        channel_delivery(channel, home.deliveries.queue(channel.name), clock, render_for_channel)
        for channel in channels
    )


def channel_delivery(
    channel: NotifyChannel,
    stored: ChannelQueue,
    clock: Clock,
    word: Callable[[Transmission], Publication],
) -> ChannelDelivery:
    """Build the delivery of one channel, with a queue that remembers what it has received."""
    queue = FilteredQueue(channel=channel, stored=stored, clock=clock)
    dispatcher = Dispatcher(
        outbox=queue,
        notifier=AppriseNotifier(channel.name, channel.url),
        clock=clock,
        word=word,
        pacer=EmailPacer(
            monotonic=lambda: 0.0, wait=lambda _seconds: None, per_second=float("inf")
        ),
    )
    return ChannelDelivery(queue=queue, dispatcher=dispatcher)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """The result of a test message; `reason` is empty if the service accepted it."""

    channel: str
    service: str
    reason: str = ""


def send_tests(channels: Sequence[NotifyChannel]) -> Iterator[TestResult]:
    """Send a test message to each channel, also in quiet hours."""
    for channel in channels:
        notifier = AppriseNotifier(channel.name, channel.url)
        try:
            notifier.send_text(TEST_TITLE, TEST_TEXT)
        except DeliveryFailed as error:
            yield TestResult(channel=channel.name, service=notifier.service_name, reason=str(error))
        else:
            yield TestResult(channel=channel.name, service=notifier.service_name)


def service_of(channel: NotifyChannel) -> str:
    """Return the name of the service of a channel, such as `Slack`."""
    return AppriseNotifier(channel.name, channel.url).service_name
