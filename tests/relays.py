"""A relay whose carrier, clock and outbox are in the hands of a test."""

from dataclasses import dataclass, field
from datetime import datetime

from advisory_watch.adapters.memory import MemoryLedger, MemoryOutbox
from advisory_watch.app.pacing import Pacer
from advisory_watch.app.ports import Clock, Notifier, Outbox
from advisory_watch.app.relay import Relay
from advisory_watch.core.alerts import Alert
from advisory_watch.core.grouping import Dispatch
from advisory_watch.core.message import Publication
from advisory_watch.core.messages.publications import publication
from builders import NOON, a_known


@dataclass(slots=True)
class Watchless:
    """A clock in seconds that only waiting moves; `waited` are the waits."""

    seconds: float = 0.0
    waited: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        """Tell the seconds."""
        return self.seconds

    def wait(self, seconds: float) -> None:
        """Let them pass."""
        self.waited.append(seconds)
        self.seconds += seconds

    def pacer(self) -> Pacer:
        """Make the real pacer in this time."""
        return Pacer(monotonic=self.monotonic, wait=self.wait)


def noon() -> datetime:
    """Tell the time at which tests happen."""
    return NOON


def word(dispatch: Dispatch) -> Publication:
    """Word a dispatch under the ids of its sources."""
    return publication(dispatch, lambda source: source)


def a_relay(outbox: Outbox, notifier: Notifier, clock: Clock = noon) -> Relay:
    """Build a relay that nothing holds up."""
    pacer = Watchless().pacer()
    return Relay(outbox=outbox, notifier=notifier, clock=clock, word=word, pacer=pacer)


def owing(outbox: MemoryOutbox, *alerts: Alert) -> MemoryOutbox:
    """Owe alerts as a check does: through a ledger."""
    ledger = MemoryLedger(outbox)
    for number, alert in enumerate(alerts, start=1):
        ledger.record(a_known(revision=number), None, alert)
    return outbox
