"""Wording and pacing of alerts, on the laptop and in the cloud."""

from __future__ import annotations  # messages are loaded with the first alert: most runs send none

import time
from functools import partial
from typing import TYPE_CHECKING

from advisory_watch.app.dispatcher import Dispatcher, EmailPacer
from advisory_watch.bootstrap.settings import Settings, process_settings

if TYPE_CHECKING:
    from advisory_watch.app.event_delivery import EventDelivery
    from advisory_watch.app.ports import Clock, Notifier, Outbox
    from advisory_watch.core.alert import Alert
    from advisory_watch.core.alert_batch import Publication, Transmission
    from advisory_watch.core.cloud_event import CloudEvent


def title_of(source_id: str) -> str:
    """Return the short title of a source, or its id if it is no longer registered."""
    from advisory_watch.sources import SOURCES  # noqa: PLC0415 - as above

    source = SOURCES.get(source_id)
    return source.title if source else source_id


def render_publication(transmission: Transmission, settings: Settings | None = None) -> Publication:
    """Render the message of a transmission, with the short titles of its sources."""
    from advisory_watch.core.messages import build_publication  # noqa: PLC0415 - as above

    settings = settings or process_settings()
    return build_publication(transmission, title_of, settings.evidence_url, settings.site_url)


def render_alert_event(alert: Alert, settings: Settings) -> CloudEvent:
    """Render the event of an alert, with the short title of its source."""
    from advisory_watch.core.messages.event import render_event  # noqa: PLC0415 - as above

    return render_event(alert, title_of(alert.source), settings.evidence_url, settings.site_url)


def deliver_to_screen(outbox: Outbox, notifier: Notifier, clock: Clock) -> None:
    """Send every pending alert after a check: without a rate limit, and without waiting."""
    pacer = EmailPacer(monotonic=time.monotonic, wait=_sleep, per_second=float("inf"))
    dispatcher = Dispatcher(
        outbox=outbox, notifier=notifier, clock=clock, word=render_publication, pacer=pacer
    )
    for _ in dispatcher.drain():
        pass


def inbox_dispatcher(
    outbox: Outbox,
    notifier: Notifier,
    clock: Clock,
    settings: Settings,
    events: EventDelivery | None = None,
) -> Dispatcher:
    """Build the dispatcher to subscribers, at the pace of email, while checks may be recording."""
    return Dispatcher(
        outbox=outbox,
        notifier=notifier,
        clock=clock,
        word=partial(render_publication, settings=settings),
        pacer=EmailPacer(monotonic=time.monotonic, wait=_sleep),
        settle=partial(_sleep, settings.settle_s),
        events=events,
    )


def _sleep(seconds: float) -> None:
    time.sleep(max(seconds, 0.0))  # noqa: TID251 - the only real wait for emails
