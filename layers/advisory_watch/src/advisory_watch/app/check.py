"""The check: fetch, read, judge, keep, record. This file is the table of contents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.app.doors import Answer, Doors
from advisory_watch.app.opinions import has_new_doubts, with_second_opinions
from advisory_watch.app.outcomes import ChangeOutcome, SourceOutcome
from advisory_watch.app.ports import Archive, Clock, Ledger, SourceState, Web
from advisory_watch.app.recording import Recorder, evidence_of
from advisory_watch.core.advisories import Reading
from advisory_watch.core.errors import ArchiveError, LedgerError, SourceError, StaleVersion
from advisory_watch.core.fingerprint import RULES
from advisory_watch.core.health import Health
from advisory_watch.core.pages import Page
from advisory_watch.core.sources import Door, Source
from advisory_watch.core.verdicts.blindness import after_failure, after_success
from advisory_watch.core.verdicts.judge import judge
from advisory_watch.core.verdicts.vanishing import absences, withdrawals
from advisory_watch.core.verdicts.verdict import Outcome, Verdict

ATTEMPTS = 3
"""How often to decide anew when another check was faster; each attempt reads the ledger again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Reads sources and records what changed, with the alerts owed for it."""

    web: Web
    ledger: Ledger
    archive: Archive
    clock: Clock

    def run(self, sources: Iterable[Source]) -> Iterator[SourceOutcome]:
        """Check one source after the other; the failure of one does not touch the next."""
        for source in sources:
            yield self.check(source)

    def check(self, source: Source) -> SourceOutcome:
        """Check one source, and remember how it went."""
        try:
            for _ in range(ATTEMPTS):
                try:
                    return self._check(source)
                except StaleVersion as error:
                    overtaken = error
            return self._failed(source, f"overtaken {ATTEMPTS} times by other checks: {overtaken}")
        except (LedgerError, ArchiveError) as error:
            return self._failed(source, f"nothing more was recorded: {error}")

    def _check(self, source: Source) -> SourceOutcome:
        state = self.ledger.state(source.id)
        try:
            answer = Doors(web=self.web).read(source, state)
        except SourceError as error:
            self._remember_failure(state.health, error)
            return self._failed(source, error.reason)
        if answer.read is None:
            self._remember_success(state.health, answer.door)
            return _unchanged(answer, state.health, self.clock())
        return self._decide(source, state, answer, *answer.read)

    def _decide(
        self, source: Source, state: SourceState, answer: Answer, page: Page, reading: Reading
    ) -> SourceOutcome:
        """Judge the reading, record what it changed, and only then call the page read."""
        absent = absences(reading, state.known, state.health.absent)
        gone = withdrawals(state.known, absent, reading.read_at)
        judged, second = self._judge(source, state, answer.door, reading)
        recorder = Recorder(
            ledger=self.ledger,
            archive=self.archive,
            evidence=evidence_of(answer.door.id, page, second),
            unkept=[page] if second is None else [page, second],
        )
        verdicts = (*judged, *gone)
        changes: list[ChangeOutcome] = []
        for verdict in verdicts:
            known = state.known.get(verdict.destination)
            changes.extend(recorder.record(source.id, known, verdict))
        for verdict in gone:
            del absent[verdict.destination]
        health = _after_reading(state.health, page, reading, absent)
        self._remember_success(health, answer.door)
        return _decided(answer, reading, verdicts, changes)

    def _judge(
        self, source: Source, state: SourceState, door: Door, reading: Reading
    ) -> tuple[tuple[Verdict, ...], Page | None]:
        """Judge every destination; a second door is asked only about new doubts."""
        verdicts = judge(reading, state.known)
        if not has_new_doubts(verdicts, state.known):
            return verdicts, None
        second = Doors(web=self.web).second(source, door, state.known)
        if second is None:
            return verdicts, None
        page, other = second
        return with_second_opinions(verdicts, other, state.known), page

    def _failed(self, source: Source, reason: str) -> SourceOutcome:
        return SourceOutcome(
            source=source.id, decided_at=self.clock(), door=None, ok=False, reason=reason
        )

    def _remember_failure(self, health: Health, error: SourceError) -> None:
        """Save since when the source fails; no destination is touched."""
        failing, alerts = after_failure(health, error.reason, self.clock())
        self.ledger.save_health(replace(failing, revision=health.revision + 1), alerts)

    def _remember_success(self, health: Health, door: Door) -> None:
        """Save what the next check asks with; last, so that a crash before it repeats the work."""
        now = self.clock()
        healthy, alerts = after_success(health, now)
        following = replace(healthy, revision=health.revision + 1, door=door.id, last_good_at=now)
        self.ledger.save_health(following, alerts)


def _after_reading(
    health: Health, page: Page, reading: Reading, absent: Mapping[str, datetime]
) -> Health:
    return replace(
        health,
        destinations=len({each.destination for each in reading.advisories}),
        validators=page.validators,
        body_sha256=page.sha256,
        rules=RULES,
        absent=absent,
    )


def _decided(
    answer: Answer,
    reading: Reading,
    verdicts: tuple[Verdict, ...],
    changes: Sequence[ChangeOutcome],
) -> SourceOutcome:
    return SourceOutcome(
        source=reading.source,
        decided_at=reading.read_at,
        door=answer.door.id,
        ok=True,
        destinations=len({each.destination for each in reading.advisories}),
        reason="; ".join(answer.failures),
        first_seen=sum(verdict.outcome is Outcome.FIRST_SEEN for verdict in verdicts),
        changes=tuple(changes),
        verdicts=verdicts,
        problems=reading.problems,
    )


def _unchanged(answer: Answer, health: Health, at: datetime) -> SourceOutcome:
    return SourceOutcome(
        source=health.source,
        decided_at=at,
        door=answer.door.id,
        ok=True,
        destinations=health.destinations,
        reason="; ".join(answer.failures),
    )
