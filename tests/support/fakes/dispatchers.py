"""A dispatcher whose notifier, clock and outbox are controlled by a test."""

from dataclasses import dataclass, field
from datetime import datetime

from advisory_watch.adapters.memory import MemoryLedger, MemoryOutbox
from advisory_watch.app.dispatcher import Dispatcher, EmailPacer
from advisory_watch.app.ports import Clock, Notifier, Outbox
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Publication, Transmission
from advisory_watch.core.messages import build_publication
from support.builders import NOON, a_record


@dataclass(slots=True)
class FakeTimer:
    """A clock in seconds that only advances by waiting; `waited` lists the waits."""

    seconds: float = 0.0
    waited: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        """Return the seconds passed so far."""
        return self.seconds

    def wait(self, seconds: float) -> None:
        """Advance the clock, and record the wait."""
        self.waited.append(seconds)
        self.seconds += seconds

    def pacer(self) -> EmailPacer:
        """Build the real pacer on this clock."""
        return EmailPacer(monotonic=self.monotonic, wait=self.wait)


def noon() -> datetime:
    """Return the time at which tests happen."""
    return NOON


def word(dispatch: Transmission) -> Publication:
    """Render a dispatch, with source ids as names of publishers."""
    return build_publication(dispatch, lambda source: source)


def a_dispatcher(outbox: Outbox, notifier: Notifier, clock: Clock = noon) -> Dispatcher:
    """Build a dispatcher whose waits take no real time."""
    pacer = FakeTimer().pacer()
    return Dispatcher(outbox=outbox, notifier=notifier, clock=clock, word=word, pacer=pacer)


def with_pending(outbox: MemoryOutbox, *alerts: Alert) -> MemoryOutbox:
    """Put alerts into the outbox through a ledger, as a check does."""
    ledger = MemoryLedger(outbox)
    for number, alert in enumerate(alerts, start=1):
        ledger.record(a_record(revision=number), None, alert)
    return outbox
