"""The check: fetch, read, judge, keep, record. This file is the table of contents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from advisory_watch.app.doors import Doors
from advisory_watch.app.opinions import has_new_doubts, with_second_opinions
from advisory_watch.app.outcomes import ChangeOutcome, SourceOutcome, decided, unchanged
from advisory_watch.app.ports import Archive, Clock, Ledger, Web
from advisory_watch.app.recording import Recorder, evidence_of
from advisory_watch.app.remembering import after_reading, remember_failure, remember_success
from advisory_watch.core.advisories import Reading
from advisory_watch.core.errors import ArchiveError, LedgerError, SourceError, StaleVersion
from advisory_watch.core.health import Health
from advisory_watch.core.pages import Page
from advisory_watch.core.sources import Source
from advisory_watch.core.state import SourceState
from advisory_watch.core.verdicts.judge import judge
from advisory_watch.core.verdicts.vanishing import absences, withdrawals
from advisory_watch.core.verdicts.verdict import Verdict

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
        """Check one source, and remember how it went.

        What was recorded is reported, even where the check was then overtaken or failed.
        """
        told: list[ChangeOutcome] = []
        try:
            outcome = self._check_anew(source, told)
        except LedgerError as error:
            outcome = self._failed(source, f"nothing more was recorded: {error}")
        return replace(outcome, changes=tuple(told))

    def _check_anew(self, source: Source, told: list[ChangeOutcome]) -> SourceOutcome:
        """Decide anew whenever another check was faster."""
        for _ in range(ATTEMPTS):
            try:
                return self._check(source, told)
            except StaleVersion as error:
                overtaken = error
        return self._failed(source, f"overtaken {ATTEMPTS} times by other checks: {overtaken}")

    def _check(self, source: Source, told: list[ChangeOutcome]) -> SourceOutcome:
        state = self.ledger.state(source.id)
        try:
            answer = Doors(web=self.web).read(source, state)
            if answer.read is None:
                remember_success(self.ledger, state.health, answer.door.id, self.clock())
                return unchanged(state.health, answer.door.id, self.clock(), answer.failures)
            verdicts, unrecorded = self._decide(source, state, *answer.read, told)
            if not unrecorded:
                return decided(answer.read[1], verdicts, answer.failures)
            reason = unrecorded
        except SourceError as error:
            reason = error.reason
        except ArchiveError as error:
            reason = f"nothing more was recorded: {error}"
        return self._failed_and_remembered(source, state.health, reason)

    def _decide(
        self,
        source: Source,
        state: SourceState,
        page: Page,
        reading: Reading,
        told: list[ChangeOutcome],
    ) -> tuple[tuple[Verdict, ...], str]:
        """Judge the reading, record what it changed, and only then call the page read.

        Where a verdict could not be recorded, the page counts as unread, so that the next
        check tries again; which one and why is returned in words.
        """
        absent = absences(reading, state.known, state.health.absent)
        gone = withdrawals(state.known, absent, reading.read_at)
        judged, second = self._judge(source, state, reading)
        recorder = Recorder(
            ledger=self.ledger,
            archive=self.archive,
            evidence=evidence_of(reading.door, page, second),
            unkept=[page] if second is None else [page, second],
        )
        verdicts = (*judged, *gone)
        unrecorded = recorder.record_each(source.id, state.known, verdicts, told)
        if not unrecorded:
            for verdict in gone:
                del absent[verdict.destination]
            read = after_reading(state.health, page, reading, absent)
            remember_success(self.ledger, read, reading.door, self.clock())
        return verdicts, unrecorded

    def _judge(
        self, source: Source, state: SourceState, reading: Reading
    ) -> tuple[tuple[Verdict, ...], Page | None]:
        """Judge every destination; a second door is asked only about new doubts."""
        verdicts = judge(reading, state.known)
        if not has_new_doubts(verdicts, state.known):
            return verdicts, None
        second = Doors(web=self.web).second(source, reading.door, state.known)
        if second is None:
            return verdicts, None
        page, other = second
        return with_second_opinions(verdicts, other, state.known), page

    def _failed(self, source: Source, reason: str) -> SourceOutcome:
        return SourceOutcome(
            source=source.id, decided_at=self.clock(), door=None, ok=False, reason=reason
        )

    def _failed_and_remembered(self, source: Source, health: Health, reason: str) -> SourceOutcome:
        """Remember the failure, for whoever is told of blindness; report it in any case."""
        try:
            remember_failure(self.ledger, health, reason, self.clock())
        except StaleVersion:
            raise
        except LedgerError as error:
            reason = f"{reason}; this could not be remembered: {error}"
        return self._failed(source, reason)
