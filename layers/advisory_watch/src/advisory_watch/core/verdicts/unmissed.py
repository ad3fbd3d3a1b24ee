"""Where what is not seen is not missed: neither absent, nor ever withdrawn."""

from collections.abc import Mapping
from datetime import datetime

from advisory_watch.core.advisories import Reading
from advisory_watch.core.verdicts.verdict import Verdict
from advisory_watch.core.versions import Known


class Unmissed:
    """Half of a `core.shapes.Shape`: its answers about whatever a reading does not name."""

    __slots__ = ()

    def absences(
        self, reading: Reading, known: Mapping[str, Known], absent: Mapping[str, datetime]
    ) -> dict[str, datetime]:
        """Miss nobody."""
        del reading, known, absent
        return {}

    def withdrawals(
        self, known: Mapping[str, Known], absent: Mapping[str, datetime], read_at: datetime
    ) -> tuple[Verdict, ...]:
        """Withdraw nothing."""
        del known, absent, read_at
        return ()
