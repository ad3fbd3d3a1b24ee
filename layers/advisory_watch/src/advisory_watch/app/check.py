"""Check sources: plan, fetch, parse, detect, archive, record."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.app.document_fetcher import DocumentFetcher
from advisory_watch.app.fetch_result import EndpointFetchResult, PartitionDispatcher
from advisory_watch.app.ports import Archive, Clock, Ledger, PageFetcher
from advisory_watch.app.recorder import (
    EvidenceCollector,
    Recorder,
    after_fetch,
    confirm_elsewhere,
    in_words,
    new_candidates,
    save_health,
)
from advisory_watch.app.results import ChangeOutcome, SourceOutcome
from advisory_watch.app.source_fetcher import RuleSetVersion, SourceFetcher
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.detection.policy import policy_of
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.errors import (
    FailureKind,
    HandingFailed,
    LedgerError,
    SourceError,
    StaleVersion,
)
from advisory_watch.core.partition import Partition, restrict_to_partition
from advisory_watch.core.record import SourceState, with_known, with_texts_of
from advisory_watch.core.source import Source


def state_of(ledger: Ledger, source_id: str, partition: Partition | None) -> SourceState:
    """Return the state of a source; for a partition, only the part that requests depend on."""
    if partition is None:
        return ledger.state(source_id)
    health = ledger.partition(source_id, partition.name)
    listed = (document.destinations for document in partition.documents)
    remembered = (document.destinations for document in health.documents.values())
    about = frozenset[str]().union(*listed, *remembered)
    return SourceState(records={}, health=health, not_loaded=about, awaited=partition.awaited)


def in_full(
    ledger: Ledger, state: SourceState, snapshot: Snapshot, withdrawn: Collection[str]
) -> SourceState:
    """Return the state with every text that a snapshot is compared with or that is written.

    Most copies contain the stored text; the ledger is queried only for the others and for
    `withdrawn` destinations. For a partition no record was read yet. All its destinations are read,
    because one destination is compared in the context of the others.
    """
    judged = {advisory.destination for advisory in snapshot.advisories} | set(withdrawn)
    if state.health.partition:
        about = sorted(judged | state.not_loaded)
        return replace(state, records=ledger.in_full(state.health.source, about))
    recalled = with_texts_of(state, snapshot.advisories)
    missing = sorted(judged & recalled.left_out.keys())
    if not missing:
        return recalled
    return with_known(recalled, ledger.in_full(state.health.source, missing))


ATTEMPTS = 3
"""Attempts at one source when other checks write first; each attempt reads the ledger again."""

Work = Callable[[Source], SourceOutcome]
SideBySide = Callable[[Work, Iterable[Source]], Iterator[SourceOutcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAttempt:
    """One attempt at one source, and the stored state that it begins with."""

    source: Source
    state: SourceState
    fetcher: SourceFetcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Reads sources, and records changes together with the alerts to send.

    `side_by_side` is a `map` over the sources. A parallel one keeps a slow publisher from delaying
    the others. `partition_dispatcher` passes on sources that are too large for one check.
    `partition` is the partition to check, or None for the whole source.
    """

    web: PageFetcher
    ledger: Ledger
    archive: Archive
    clock: Clock
    rule_set_version: RuleSetVersion
    side_by_side: SideBySide = map
    partition_dispatcher: PartitionDispatcher | None = None
    partition: Partition | None = None

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
        documents = DocumentFetcher(web=self.web, clock=self.clock, until=until)
        fetcher = SourceFetcher(
            documents=documents,
            rule_set_version=self.rule_set_version,
            partition_dispatcher=self.partition_dispatcher,
        )
        for _ in range(ATTEMPTS):
            try:
                state = state_of(self.ledger, source.id, self.partition)
                yield from self._fetch(CheckAttempt(source=source, state=state, fetcher=fetcher))
            except StaleVersion as error:
                overtaken = error
            else:
                return
        reason = f"overtaken {ATTEMPTS} times by other checks: {overtaken}"
        yield self._failed(source, overtaken.kind, reason)

    def _fetch(self, attempt: CheckAttempt) -> Iterator[ChangeOutcome | SourceOutcome]:
        """Fetch and parse the documents that are due, and process a new snapshot."""
        try:
            fetched = attempt.fetcher.read(attempt.source, attempt.state)
            if fetched.snapshot is None:
                yield self._unchanged(attempt, fetched)
            else:
                yield from self._process(attempt, fetched, fetched.snapshot)
        except SourceError as error:
            yield self._failed_and_stored(attempt, error.kind, error.reason)
        except HandingFailed as error:
            yield self._failed_and_stored(attempt, error.kind, str(error))

    def _unchanged(self, attempt: CheckAttempt, fetched: EndpointFetchResult) -> SourceOutcome:
        health = attempt.state.health
        if self.partition is None or not fetched.is_idle:
            following = after_fetch(health, fetched)
            save_health(self.ledger, following, fetched.blindness, self.clock())
        return outcome_of(fetched, self.clock(), health.destinations)

    def _process(
        self, attempt: CheckAttempt, fetched: EndpointFetchResult, snapshot: Snapshot
    ) -> Iterator[ChangeOutcome | SourceOutcome]:
        """Detect, archive and record changes, then mark the source as read.

        If a change could not be recorded, the source does not count as read, and the next check
        tries again.
        """
        policy, stored = policy_of(attempt.source), attempt.state
        absent = policy.find_absences(snapshot, stored.records, stored.health.absent)
        withdrawals = policy.find_withdrawals(stored.records, absent, snapshot.read_at)
        withdrawn = {detection.destination for detection in withdrawals}
        state = in_full(self.ledger, stored, snapshot, withdrawn)
        judged, second = self._detect(replace(attempt, state=state), snapshot)
        collector = EvidenceCollector(archive=self.archive, fetched=fetched, second=second)
        recorder = Recorder(ledger=self.ledger, collector=collector)
        detections = (*judged, *withdrawals)
        errors = yield from recorder.record_all(attempt.source.id, state.records, detections)
        if errors:
            reason = f"not all was recorded: {in_words(errors)}"
            yield self._failed_and_stored(attempt, next(iter(errors.values())).kind, reason)
            return
        following = replace(
            after_fetch(stored.health, fetched, judged),
            destinations=len(snapshot.destinations),
            absent={code: since for code, since in absent.items() if code not in withdrawn},
        )
        save_health(self.ledger, following, fetched.blindness, self.clock())
        yield outcome_of(fetched, snapshot.read_at, len(snapshot.destinations), detections)

    def _detect(
        self, attempt: CheckAttempt, snapshot: Snapshot
    ) -> tuple[tuple[Detection, ...], EndpointFetchResult | None]:
        """Compare every destination; ask a second endpoint only about new pending candidates."""
        records = attempt.state.records
        detections = policy_of(attempt.source).detect(snapshot, records)
        doubted = new_candidates(detections, records)
        if not doubted:
            return detections, None
        second = attempt.fetcher.second(attempt.source, snapshot.endpoint, records, doubted)
        if second is None or second.snapshot is None:
            return detections, None
        publisher = attempt.source.policy
        return confirm_elsewhere(detections, second.snapshot, records, publisher), second

    def _failed(self, source: Source, kind: FailureKind, reason: str) -> SourceOutcome:
        return SourceOutcome(source=source.id, decided_at=self.clock(), failure=kind, reason=reason)

    def _failed_and_stored(
        self, attempt: CheckAttempt, kind: FailureKind, reason: str
    ) -> SourceOutcome:
        """Store the failure for the outage alerts. Report it even if it cannot be stored."""
        try:
            save_health(self.ledger, attempt.state.health, reason, self.clock())
        except StaleVersion:
            raise
        except LedgerError as error:
            reason = f"{reason}; this could not be remembered: {error}"
        return self._failed(attempt.source, kind, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionWorker:
    """Checks partitions that another process passed on; `source_of` finds a source by its id."""

    check: Check
    source_of: Callable[[str], Source]

    def work(self, partition: Partition, until: datetime | None = None) -> SourceOutcome:
        """Check one partition; documents skipped for lack of time come first in the next run.

        A partition that cannot be read is a result, and it is stored. Raises `LedgerError` if it
        could not be stored: then the partition must be processed again.
        """
        source = restrict_to_partition(self.source_of(partition.source), partition)
        check = replace(self.check, partition=partition, partition_dispatcher=None)
        outcome = check.check(source, until)
        if not outcome.ok and check.ledger.partition(source.id, partition.name).failure is None:
            where = f"{partition.source} {partition.name}"
            raise LedgerError(f"{where}: this was not remembered: {outcome.reason}")
        return replace(outcome, partition=partition.name)


def outcome_of(
    fetched: EndpointFetchResult,
    at: datetime,
    destinations: int,
    detections: tuple[Detection, ...] = (),
) -> SourceOutcome:
    """Report what an endpoint answered, and what was detected in it."""
    return SourceOutcome(
        source=fetched.endpoint.target.source_id,
        decided_at=at,
        endpoint=fetched.endpoint.id,
        failure=None if fetched.blindness is None else FailureKind.UNREADABLE,
        destinations=destinations,
        reason=fetched.reason,
        detections=detections,
        problems=fetched.problems,
        deferred=fetched.deferred,
        partitions=fetched.dispatch.partitions if fetched.dispatch else 0,
    )
