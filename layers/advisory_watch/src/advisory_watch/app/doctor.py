"""Collect the operating state of the system and judge it; a failed probe hides no other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.ports import Clock, Ledger, Outbox
from advisory_watch.core.doctor import judge_observations
from advisory_watch.core.doctor_facts import (
    CheckResult,
    NotAnswering,
    Observation,
    OutboxBacklog,
    ReaderDeliveries,
    SourceFreshness,
    SystemRun,
    Unobserved,
    act,
    look,
)
from advisory_watch.core.doctor_remedies import OF_STACK, Remedies
from advisory_watch.core.errors import FailureKind, LedgerError
from advisory_watch.core.future_times import newest_time
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.system_health import SystemHealth, Urgency

DAMAGED_NAMED_MAX = 5
"""Damaged records named of one source: enough to see what they have in common."""

Probe = Callable[[datetime], Iterable[Observation]]
"""Probes all outside the ledger at a time; `Unobserved`, and no error, if access is denied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    """All checks, in this order: `probe` (schedules and the like), sources, then the outbox.

    `outbox` is None if there is no outbox to read. `remedies` are those of the observed place.
    `last_judgement` returns what the scheduled run of a stack found; a home has no such run.
    """

    probe: Probe
    ledger: Ledger
    outbox: Outbox | None
    sources: tuple[str, ...]
    clock: Clock
    remedies: Remedies = OF_STACK
    last_judgement: Callable[[], SystemHealth | None] | None = None

    def run(self) -> tuple[CheckResult, ...]:
        """Run every check once."""
        now = self.clock()
        return judge_observations(self._facts(now), now, self.remedies)

    def _facts(self, now: datetime) -> Iterator[Observation]:
        yield from self.probe(now)
        if self.last_judgement is not None:
            yield _system_run(self.last_judgement)
        yield from self._freshness()
        if self.outbox is not None:
            yield self._backlog(self.outbox)

    def _freshness(self) -> Iterator[Observation]:
        """Read the health of each source; stop after a denied access, which is reported once."""
        for source_id in self.sources:
            try:
                state = self.ledger.state(source_id)
                yield _freshness_of(state)
                yield from _deliveries_of(state)
                for code, reason in sorted(state.unreadable.items())[:DAMAGED_NAMED_MAX]:
                    about = f"record of {code} at {source_id}"
                    yield NotAnswering(about=about, reason=f"damaged: {reason}")
            except LedgerError as error:
                yield _unread(f"ledger of {source_id}", error)
                if error.kind is FailureKind.ACCESS_DENIED:
                    return

    def _backlog(self, outbox: Outbox) -> Observation:
        try:
            pending = [alert.created_at for alert in outbox.pending()]
        except LedgerError as error:
            return _unread("outbox", error)
        return OutboxBacklog(waiting=len(pending), oldest_at=min(pending, default=None))


def _system_run(last_judgement: Callable[[], SystemHealth | None]) -> Observation:
    try:
        health = last_judgement()
    except LedgerError as error:
        return _unread("system", error)
    if health is None:
        return SystemRun(judged_at=None)
    reports = {Urgency.NOW: act, Urgency.TODAY: look}
    findings = tuple(
        reports[finding.urgency](finding.about, finding.found, f"`{finding.first_command}`")
        for finding in health.findings
    )
    return SystemRun(judged_at=health.judged_at, findings=findings)


def _freshness_of(state: SourceState) -> SourceFreshness:
    health = state.health
    # An index is stored as a document, under the id of its endpoint.
    documents = len(health.documents.keys() - {health.endpoint}) or len(health.documents)
    return SourceFreshness(
        source=health.source,
        last_good_at=health.last_good_at,
        failure=health.failure,
        documents=documents + health.never_read,
        unread_documents=health.unread,
        read_in_part=health.read_in_part,
        never_read=health.never_read,
        deferred_since=health.deferred_since,
        newest_at=newest_time(state),
        clock_ahead_s=health.clock_ahead_s,
    )


def _deliveries_of(state: SourceState) -> Iterator[ReaderDeliveries]:
    for reader, mark in sorted(state.health.readers.items()):
        yield ReaderDeliveries(
            source=state.health.source,
            reader=reader,
            newest_at=mark.newest_at,
            refused=mark.refused,
            refused_at=mark.refused_at,
        )


def _unread(about: str, error: LedgerError) -> Observation:
    if error.kind is FailureKind.ACCESS_DENIED:
        return Unobserved(about=about, permission="dynamodb:Query on the table")
    return NotAnswering(about=about, reason=str(error))
