"""Check sources: plan, fetch, parse, detect, archive, record."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from advisory_watch.app.check_mark import CheckMark
from advisory_watch.app.document_fetcher import DocumentFetcher
from advisory_watch.app.fetch_result import EndpointFetchResult
from advisory_watch.app.ports import Archive, Clock, Ledger, PageFetcher
from advisory_watch.app.results import ChangeOutcome, SourceOutcome
from advisory_watch.app.source_fetcher import RuleSetVersion, SourceFetcher
from advisory_watch.app.source_health import ReadResult, after_fetch, save_health
from advisory_watch.app.stored_state import StoredSource
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.clock import ClockReading, describe_faults
from advisory_watch.core.damaged_records import after_damage, describe, problems_of
from advisory_watch.core.errors import (
    FailureKind,
    HandingFailed,
    LedgerError,
    SourceError,
    StaleVersion,
)
from advisory_watch.core.future_times import bounded_health, in_present, newest_time
from advisory_watch.core.health import Health
from advisory_watch.core.source import Source
from advisory_watch.core.source_state import SourceState

if TYPE_CHECKING:
    from advisory_watch.app.ingest import Ingest, Intake, WebWithReaders
    from advisory_watch.app.partition_dispatcher import PartitionDispatcher
    from advisory_watch.core.detection.types import Detection
    from advisory_watch.core.partition import Partition
    from advisory_watch.core.record import DestinationRecord

ATTEMPTS = 3
"""Attempts at one source when other checks write first; each attempt reads the ledger again."""

Work = Callable[[Source], SourceOutcome]
SideBySide = Callable[[Work, Iterable[Source]], Iterator[SourceOutcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAttempt:
    """One attempt at one source, and the stored state that it begins with.

    `web` has the records of readers elsewhere; it is None if the source has no reader.
    """

    source: Source
    stored: SourceState
    fetcher: SourceFetcher
    mark: CheckMark
    web: "WebWithReaders | None" = None

    @property
    def state(self) -> SourceState:
        """The stored state as of now, with the mark of this check once it is set."""
        mark = self.mark.health
        health = replace(
            self.stored.health,
            revision=mark.revision,
            begun_at=mark.begun_at,
            records_read_at=mark.records_read_at,
        )
        return replace(self.stored, health=health)

    @property
    def read_at(self) -> datetime | None:
        """When the pages were fetched, if all came from readers."""
        return self.web.read_at if self.web else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Reads sources, and records changes together with the alerts to send.

    `side_by_side` is a `map` over the sources. A parallel one keeps a slow publisher from delaying
    the others. `partition_dispatcher` passes on sources that are too large for one check.
    `partition` is the partition to check, or None for the whole source. `allows_gaps` is set for an
    archive, which may hold only some of the documents, and has a time of its own. `clocks` reads
    the clock of this computer and the servers' time; without it, `clock` is trusted. `ingest`
    takes the records of readers elsewhere, for publishers that refuse this network. `first_read` is
    held while a source is read for the first time by today's rules: all its documents are then in
    memory. `level_moves` replaces that of the ledger.
    """

    web: PageFetcher
    ledger: Ledger
    archive: Archive
    clock: Clock
    rule_set_version: RuleSetVersion
    side_by_side: SideBySide = map
    partition_dispatcher: "PartitionDispatcher | None" = None
    partition: "Partition | None" = None
    allows_gaps: bool = False
    clocks: Callable[[], ClockReading] | None = None
    ingest: "Ingest | None" = None
    first_read: AbstractContextManager[object] = field(default_factory=nullcontext)
    level_moves: Callable[[], Mapping[str, datetime]] | None = None

    def run(
        self, sources: Iterable[Source], until: datetime | None = None
    ) -> Iterator[SourceOutcome]:
        """Check the sources, and yield the outcomes in the order of `side_by_side`.

        A failing source does not affect the next one. Requests that have not begun by `until` are
        left to the next check. What other sources say is read once for all.
        """
        together = replace(self, level_moves=cache(self.level_moves or self.ledger.level_moves))
        return self.side_by_side(lambda source: together.check(source, until), sources)

    def check(self, source: Source, until: datetime | None = None) -> SourceOutcome:
        """Check one source, and store its health.

        Recorded changes are reported even if a later step fails or another check writes first.
        """
        changes: list[ChangeOutcome] = []
        try:
            for result in self._plan(source, until):
                if isinstance(result, ChangeOutcome):
                    changes.append(result)
                else:
                    outcome = result
        except LedgerError as error:
            outcome = self._failed(source, error.kind, f"nothing more was recorded: {error}")
        except Exception as error:  # noqa: BLE001 - a bug must not end the checks of other sources
            found = f"{type(error).__name__}: {error}"
            reason = f"nothing more was recorded: a mistake of ours: {found}"
            outcome = self._failed(source, FailureKind.OUR_FAULT, reason)
        return replace(outcome, changes=tuple(changes))

    def _plan(
        self, source: Source, until: datetime | None
    ) -> Iterator[ChangeOutcome | SourceOutcome]:
        """Yield each recorded change, then the outcome; restart if another check wrote first."""
        for attempts in range(ATTEMPTS):
            try:
                # An old health is harmless: each write requires the revision that was read.
                attempt = self._begin(source, until, may_lag=attempts == 0)
                with self.first_read if self._is_first_read(attempt) else nullcontext():
                    for result in self._fetch(attempt):
                        if isinstance(result, SourceOutcome):
                            yield self._with_faults(result, attempt)
                        else:
                            yield result
            except StaleVersion as error:
                overtaken = error
            else:
                return
        reason = f"overtaken {ATTEMPTS} times by other checks: {overtaken}"
        yield self._failed(source, overtaken.kind, reason)

    def _is_first_read(self, attempt: CheckAttempt) -> bool:
        rules = self.rule_set_version(attempt.source.id)
        documents = attempt.stored.health.documents.values()
        return all(document.rules != rules for document in documents)

    def _begin(self, source: Source, until: datetime | None, *, may_lag: bool) -> CheckAttempt:
        """Load the state of a source, and what readers elsewhere delivered.

        A check of the whole source marks in the ledger that it runs. A partition is retried from
        its queue, which counts the attempts.
        """
        at = self.clock()
        stored = StoredSource(
            ledger=self.ledger, source_id=source.id, partition=self.partition, may_lag=may_lag
        )
        state = stored.state(at)
        mark = CheckMark(ledger=self.ledger, clock=self.clock, health=state.health)
        is_marked = self.partition is None and not self.allows_gaps
        if is_marked:
            mark.report_killed()
        health, web = mark.health, None
        intake = self.ingest.take(source, health, at) if self.ingest else None
        if self.ingest is not None and intake is not None:
            web = self.ingest.web(intake, self.web)
            health = intake.begin(health, at)
        elif health.readers:  # no reader is registered any more
            health = replace(health, readers={}, own_failed_at=None)
        documents = DocumentFetcher(web=web or self.web, clock=self.clock, until=until)
        if is_marked:
            documents = replace(documents, begin=mark.begin)
        fetcher = SourceFetcher(
            documents=documents,
            rule_set_version=self.rule_set_version,
            partition_dispatcher=self.partition_dispatcher,
            level_moves=self.level_moves or self.ledger.level_moves,
            allows_gaps=self.allows_gaps,
            reads_records=intake is not None and not intake.asks_publisher,
            with_records=stored.with_records,
        )
        begun = replace(state, health=health)
        return CheckAttempt(source=source, stored=begun, fetcher=fetcher, mark=mark, web=web)

    def _fetch(self, attempt: CheckAttempt) -> Iterator[ChangeOutcome | SourceOutcome]:
        """Fetch and parse the documents that are due, and process a new snapshot."""
        web = attempt.web
        if web is not None and web.records.intake.is_idle:
            yield self._idle(attempt, web.records.intake)
            return
        try:
            fetched = attempt.fetcher.read(attempt.source, attempt.state)
            if web is not None and web.is_answered and not web.is_refused:
                answering = replace(attempt.stored.health, own_failed_at=None)
                attempt = replace(attempt, stored=replace(attempt.stored, health=answering))
            if fetched.snapshot is None:
                yield self._unchanged(attempt, fetched)
            else:
                yield from self._process(attempt, fetched, fetched.snapshot)
        except SourceError as error:
            yield self._failed_and_stored(attempt, error.kind, error.reason)
        except HandingFailed as error:
            yield self._failed_and_stored(attempt, error.kind, str(error))

    def _idle(self, attempt: CheckAttempt, intake: "Intake") -> SourceOutcome:
        """Wait for the next record of a reader, whose last one is recent enough."""
        health = attempt.state.health
        if self.partition is None or intake.refused:
            tried = replace(health, last_tried_at=self._clocks().now)
            self.ledger.save_health(replace(tried, revision=health.revision + 1))
        return SourceOutcome(
            source=attempt.source.id,
            decided_at=self.clock(),
            endpoint=health.endpoint,
            destinations=health.destinations,
            reason=f"{intake.label}: {intake.last}",
        )

    def _unchanged(self, attempt: CheckAttempt, fetched: EndpointFetchResult) -> SourceOutcome:
        health = attempt.state.health
        if self.partition is None or not fetched.is_idle:
            result = ReadResult(failure=fetched.blindness, read_at=attempt.read_at)
            self._save_health(after_fetch(health, fetched), result, attempt.state)
        return outcome_of(fetched, self.clock(), attempt.state, health.destinations)

    def _process(
        self, attempt: CheckAttempt, fetched: EndpointFetchResult, snapshot: Snapshot
    ) -> Iterator[ChangeOutcome | SourceOutcome]:
        """Judge, archive and record, then mark the source as read.

        If a change could not be recorded, the source does not count as read, and the next check
        tries again.
        """
        # Most checks find every page unchanged, and never load this.
        from advisory_watch.app.snapshot_recorder import SnapshotRecorder  # noqa: PLC0415

        attempt = replace(attempt, stored=attempt.fetcher.with_records(attempt.stored))
        recorder = SnapshotRecorder(
            ledger=self.ledger,
            archive=self.archive,
            fetcher=attempt.fetcher,
            mark=attempt.mark,
            clock=self.clock,
            in_present=self._in_present,
            is_partition=self.partition is not None,
        )
        recorded = yield from recorder.record(attempt.source, attempt.state, fetched, snapshot)
        if errors := recorded.errors:
            kind = next(iter(errors.values())).kind
            yield self._failed_and_stored(attempt, kind, recorded.reason)
            return
        result = ReadResult(
            failure=fetched.blindness,
            is_incomplete=bool(fetched.shortfall),
            mass=recorded.mass_move,
            read_at=attempt.read_at,
        )
        self._save_health(recorded.health, result, recorded.state)
        at, destinations = snapshot.read_at, fetched.destinations
        yield outcome_of(fetched, at, recorded.state, destinations, recorded.detections)

    def _clocks(self) -> ClockReading:
        return self.clocks() if self.clocks else ClockReading(local=self.clock())

    def _with_faults(self, outcome: SourceOutcome, attempt: CheckAttempt) -> SourceOutcome:
        if self.allows_gaps:
            return outcome
        refused = attempt.web.records.intake.refused if attempt.web else ()
        faults = (*describe_faults(self._clocks(), newest_time(attempt.state)), *refused)
        if not faults:
            return outcome
        reason = "; ".join(filter(None, (*faults, outcome.reason)))
        return replace(outcome, own_faults=(*faults, *outcome.own_faults), reason=reason)

    def _in_present(
        self, state: SourceState, read_at: datetime
    ) -> "tuple[SourceState, Mapping[str, DestinationRecord]]":
        """Put right all times in the future, unless an archive is read at a time of its own.

        A page of the web is from now, whatever times the ledger has. A capture may really be older
        than the ledger, and is rejected then.
        """
        return (state, {}) if self.allows_gaps else in_present(state, read_at)

    def _save_health(self, health: Health, result: ReadResult, state: SourceState) -> None:
        health = after_damage(health, state, self.clock())
        if not self.allows_gaps:
            clocks = self._clocks()
            health = replace(bounded_health(health, clocks.now), clock_ahead_s=clocks.ahead_s)
            if self.partition is None:
                health = replace(health, last_tried_at=clocks.now, begun_at=None)
        save_health(self.ledger, health, result, self.clock())

    def _failed(self, source: Source, kind: FailureKind, reason: str) -> SourceOutcome:
        return SourceOutcome(source=source.id, decided_at=self.clock(), failure=kind, reason=reason)

    def _failed_and_stored(
        self, attempt: CheckAttempt, kind: FailureKind, reason: str
    ) -> SourceOutcome:
        """Store the failure for the outage alerts. Report it even if it cannot be stored."""
        try:
            unjudged = replace(attempt.state, records={})
            self._save_health(attempt.state.health, ReadResult(failure=reason), unjudged)
        except StaleVersion:
            raise
        except LedgerError as error:
            reason = f"{reason}; this could not be remembered: {error}"
        return self._failed(attempt.source, kind, reason)


def outcome_of(
    fetched: EndpointFetchResult,
    at: datetime,
    state: SourceState,
    destinations: int,
    detections: "tuple[Detection, ...]" = (),
) -> SourceOutcome:
    """Report what an endpoint answered, what was detected in it, and which records are damaged."""
    damage = (describe(state.unreadable),) if state.unreadable else ()
    return SourceOutcome(
        source=fetched.endpoint.target.source_id,
        decided_at=at,
        endpoint=fetched.endpoint.id,
        failure=fetched.failure,
        destinations=destinations,
        reason="; ".join(filter(None, (*damage, fetched.reason))),
        detections=detections,
        problems=(*fetched.problems, *problems_of(state.unreadable)),
        own_faults=damage,
        deferred=fetched.deferred,
        never_read=fetched.never_read,
        partitions=fetched.dispatch.partitions if fetched.dispatch else 0,
    )
