"""Looks at everything that must be well, and has it judged; one blind spot hides no other."""

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
"""What AWS's refusals have in them, as the ledger passes them on."""


class Eyes(Protocol):
    """Looks at the world outside the ledger."""

    def look(self, at: datetime) -> Iterator[Fact]:
        """Yield every fact; what cannot be seen is `Unseen`, and never an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """The whole look: schedules and the like through `eyes`, then sources, then debts.

    `outbox` is None where there is none to be opened.
    """

    eyes: tuple[Eyes, ...]
    ledger: Ledger
    outbox: Outbox | None
    sources: tuple[str, ...]
    clock: Clock

    def run(self) -> tuple[Finding, ...]:
        """Look at everything once."""
        now = self.clock()
        return judge(self._facts(now), now)

    def _facts(self, now: datetime) -> Iterator[Fact]:
        for each in self.eyes:
            yield from each.look(now)
        yield from self._sights()
        if self.outbox is not None:
            yield self._debts(self.outbox)

    def _sights(self) -> Iterator[Fact]:
        """Look at each source; who may not read the ledger need be told only once."""
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
    unread = [each for each in health.documents.values() if each.failing_since is not None]
    return Sight(
        source=health.source,
        last_good_at=health.last_good_at,
        failure=health.failure,
        documents=len(health.documents),
        unread_documents=len(unread),
    )


def _blind(about: str, error: AdvisoryWatchError) -> Unseen | Broken:
    reason = str(error)
    if any(each in reason for each in DENIED):
        return Unseen(about=about, permission="dynamodb:Query on the table")
    return Broken(about=about, reason=reason)


def only(facts: Iterable[Fact]) -> Eyes:
    """Look at what is known already: of a laptop's home."""
    return _Known(tuple(facts))


@dataclass(frozen=True, slots=True)
class _Known:
    known: tuple[Fact, ...]

    def look(self, _at: datetime) -> Iterator[Fact]:
        """Yield what is known."""
        yield from self.known
