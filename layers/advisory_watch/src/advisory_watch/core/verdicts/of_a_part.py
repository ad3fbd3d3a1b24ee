"""Detection policy for a partition: skips checks that need the whole source."""

from collections.abc import Mapping
from dataclasses import dataclass

from advisory_watch.core.advisories import Reading
from advisory_watch.core.shapes import Shape
from advisory_watch.core.verdicts.unmissed import Unmissed
from advisory_watch.core.verdicts.verdict import Verdict
from advisory_watch.core.versions import Known


@dataclass(frozen=True, slots=True)
class OfAPart(Unmissed):
    """Judges the items of a partition as its source does, and nothing by absence.

    A destination that is not in this partition is in another. So nothing is absent or
    withdrawn, and no number of destinations is too small. The shares that count as a mass
    are shares of the destinations in this partition.
    """

    whole: Shape

    def require_plausible(
        self, reading: Reading, known: Mapping[str, Known], expected: tuple[int, int]
    ) -> None:
        """Accept every snapshot; the check of the whole source covers plausibility."""

    def judge(self, reading: Reading, known: Mapping[str, Known]) -> tuple[Verdict, ...]:
        """Judge everything in the snapshot."""
        return self.whole.judge(reading, known)
