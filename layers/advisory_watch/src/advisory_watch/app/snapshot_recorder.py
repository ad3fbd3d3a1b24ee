"""Judge a new snapshot, and archive and record what it says.

A check loads this with its first new snapshot: most checks find every page unchanged.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace

from advisory_watch.app.check_mark import CheckMark
from advisory_watch.app.fetch_result import EndpointFetchResult
from advisory_watch.app.ports import Archive, Clock, Ledger
from advisory_watch.app.recorder import EvidenceCollector, Recorder, RecordErrors, in_words
from advisory_watch.app.results import ChangeOutcome
from advisory_watch.app.snapshot_judge import InPresent, SnapshotJudge
from advisory_watch.app.source_fetcher import SourceFetcher
from advisory_watch.app.source_health import after_fetch
from advisory_watch.app.stored_records import after_records
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.detection.dates import redated_days
from advisory_watch.core.detection.rules.rule import Decision
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.health import Health
from advisory_watch.core.mass_move import MassMove
from advisory_watch.core.source import Source
from advisory_watch.core.source_state import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSnapshot:
    """The result of recording a snapshot.

    `state` is what the snapshot was compared with. `health` is to be stored, unless something could
    not be recorded (`errors`). `mass_move` is set if so much moved that it is not believed yet.
    """

    state: SourceState
    detections: tuple[Detection, ...]
    health: Health
    mass_move: MassMove | None
    errors: RecordErrors

    @property
    def reason(self) -> str:
        """Why not all was recorded, in words."""
        return f"not all was recorded: {in_words(self.errors)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRecorder:
    """Records the snapshots of one check; `fetcher` asks the second endpoint.

    `mark` has the revision of the stored health. `is_partition` is set if only a partition of the
    source is checked.
    """

    ledger: Ledger
    archive: Archive
    fetcher: SourceFetcher
    mark: CheckMark
    clock: Clock
    in_present: InPresent
    is_partition: bool

    def record(
        self,
        source: Source,
        stored: SourceState,
        fetched: EndpointFetchResult,
        snapshot: Snapshot,
    ) -> Generator[ChangeOutcome, None, RecordedSnapshot]:
        """Judge a snapshot, archive its pages and record it; yield each recorded change.

        `stored` has the records. Raises `StaleVersion` if another check was faster.
        """
        judge = SnapshotJudge(ledger=self.ledger, fetcher=self.fetcher, in_present=self.in_present)
        judged = judge.judge(source, stored, fetched, snapshot)
        second = judged.second
        recorder = Recorder(
            ledger=self.ledger,
            collector=EvidenceCollector(archive=self.archive, fetched=fetched, second=second),
            mass=judged.mass_news,
            corrected=judged.corrected,
            awaiting=stored.health.awaiting,
        )
        if not self.is_partition:
            recorder = replace(recorder, before_waiting=self.mark.before_waiting)
        state, detections = judged.state, judged.detections
        recorded = yield from recorder.record_all(source.id, state.records, detections)
        health = replace(state.health, revision=self.mark.health.revision)
        following = after_fetch(
            health,
            fetched,
            recorded.moved,
            redated_days(snapshot.advisories, state.records, snapshot.read_at),
            is_older=any(detection.rule is Decision.OLDER_READING for detection in detections),
        )
        if not fetched.shortfall:
            following = replace(following, destinations=fetched.destinations)
        if not self.is_partition and fetched.dispatch is None:
            now_known = {**state.records, **recorded.records}
            following = after_records(following, now_known, self.clock())
        return RecordedSnapshot(
            state=state,
            detections=detections,
            health=replace(following, absent=judged.absent),
            mass_move=judged.mass_move,
            errors=recorded.errors,
        )
