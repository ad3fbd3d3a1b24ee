"""Judge a snapshot: what changed, what is missing, and what a second endpoint says of doubts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.fetch_result import EndpointFetchResult
from advisory_watch.app.ports import Ledger
from advisory_watch.app.second_endpoint import confirm_elsewhere, find_doubted
from advisory_watch.app.source_fetcher import SourceFetcher
from advisory_watch.app.stored_records import in_full
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.damaged_records import without_damaged
from advisory_watch.core.detection.policy import policy_of
from advisory_watch.core.detection.snapshot.mass_moves import find_mass_news
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.mass_move import MassMove
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source import Source
from advisory_watch.core.source_state import SourceState

InPresent = Callable[[SourceState, datetime], tuple[SourceState, Mapping[str, DestinationRecord]]]
"""Puts right the times of a state that are in the future; returns it and the changed records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSnapshot:
    """The result of judging a snapshot.

    `state` is what the snapshot was compared with, and `corrected` are its records whose times in
    the future were put right. `absent` maps missing destinations to the time since when.
    `mass_news` is set if so much changed at once that people get one message, `mass_move` if
    so much moved that it is not believed yet. `second` is the answer of the second endpoint.
    """

    state: SourceState
    corrected: Mapping[str, DestinationRecord]
    detections: tuple[Detection, ...]
    absent: Mapping[str, datetime]
    mass_news: MassMove | None
    mass_move: MassMove | None
    second: EndpointFetchResult | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotJudge:
    """Judges the snapshots of a check; `fetcher` asks the second endpoint."""

    ledger: Ledger
    fetcher: SourceFetcher
    in_present: InPresent

    def judge(
        self,
        source: Source,
        stored: SourceState,
        fetched: EndpointFetchResult,
        snapshot: Snapshot,
    ) -> JudgedSnapshot:
        """Detect every change. Nothing is withdrawn because of an incomplete copy."""
        policy, read_at = policy_of(source), snapshot.read_at
        present, ahead = self.in_present(stored, read_at)
        absent = policy.find_absences(snapshot, present.records, present.health.absent)
        gone = policy.find_withdrawals(present.records, absent, read_at)
        if fetched.shortfall:
            gone = ()
        needed = {detection.destination for detection in gone} | ahead.keys()
        whole = in_full(self.ledger, stored, snapshot, needed)
        state, corrected = self.in_present(whole, read_at)
        readable = without_damaged(snapshot, state.unreadable)
        gone = tuple(detection for detection in gone if detection.destination in state.records)
        judged, second = self._detect(source, state, fetched, readable)
        detections = (*judged, *gone)
        withdrawn = {detection.destination for detection in gone}
        moved_at = state.health.mass_moved_at
        return JudgedSnapshot(
            state=state,
            corrected=corrected,
            detections=detections,
            absent={code: since for code, since in absent.items() if code not in withdrawn},
            mass_news=find_mass_news(detections, fetched.destinations, read_at, moved_at),
            mass_move=policy.find_mass_move(readable, state.records),
            second=second,
        )

    def _detect(
        self,
        source: Source,
        state: SourceState,
        fetched: EndpointFetchResult,
        snapshot: Snapshot,
    ) -> tuple[tuple[Detection, ...], EndpointFetchResult | None]:
        """Compare every destination; ask a second endpoint about doubts that it may settle.

        In an incomplete copy, only graver news counts. Every other endpoint was tried before.
        """
        policy, records = policy_of(source), state.records
        if fetched.shortfall:
            return policy.detect_graver(snapshot, records), None
        detections = policy.detect(snapshot, records)
        previous_at = state.health.last_good_at
        doubted = find_doubted(detections, records, previous_at, snapshot.read_at)
        if not doubted:
            return detections, None
        second = self.fetcher.second(source, snapshot.endpoint, state, doubted)
        if second is None or second.snapshot is None:
            return detections, None
        settled = confirm_elsewhere(detections, doubted, second.snapshot, records, source.policy)
        return settled, second
