"""Collect the operating state of the system and judge it; a failed probe hides no other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from advisory_watch.app.ports import Clock, Ledger, Outbox
from advisory_watch.core.doctor import judge_observations
from advisory_watch.core.doctor_facts import (
    CheckResult,
    NotAnswering,
    Observation,
    OutboxBacklog,
    SourceFreshness,
    Unobserved,
)
from advisory_watch.core.errors import AdvisoryWatchError, LedgerError
from advisory_watch.core.health import Health

DENIED = ("AccessDenied", "not authorized")
"""Fragments of AWS's access errors, as the ledger passes them on."""


class Probe(Protocol):
    """Probes the environment outside the ledger."""

    def look(self, at: datetime) -> Iterator[Observation]:
        """Yield every fact. Yields `Unobserved`, and raises no error, if access is denied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    """All checks, in this order: `probe` (schedules and the like), sources, then the outbox.

    `outbox` is None if there is no outbox to read.
    """

    probe: tuple[Probe, ...]
    ledger: Ledger
    outbox: Outbox | None
    sources: tuple[str, ...]
    clock: Clock

    def run(self) -> tuple[CheckResult, ...]:
        """Run every check once."""
        now = self.clock()
        return judge_observations(self._facts(now), now)

    def _facts(self, now: datetime) -> Iterator[Observation]:
        for probe in self.probe:
            yield from probe.look(now)
        yield from self._sights()
        if self.outbox is not None:
            yield self._debts(self.outbox)

    def _sights(self) -> Iterator[Observation]:
        """Read the health of each source; stop after a denied access, which is reported once."""
        for source_id in self.sources:
            try:
                yield _sight(self.ledger.state(source_id).health)
            except LedgerError as error:
                blind = _blind(f"ledger of {source_id}", error)
                yield blind
                if isinstance(blind, Unobserved):
                    return

    def _debts(self, outbox: Outbox) -> Observation:
        try:
            pending = [alert.created_at for alert in outbox.pending()]
        except LedgerError as error:
            return _blind("outbox", error)
        return OutboxBacklog(waiting=len(pending), oldest_at=min(pending, default=None))


def _sight(health: Health) -> SourceFreshness:
    unread = [
        document for document in health.documents.values() if document.failing_since is not None
    ]
    return SourceFreshness(
        source=health.source,
        last_good_at=health.last_good_at,
        failure=health.failure,
        documents=len(health.documents),
        unread_documents=len(unread),
    )


def _blind(about: str, error: AdvisoryWatchError) -> Unobserved | NotAnswering:
    reason = str(error)
    if any(fragment in reason for fragment in DENIED):
        return Unobserved(about=about, permission="dynamodb:Query on the table")
    return NotAnswering(about=about, reason=reason)


def restrict_to(observations: Iterable[Observation]) -> Probe:
    """Return a probe that yields the given facts: the home folder of a laptop needs no probing."""
    return _LedgerProbe(tuple(observations))


@dataclass(frozen=True, slots=True)
class _LedgerProbe:
    known: tuple[Observation, ...]

    def look(self, _at: datetime) -> Iterator[Observation]:
        yield from self.known
