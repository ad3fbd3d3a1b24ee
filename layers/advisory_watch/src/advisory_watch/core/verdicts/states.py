"""Detection for sources of states: advice holds until it is replaced."""

from collections.abc import Mapping
from datetime import datetime

from advisory_watch.core.advisories import Reading
from advisory_watch.core.verdicts import judge, plausible, vanishing
from advisory_watch.core.verdicts.verdict import Verdict
from advisory_watch.core.versions import Known


class States:
    """Detection policy for advisories: every destination has one, and most days it stays."""

    def require_plausible(
        self, reading: Reading, known: Mapping[str, Known], expected: tuple[int, int]
    ) -> None:
        """Raise `Implausible` for a snapshot that is empty, truncated or in a new format."""
        plausible.require_plausible(reading, known, expected)

    def judge(self, reading: Reading, known: Mapping[str, Known]) -> tuple[Verdict, ...]:
        """Judge every destination of the snapshot once, in order of its code."""
        return judge.judge(reading, known)

    def absences(
        self, reading: Reading, known: Mapping[str, Known], absent: Mapping[str, datetime]
    ) -> dict[str, datetime]:
        """Return since when each known destination is missing from good snapshots."""
        return vanishing.absences(reading, known, absent)

    def withdrawals(
        self, known: Mapping[str, Known], absent: Mapping[str, datetime], read_at: datetime
    ) -> tuple[Verdict, ...]:
        """Report a destination as withdrawn after days of absence, but never many at once."""
        return vanishing.withdrawals(known, absent, read_at)


STATES = States()
