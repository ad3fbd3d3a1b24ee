"""Detection policy of sources that publish advisories."""

from collections.abc import Mapping
from datetime import datetime

from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.detection import batch_checks, engine
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.record import DestinationRecord


class AdvisoryPolicy:
    """Detection policy for advisories: every destination has one, and most days it stays."""

    def require_plausible(
        self,
        snapshot: Snapshot,
        records: Mapping[str, DestinationRecord],
        expected: tuple[int, int],
    ) -> None:
        """Raise `Implausible` for a snapshot that is empty, truncated or in a new format."""
        batch_checks.require_plausible(snapshot, records, expected)

    def detect(
        self, snapshot: Snapshot, records: Mapping[str, DestinationRecord]
    ) -> tuple[Detection, ...]:
        """Judge every destination of the snapshot once, in order of its code."""
        return engine.detect(snapshot, records)

    def absences(
        self,
        snapshot: Snapshot,
        records: Mapping[str, DestinationRecord],
        absent: Mapping[str, datetime],
    ) -> dict[str, datetime]:
        """Return since when each known destination is missing from good snapshots."""
        return batch_checks.absences(snapshot, records, absent)

    def withdrawals(
        self,
        records: Mapping[str, DestinationRecord],
        absent: Mapping[str, datetime],
        read_at: datetime,
    ) -> tuple[Detection, ...]:
        """Report a destination as withdrawn after days of absence, but never many at once."""
        return batch_checks.withdrawals(records, absent, read_at)


ADVISORY_POLICY = AdvisoryPolicy()
