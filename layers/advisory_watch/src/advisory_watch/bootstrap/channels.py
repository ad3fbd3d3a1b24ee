"""The channels of a home: from `notify.toml` to what sends their messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from advisory_watch.adapters.apprise import AppriseNotifier, why_not_usable
from advisory_watch.app.channel_delivery import ChannelDelivery, FilteredQueue
from advisory_watch.app.dispatcher import Dispatcher, EmailPacer
from advisory_watch.app.ports import Clock
from advisory_watch.bootstrap.local import StoredHome
from advisory_watch.bootstrap.messages import render_publication
from advisory_watch.bootstrap.notify_file import NOTIFY_FILE, NotifyFile, read_notify_file
from advisory_watch.core.alert_batch import Publication, Transmission
from advisory_watch.core.errors import DeliveryFailed
from advisory_watch.core.messages.email import FOOTER
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
    publication = render_publication(transmission)
    email = publication.message.email.replace(FOOTER, CHANNEL_FOOTER)
    return replace(publication, message=replace(publication.message, email=email))


def channel_deliveries(
    home: StoredHome, channels: Sequence[NotifyChannel], clock: Clock
) -> tuple[ChannelDelivery, ...]:
    """Build the deliveries of all channels, and register them: new alerts are pending on each."""
    home.deliveries.register(channel.name for channel in channels)
    return tuple(_delivery(home, channel, clock) for channel in channels)


def _delivery(home: StoredHome, channel: NotifyChannel, clock: Clock) -> ChannelDelivery:
    stored = home.deliveries.queue(channel.name)
    queue = FilteredQueue(channel=channel, stored=stored, clock=clock)
    dispatcher = Dispatcher(
        outbox=queue,
        notifier=AppriseNotifier(channel.name, channel.url),
        clock=clock,
        word=render_for_channel,
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
