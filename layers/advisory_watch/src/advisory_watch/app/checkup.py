"""Collect the operating state of the system and judge it; a failed probe hides no other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from advisory_watch.app.ports import Clock, Ledger, Outbox
from advisory_watch.core.checkup import judge
from advisory_watch.core.errors import AdvisoryWatchError, LedgerError
from advisory_watch.core.facts import Broken, Debts, Fact, Sight, Unseen
from advisory_watch.core.findings import Finding
from advisory_watch.core.health import Health

DENIED = ("AccessDenied", "not authorized")
"""Fragments of AWS's access errors, as the ledger passes them on."""


class Eyes(Protocol):
    """Probes the environment outside the ledger."""

    def look(self, at: datetime) -> Iterator[Fact]:
        """Yield every fact. Yields `Unseen`, and raises no error, if access is denied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """All checks, in this order: `eyes` (schedules and the like), sources, then the outbox.

    `outbox` is None if there is no outbox to read.
    """

    eyes: tuple[Eyes, ...]
    ledger: Ledger
    outbox: Outbox | None
    sources: tuple[str, ...]
    clock: Clock

    def run(self) -> tuple[Finding, ...]:
        """Run every check once."""
        now = self.clock()
        return judge(self._facts(now), now)

    def _facts(self, now: datetime) -> Iterator[Fact]:
        for probe in self.eyes:
            yield from probe.look(now)
        yield from self._sights()
        if self.outbox is not None:
            yield self._debts(self.outbox)

    def _sights(self) -> Iterator[Fact]:
        """Read the health of each source; stop after a denied access, which is reported once."""
        for source_id in self.sources:
            try:
                yield _sight(self.ledger.state(source_id).health)
            except LedgerError as error:
                blind = _blind(f"ledger of {source_id}", error)
                yield blind
                if isinstance(blind, Unseen):
                    return

    def _debts(self, outbox: Outbox) -> Fact:
        try:
            owed = [alert.owed_at for alert in outbox.pending()]
        except LedgerError as error:
            return _blind("outbox", error)
        return Debts(waiting=len(owed), oldest_at=min(owed, default=None))


def _sight(health: Health) -> Sight:
    unread = [
        document for document in health.documents.values() if document.failing_since is not None
    ]
    return Sight(
        source=health.source,
        last_good_at=health.last_good_at,
        failure=health.failure,
        documents=len(health.documents),
        unread_documents=len(unread),
    )


def _blind(about: str, error: AdvisoryWatchError) -> Unseen | Broken:
    reason = str(error)
    if any(fragment in reason for fragment in DENIED):
        return Unseen(about=about, permission="dynamodb:Query on the table")
    return Broken(about=about, reason=reason)


def only(facts: Iterable[Fact]) -> Eyes:
    """Return a probe that yields the given facts: the home folder of a laptop needs no probing."""
    return _Known(tuple(facts))


@dataclass(frozen=True, slots=True)
class _Known:
    known: tuple[Fact, ...]

    def look(self, _at: datetime) -> Iterator[Fact]:
        yield from self.known
