"""Detection policies: what differs between sources of advisories, of notices, and partitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.detection.advisories import ADVISORY_POLICY
from advisory_watch.core.detection.notices import NOTICE_POLICY, EventPolicyMixin
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source import Source, SourceKind


class DetectionPolicy(Protocol):
    """Detection policy: how snapshots of one kind of source are judged."""

    def require_plausible(
        self,
        snapshot: Snapshot,
        records: Mapping[str, DestinationRecord],
        expected: tuple[int, int],
    ) -> None:
        """Raise `Implausible` for a snapshot that cannot be the publisher's complete list."""

    def detect(
        self, snapshot: Snapshot, records: Mapping[str, DestinationRecord]
    ) -> tuple[Detection, ...]:
        """Judge everything in a snapshot; detections on one destination are in order of time."""

    def absences(
        self,
        snapshot: Snapshot,
        records: Mapping[str, DestinationRecord],
        absent: Mapping[str, datetime],
    ) -> dict[str, datetime]:
        """Return each known destination missing from good snapshots, and since when."""

    def withdrawals(
        self,
        records: Mapping[str, DestinationRecord],
        absent: Mapping[str, datetime],
        read_at: datetime,
    ) -> tuple[Detection, ...]:
        """Return a detection for each destination that has been missing for long enough."""


@dataclass(frozen=True, slots=True)
class PartitionPolicy(EventPolicyMixin):
    """Judges the items of a partition as its source does, and nothing by absence.

    A destination that is not in this partition is in another. So nothing is absent or
    withdrawn, and no number of destinations is too small. The shares that count as a mass
    are shares of the destinations in this partition.
    """

    whole: DetectionPolicy

    def require_plausible(
        self,
        snapshot: Snapshot,
        records: Mapping[str, DestinationRecord],
        expected: tuple[int, int],
    ) -> None:
        """Accept every snapshot; the check of the whole source covers plausibility."""

    def detect(
        self, snapshot: Snapshot, records: Mapping[str, DestinationRecord]
    ) -> tuple[Detection, ...]:
        """Judge everything in the snapshot."""
        return self.whole.detect(snapshot, records)


_POLICIES: Mapping[SourceKind, DetectionPolicy] = {
    SourceKind.ADVISORIES: ADVISORY_POLICY,
    SourceKind.NOTICES: NOTICE_POLICY,
}


def policy_of(source: Source) -> DetectionPolicy:
    """Return the policy by which the snapshots of a source, or of one partition, are judged."""
    policy = _POLICIES[source.kind]
    return PartitionPolicy(policy) if source.is_partition else policy
