"""The shape of a part of a source: what only the whole can tell is not asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from advisory_watch.core.advisories import Reading
from advisory_watch.core.shapes import Shape
from advisory_watch.core.verdicts.unmissed import Unmissed
from advisory_watch.core.verdicts.verdict import Verdict
from advisory_watch.core.versions import Known


@dataclass(frozen=True, slots=True)
class OfAPart(Unmissed):
    """Judges what a part says as its source is judged, and nothing by what is missing.

    A destination that is not in this part is in another, so that nothing is absent, nothing
    withdrawn, and no number of destinations too small. Shares that make a mass are those
    of the destinations of the part.
    """

    whole: Shape

    def require_plausible(
        self, reading: Reading, known: Mapping[str, Known], expected: tuple[int, int]
    ) -> None:
        """Leave it to the check of the whole, which sees all that is listed."""

    def judge(self, reading: Reading, known: Mapping[str, Known]) -> tuple[Verdict, ...]:
        """Judge everything in the reading."""
        return self.whole.judge(reading, known)
