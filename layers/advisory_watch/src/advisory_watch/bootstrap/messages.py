"""Wording and pacing of alerts, on the laptop and in the cloud."""

import os
import time
from functools import partial

from advisory_watch.app.dispatcher import Dispatcher, EmailPacer
from advisory_watch.app.ports import Clock, Notifier, Outbox
from advisory_watch.core.alert_batch import Publication, Transmission
from advisory_watch.core.errors import UsageError
from advisory_watch.core.messages import build_publication

SETTLE_S = 2.0
"""Seconds between two reads of the outbox: a check writes its next alert much sooner.

The next alert of a running check follows within tenths of a second.
"""


def title_of(source_id: str) -> str:
    """Return the short title of a source, or its id if it is no longer registered."""
    from advisory_watch.sources import SOURCES  # noqa: PLC0415 - loaded only if an alert is sent

    source = SOURCES.get(source_id)
    return source.title if source else source_id


def source_word(dispatch: Transmission) -> Publication:
    """Render the message of a dispatch, with the short titles of its sources."""
    evidence_url, site_url = (
        os.environ.get(variable, "") for variable in ("EVIDENCE_URL", "SITE_URL")
    )
    return build_publication(dispatch, title_of, evidence_url, site_url)


def screen_dispatcher(outbox: Outbox, notifier: Notifier, clock: Clock) -> Dispatcher:
    """Build the dispatcher to a screen, after the check: no rate limit, and no waiting."""
    pacer = EmailPacer(monotonic=time.monotonic, wait=_sleep, per_second=float("inf"))
    return Dispatcher(outbox=outbox, notifier=notifier, clock=clock, word=source_word, pacer=pacer)


def inbox_dispatcher(outbox: Outbox, notifier: Notifier, clock: Clock) -> Dispatcher:
    """Build the dispatcher to subscribers, at the pace of email, while checks may be recording."""
    return Dispatcher(
        outbox=outbox,
        notifier=notifier,
        clock=clock,
        word=source_word,
        pacer=EmailPacer(monotonic=time.monotonic, wait=_sleep),
        settle=partial(_sleep, _settle_s()),
    )


def _settle_s() -> float:
    setting = os.environ.get("SETTLE_S")
    try:
        return float(setting) if setting else SETTLE_S
    except ValueError:
        raise UsageError(f"SETTLE_S: expected seconds, found {setting!r}") from None


def _sleep(seconds: float) -> None:
    time.sleep(max(seconds, 0.0))  # noqa: TID251 - the only real wait for emails
