"""The two shapes of what is published: states, which hold until replaced, and events.

The check asks these questions of either; `verdicts.states` and `verdicts.notices` answer.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from advisory_watch.core.advisories import Reading
from advisory_watch.core.verdicts.verdict import Verdict
from advisory_watch.core.versions import Known


class Shape(Protocol):
    """How readings of one shape are judged."""

    def require_plausible(
        self, reading: Reading, known: Mapping[str, Known], expected: tuple[int, int]
    ) -> None:
        """Raise `Implausible` for a reading that cannot be all that the publisher says."""

    def judge(self, reading: Reading, known: Mapping[str, Known]) -> tuple[Verdict, ...]:
        """Judge everything in a reading; verdicts on one destination are in order of time."""

    def absences(
        self, reading: Reading, known: Mapping[str, Known], absent: Mapping[str, datetime]
    ) -> dict[str, datetime]:
        """Return since when each known destination is missing from good readings."""

    def withdrawals(
        self, known: Mapping[str, Known], absent: Mapping[str, datetime], read_at: datetime
    ) -> tuple[Verdict, ...]:
        """Return the verdicts on destinations that have been missing for long enough."""
