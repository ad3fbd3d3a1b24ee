"""The check of sources: fetch, parse, detect changes, archive, record."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.app.doors import Answer, Doors
from advisory_watch.app.evidence import Sheaf
from advisory_watch.app.gathered import Gathered
from advisory_watch.app.handing import Handing
from advisory_watch.app.opinions import new_doubts, with_second_opinions
from advisory_watch.app.outcomes import ChangeOutcome, SourceOutcome, decided, unchanged
from advisory_watch.app.ports import Archive, Clock, Ledger, Web
from advisory_watch.app.recalling import in_full, state_of
from advisory_watch.app.recording import Recorder
from advisory_watch.app.remembering import (
    after_gathering,
    after_judging,
    remember,
    unless_too_late,
)
from advisory_watch.core.advisories import Reading
from advisory_watch.core.errors import HandingFailed, LedgerError, SourceError, StaleVersion
from advisory_watch.core.parts import Part
from advisory_watch.core.sources import Source
from advisory_watch.core.state import SourceState
from advisory_watch.core.verdicts.verdict import Verdict

ATTEMPTS = 3
"""Attempts at one source when other checks write first; each attempt reads the ledger again."""

Work = Callable[[Source], SourceOutcome]
SideBySide = Callable[[Work, Iterable[Source]], Iterator[SourceOutcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One attempt at one source: its stored state, and the changes recorded so far."""

    source: Source
    state: SourceState
    doors: Doors
    told: list[ChangeOutcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Reads sources, and records changes together with the alerts to send.

    `side_by_side` is a `map` over the sources. A parallel one keeps a slow publisher from delaying
    the others. `handing` passes on sources that are too large for one check. `part` is the
    partition to check, or None for the whole source (`app.working`).
    """

    web: Web
    ledger: Ledger
    archive: Archive
    clock: Clock
    side_by_side: SideBySide = map
    handing: Handing | None = None
    part: Part | None = None

    def run(
        self, sources: Iterable[Source], until: datetime | None = None
    ) -> Iterator[SourceOutcome]:
        """Check the sources, and yield the outcomes in their order.

        A failing source does not affect the next one. Requests that have not begun by `until` are
        left to the next check.
        """
        return self.side_by_side(lambda source: self.check(source, until), sources)

    def check(self, source: Source, until: datetime | None = None) -> SourceOutcome:
        """Check one source, and store its health.

        Recorded changes are reported even if a later step fails or another check writes first.
        """
        told: list[ChangeOutcome] = []
        try:
            outcome = self._check_anew(source, until, told)
        except LedgerError as error:
            outcome = self._failed(source, f"nothing more was recorded: {error}")
        except Exception as error:  # noqa: BLE001 - a bug must not end the checks of other sources
            found = f"a mistake of ours: {type(error).__name__}: {error}"
            outcome = self._failed(source, f"nothing more was recorded: {found}")
        return replace(outcome, changes=tuple(told))

    def _check_anew(
        self, source: Source, until: datetime | None, told: list[ChangeOutcome]
    ) -> SourceOutcome:
        """Start again, up to `ATTEMPTS` times, if another check wrote first."""
        doors = Doors(web=self.web, clock=self.clock, until=until, handing=self.handing)
        for _ in range(ATTEMPTS):
            try:
                state = state_of(self.ledger, source.id, self.part)
                return self._check(Round(source=source, state=state, doors=doors, told=told))
            except StaleVersion as error:
                overtaken = error
        return self._failed(source, f"overtaken {ATTEMPTS} times by other checks: {overtaken}")

    def _check(self, now: Round) -> SourceOutcome:
        try:
            answer = now.doors.read(now.source, now.state)
            reading = answer.gathered.reading
            if reading is None:
                return self._unchanged(now, answer)
            return self._decide(now, answer, reading)
        except SourceError as error:
            return self._failed_and_remembered(now, error.reason)
        except HandingFailed as error:
            return self._failed_and_remembered(now, str(error))

    def _unchanged(self, now: Round, answer: Answer) -> SourceOutcome:
        following = after_gathering(now.state.health, answer.gathered)
        if self.part is not None and answer.gathered.is_idle:
            return unchanged(now.state.health, answer, self.clock())
        remember(self.ledger, following, answer.gathered.blindness, self.clock())
        return unchanged(now.state.health, answer, self.clock())

    def _decide(self, now: Round, answer: Answer, reading: Reading) -> SourceOutcome:
        """Detect and record changes, then mark the source as read.

        If a change could not be recorded, the source does not count as read, and the next check
        tries again.
        """
        shape, known, health = now.source.shape, now.state.known, now.state.health
        absent = shape.absences(reading, known, health.absent)
        gone = shape.withdrawals(known, absent, reading.read_at)
        state = in_full(
            self.ledger, now.state, reading, [withdrawn.destination for withdrawn in gone]
        )
        judged, second = self._judge(replace(now, state=state), reading)
        sheaf = Sheaf(archive=self.archive, gathered=answer.gathered, second=second)
        recorder = Recorder(ledger=self.ledger, sheaf=sheaf)
        verdicts = (*judged, *gone)
        unrecorded = recorder.record_each(now.source.id, state.known, verdicts, now.told)
        if unrecorded:
            return self._failed_and_remembered(now, f"not all was recorded: {unrecorded}")
        for verdict in gone:
            del absent[verdict.destination]
        gathered = unless_too_late(after_gathering(health, answer.gathered), health, judged)
        following = after_judging(gathered, reading, absent)
        remember(self.ledger, following, answer.gathered.blindness, self.clock())
        return decided(answer, reading, verdicts)

    def _judge(self, now: Round, reading: Reading) -> tuple[tuple[Verdict, ...], Gathered | None]:
        """Compare every destination; ask a second endpoint only about new pending candidates."""
        known = now.state.known
        verdicts = now.source.shape.judge(reading, known)
        doubted = new_doubts(verdicts, known)
        second = now.doors.second(now.source, reading.door, known, doubted) if doubted else None
        if second is None or second.reading is None:
            return verdicts, None
        return with_second_opinions(verdicts, second.reading, known), second

    def _failed(self, source: Source, reason: str) -> SourceOutcome:
        return SourceOutcome(
            source=source.id, decided_at=self.clock(), door=None, ok=False, reason=reason
        )

    def _failed_and_remembered(self, now: Round, reason: str) -> SourceOutcome:
        """Store the failure for the outage alerts. Report it even if it cannot be stored."""
        try:
            remember(self.ledger, now.state.health, reason, self.clock())
        except StaleVersion:
            raise
        except LedgerError as error:
            reason = f"{reason}; this could not be remembered: {error}"
        return self._failed(now.source, reason)
