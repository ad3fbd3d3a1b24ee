"""Check sources: plan, fetch, detect, archive, record."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.app.fetch_result import EndpointFetchResult, PartitionDispatcher
from advisory_watch.app.ports import Archive, Clock, Ledger, PageFetcher
from advisory_watch.app.recorder import (
    EvidenceCollector,
    Recorder,
    after_gathering,
    after_judging,
    confirm_elsewhere,
    new_candidates,
    save_health,
    unless_too_late,
)
from advisory_watch.app.results import ChangeOutcome, SourceOutcome
from advisory_watch.app.source_fetcher import SourceFetcher, SourceFetchResult
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.detection.policy import policy_of
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.errors import HandingFailed, LedgerError, SourceError, StaleVersion
from advisory_watch.core.health import Health
from advisory_watch.core.partition import Partition, restrict_to_partition
from advisory_watch.core.record import SourceState, with_known, with_texts_of
from advisory_watch.core.source import Source


def state_of(ledger: Ledger, source_id: str, partition: Partition | None) -> SourceState:
    """Return the state of a source; for a partition, only the part that requests depend on."""
    if partition is None:
        return ledger.outline(source_id)
    health = ledger.partition(source_id, partition.name)
    listed = (document.destinations for document in partition.documents)
    remembered = (document.destinations for document in health.documents.values())
    about = frozenset[str]().union(*listed, *remembered)
    return SourceState(records={}, health=health, not_loaded=about, awaited=partition.awaited)


def in_full(
    ledger: Ledger, state: SourceState, snapshot: Snapshot, gone: Collection[str]
) -> SourceState:
    """Return the state with every text that a snapshot is compared with or that is written.

    Most copies contain the stored text; the ledger is queried only for the others and for
    destinations that are `gone`. For a partition no record was read yet. All its destinations are
    read, because one destination is compared in the context of the others.
    """
    judged = {advisory.destination for advisory in snapshot.advisories} | set(gone)
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
class CheckRound:
    """One attempt at one source: its stored state, and the changes recorded so far."""

    source: Source
    state: SourceState
    endpoints: SourceFetcher
    told: list[ChangeOutcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Reads sources, and records changes together with the alerts to send.

    `side_by_side` is a `map` over the sources. A parallel one keeps a slow publisher from delaying
    the others. `partition_dispatcher` passes on sources that are too large for one check.
    `partition` is the partition to check, or None for the whole source (`app.working`).
    """

    web: PageFetcher
    ledger: Ledger
    archive: Archive
    clock: Clock
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
        endpoints = SourceFetcher(
            web=self.web,
            clock=self.clock,
            until=until,
            partition_dispatcher=self.partition_dispatcher,
        )
        for _ in range(ATTEMPTS):
            try:
                state = state_of(self.ledger, source.id, self.partition)
                return self._check(
                    CheckRound(source=source, state=state, endpoints=endpoints, told=told)
                )
            except StaleVersion as error:
                overtaken = error
        return self._failed(source, f"overtaken {ATTEMPTS} times by other checks: {overtaken}")

    def _check(self, now: CheckRound) -> SourceOutcome:
        try:
            answer = now.endpoints.read(now.source, now.state)
            snapshot = answer.fetched.snapshot
            if snapshot is None:
                return self._unchanged(now, answer)
            return self._decide(now, answer, snapshot)
        except SourceError as error:
            return self._failed_and_remembered(now, error.reason)
        except HandingFailed as error:
            return self._failed_and_remembered(now, str(error))

    def _unchanged(self, now: CheckRound, answer: SourceFetchResult) -> SourceOutcome:
        following = after_gathering(now.state.health, answer.fetched)
        if self.partition is not None and answer.fetched.is_idle:
            return outcome_without_news(now.state.health, answer, self.clock())
        save_health(self.ledger, following, answer.fetched.blindness, self.clock())
        return outcome_without_news(now.state.health, answer, self.clock())

    def _decide(
        self, now: CheckRound, answer: SourceFetchResult, snapshot: Snapshot
    ) -> SourceOutcome:
        """Detect and record changes, then mark the source as read.

        If a change could not be recorded, the source does not count as read, and the next check
        tries again.
        """
        shape, known, health = policy_of(now.source), now.state.records, now.state.health
        absent = shape.find_absences(snapshot, known, health.absent)
        gone = shape.find_withdrawals(known, absent, snapshot.read_at)
        state = in_full(
            self.ledger, now.state, snapshot, [withdrawn.destination for withdrawn in gone]
        )
        judged, second = self._judge(replace(now, state=state), snapshot)
        collector = EvidenceCollector(archive=self.archive, fetched=answer.fetched, second=second)
        recorder = Recorder(ledger=self.ledger, collector=collector)
        detections = (*judged, *gone)
        unrecorded = recorder.record_each(now.source.id, state.records, detections, now.told)
        if unrecorded:
            return self._failed_and_remembered(now, f"not all was recorded: {unrecorded}")
        for detection in gone:
            del absent[detection.destination]
        fetched = unless_too_late(after_gathering(health, answer.fetched), health, judged)
        following = after_judging(fetched, snapshot, absent)
        save_health(self.ledger, following, answer.fetched.blindness, self.clock())
        return outcome_of_detections(answer, snapshot, detections)

    def _judge(
        self, now: CheckRound, snapshot: Snapshot
    ) -> tuple[tuple[Detection, ...], EndpointFetchResult | None]:
        """Compare every destination; ask a second endpoint only about new pending candidates."""
        known = now.state.records
        detections = policy_of(now.source).detect(snapshot, known)
        doubted = new_candidates(detections, known)
        second = (
            now.endpoints.second(now.source, snapshot.endpoint, known, doubted) if doubted else None
        )
        if second is None or second.snapshot is None:
            return detections, None
        return confirm_elsewhere(detections, second.snapshot, known), second

    def _failed(self, source: Source, reason: str) -> SourceOutcome:
        return SourceOutcome(
            source=source.id, decided_at=self.clock(), endpoint=None, ok=False, reason=reason
        )

    def _failed_and_remembered(self, now: CheckRound, reason: str) -> SourceOutcome:
        """Store the failure for the outage alerts. Report it even if it cannot be stored."""
        try:
            save_health(self.ledger, now.state.health, reason, self.clock())
        except StaleVersion:
            raise
        except LedgerError as error:
            reason = f"{reason}; this could not be remembered: {error}"
        return self._failed(now.source, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionWorker:
    """Checks partitions that another process handed on; `source_of` finds a source by its id."""

    check: Check
    source_of: Callable[[str], Source]

    def work(self, partition: Partition, until: datetime | None = None) -> SourceOutcome:
        """Check one partition; documents skipped for lack of time come first in the next run.

        A partition that cannot be read is a result, and it is stored. Raises `LedgerError` if it
        could not be stored: then the partition must be processed again.
        """
        source = restrict_to_partition(self.source_of(partition.source), partition)
        outcome = replace(self.check, partition=partition, partition_dispatcher=None).check(
            source, until
        )
        if (
            not outcome.ok
            and self.check.ledger.partition(partition.source, partition.name).failure is None
        ):
            message = (
                f"{partition.source} {partition.name}: this was not remembered: {outcome.reason}"
            )
            raise LedgerError(message)
        return replace(outcome, partition=partition.name)


def outcome_of_detections(
    answer: SourceFetchResult, snapshot: Snapshot, detections: tuple[Detection, ...]
) -> SourceOutcome:
    """Report a snapshot and its detections."""
    fetched = answer.fetched
    return SourceOutcome(
        source=snapshot.source,
        decided_at=snapshot.read_at,
        endpoint=snapshot.endpoint,
        ok=fetched.blindness is None,
        destinations=len(snapshot.destinations),
        reason=answer.reason,
        first_seen=sum(detection.outcome is Outcome.FIRST_SEEN for detection in detections),
        detections=detections,
        problems=snapshot.problems,
        deferred=fetched.deferred,
        partitions=fetched.handed.partitions if fetched.handed else 0,
    )


def outcome_without_news(health: Health, answer: SourceFetchResult, at: datetime) -> SourceOutcome:
    """Report that a source is unchanged, in the documents that could be read."""
    fetched = answer.fetched
    return SourceOutcome(
        source=health.source,
        decided_at=at,
        endpoint=fetched.endpoint.id,
        ok=fetched.blindness is None,
        destinations=health.destinations,
        reason=answer.reason,
        problems=fetched.problems,
        deferred=fetched.deferred,
        partitions=fetched.handed.partitions if fetched.handed else 0,
    )
