"""How alerts are worded and paced, on the laptop and in the cloud alike."""

import os
import time
from functools import partial

from advisory_watch.app.pacing import Pacer
from advisory_watch.app.ports import Clock, Notifier, Outbox
from advisory_watch.app.relay import Relay
from advisory_watch.core.errors import UsageError
from advisory_watch.core.grouping import Dispatch
from advisory_watch.core.message import Publication
from advisory_watch.core.messages.publications import publication

SETTLE_S = 2.0
"""A check writes its next alert within tenths of a second: after two there is no more to come."""


def title_of(source_id: str) -> str:
    """Return the short title of a source; of one that is no longer registered, its id."""
    from advisory_watch.sources.register import SOURCES  # noqa: PLC0415 - only what is sent has one

    source = SOURCES.get(source_id)
    return source.title if source else source_id


def word(dispatch: Dispatch) -> Publication:
    """Word what is sent together, under the short titles of its sources."""
    evidence_url, site_url = (os.environ.get(each, "") for each in ("EVIDENCE_URL", "SITE_URL"))
    return publication(dispatch, title_of, evidence_url, site_url)


def screen_relay(outbox: Outbox, notifier: Notifier, clock: Clock) -> Relay:
    """Build the relay to a screen, which nothing can flood, after a check that has ended."""
    pacer = Pacer(monotonic=time.monotonic, wait=_sleep, per_second=float("inf"))
    return Relay(outbox=outbox, notifier=notifier, clock=clock, word=word, pacer=pacer)


def inbox_relay(outbox: Outbox, notifier: Notifier, clock: Clock) -> Relay:
    """Build the relay to people, at the pace of email, beside checks that are recording."""
    return Relay(
        outbox=outbox,
        notifier=notifier,
        clock=clock,
        word=word,
        pacer=Pacer(monotonic=time.monotonic, wait=_sleep),
        settle=partial(_sleep, _settle_s()),
    )


def _settle_s() -> float:
    said = os.environ.get("SETTLE_S")
    try:
        return float(said) if said else SETTLE_S
    except ValueError:
        raise UsageError(f"SETTLE_S: expected seconds, found {said!r}") from None


def _sleep(seconds: float) -> None:
    time.sleep(max(seconds, 0.0))  # noqa: TID251 - the one place where emails really wait
