"""Event policy mixin: an item that is no longer listed is neither absent nor withdrawn."""

from collections.abc import Mapping
from datetime import datetime

from advisory_watch.core.advisories import Reading
from advisory_watch.core.verdicts.verdict import Verdict
from advisory_watch.core.versions import Known


class Unmissed:
    """Half of a `core.shapes.Shape`: its answers about items that a snapshot does not list."""

    __slots__ = ()

    def absences(
        self, reading: Reading, known: Mapping[str, Known], absent: Mapping[str, datetime]
    ) -> dict[str, datetime]:
        """Report no absence."""
        del reading, known, absent
        return {}

    def withdrawals(
        self, known: Mapping[str, Known], absent: Mapping[str, datetime], read_at: datetime
    ) -> tuple[Verdict, ...]:
        """Report no withdrawal."""
        del known, absent, read_at
        return ()
