"""Detection policies: what differs between advisories, issues, notices, and partitions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.detection import engine, issues
from advisory_watch.core.detection.snapshot import batch_checks, mass_moves
from advisory_watch.core.detection.snapshot.index_flags import join_index_flags
from advisory_watch.core.detection.snapshot.index_levels import join_index_levels
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.mass_move import MassMove
from advisory_watch.core.record import INCOMPLETE_COPY, DestinationRecord
from advisory_watch.core.source import PublisherPolicy, Source, SourceKind

Records = Mapping[str, DestinationRecord]
Absences = Mapping[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionPolicy:
    """How the snapshots of one kind of source are judged.

    `detect` judges everything in a snapshot; detections on one destination are in order of time.
    `require_plausible` raises `Implausible` for a snapshot that cannot be the publisher's complete
    list. If it is `Truncated`, `detect_graver` judges what is there. `find_absences` returns each
    missing destination, and since when. `find_withdrawals` returns a detection for each destination
    that is missing for long enough.

    `find_mass_move` returns how much a snapshot moves if that is too much to be believed at once.

    By default, any number of items is plausible, also of changes, and nothing is judged by absence.
    """

    detect: Callable[[Snapshot, Records], tuple[Detection, ...]]
    require_plausible: Callable[[Snapshot, Records, Absences, tuple[int, int]], None] = lambda *_: (
        None
    )
    find_absences: Callable[[Snapshot, Records, Absences], dict[str, datetime]] = lambda *_: {}
    find_withdrawals: Callable[[Records, Absences, datetime], tuple[Detection, ...]] = lambda *_: ()
    find_mass_move: Callable[[Snapshot, Records], MassMove | None] = lambda *_: None

    def detect_graver(self, snapshot: Snapshot, records: Records) -> tuple[Detection, ...]:
        """Judge an incomplete copy: what became graver in it is news, and nothing else is.

        A feed that is cut short is broken, so milder words and new destinations in it wait for a
        complete copy. A destination that is unchanged in it still refutes a doubt.

        The copy is judged as part of the whole list, the rest of which is as recorded: a feed that
        begins with the newest items would otherwise look as if everything had moved.
        """
        rest = batch_checks.recorded_elsewhere(snapshot, records)
        whole = replace(snapshot, advisories=(*snapshot.advisories, *rest))
        return tuple(
            replace(detection, reason=f"{detection.reason}; {INCOMPLETE_COPY}")
            for detection in self.detect(whole, records)
            if detection.destination in snapshot.destinations
            and (
                detection.outcome is Outcome.UNCHANGED
                or batch_checks.is_graver_news(detection, records.get(detection.destination))
            )
        )


ADVISORY_POLICY = DetectionPolicy(
    detect=engine.detect,
    require_plausible=batch_checks.require_plausible,
    find_absences=batch_checks.find_absences,
    find_withdrawals=batch_checks.find_withdrawals,
    find_mass_move=mass_moves.find_mass_move,
)
"""Every destination has an advisory, and most days it stays."""


def _detect_notices(snapshot: Snapshot, records: Records) -> tuple[Detection, ...]:
    from advisory_watch.core.detection.notices import detect  # noqa: PLC0415 - few sources need it

    return detect.detect(snapshot, records)


NOTICE_POLICY = DetectionPolicy(detect=_detect_notices)
"""A feed shows only the newest few notices: one that left it was not withdrawn.

A quiet embassy has an empty feed. The parser reports a page that is not a feed.
"""

ISSUE_POLICY = DetectionPolicy(detect=issues.detect)
"""A feed shows an issue for some days; the advice holds after the issue has left the feed.

An empty feed is a quiet day. The parser reports a page that is not a feed.
"""

_POLICIES: Mapping[SourceKind, DetectionPolicy] = {
    SourceKind.ADVISORIES: ADVISORY_POLICY,
    SourceKind.ISSUES: ISSUE_POLICY,
    SourceKind.NOTICES: NOTICE_POLICY,
}


def _detect_advisories(
    snapshot: Snapshot, records: Records, publisher: PublisherPolicy
) -> tuple[Detection, ...]:
    if publisher.levels_without_flag:
        snapshot, records = join_index_flags(snapshot, records, publisher.levels_without_flag)
    if publisher.is_level_in_index:
        snapshot, records = join_index_levels(snapshot, records)
    return engine.detect(snapshot, records, publisher=publisher)


def policy_of(source: Source) -> DetectionPolicy:
    """Return the policy by which the snapshots of a source, or of one partition, are judged.

    A destination that is not in a partition is in another. So nothing is absent from a partition,
    and no number of destinations is too small. The check of the whole source covers plausibility.
    The shares that count as a mass are shares of the destinations in the partition.
    """
    policy = _POLICIES[source.kind]
    if source.kind is SourceKind.ADVISORIES:
        policy = replace(policy, detect=partial(_detect_advisories, publisher=source.policy))
    return DetectionPolicy(detect=policy.detect) if source.is_partition else policy
