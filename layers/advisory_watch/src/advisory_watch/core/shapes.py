"""Detection policies for states, which hold until replaced, and for events.

The check calls the same methods for both; `verdicts.states` and `verdicts.notices` implement
them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from advisory_watch.core.advisories import Reading
from advisory_watch.core.verdicts.verdict import Verdict
from advisory_watch.core.versions import Known


class Shape(Protocol):
    """Detection policy: how snapshots of one kind of source are judged."""

    def require_plausible(
        self, reading: Reading, known: Mapping[str, Known], expected: tuple[int, int]
    ) -> None:
        """Raise `Implausible` for a snapshot that cannot be the publisher's complete list."""

    def judge(self, reading: Reading, known: Mapping[str, Known]) -> tuple[Verdict, ...]:
        """Judge everything in a snapshot; detections on one destination are in order of time."""

    def absences(
        self, reading: Reading, known: Mapping[str, Known], absent: Mapping[str, datetime]
    ) -> dict[str, datetime]:
        """Return each known destination missing from good snapshots, and since when."""

    def withdrawals(
        self, known: Mapping[str, Known], absent: Mapping[str, datetime], read_at: datetime
    ) -> tuple[Verdict, ...]:
        """Return a detection for each destination that has been missing for long enough."""
