"""A mass move: a source changes so much in one check that this is the news."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MassMove:
    """How much of a source moved in one check, in numbers of destinations.

    `raised` and `lowered` are among the `moved`; `listed` are all destinations of the source.
    `at` is the time of the snapshot, which tells two events apart. `alerts` is the number of alerts
    that the check recorded. If nothing moved, they are notices.
    """

    at: datetime
    listed: int
    moved: int = 0
    raised: int = 0
    lowered: int = 0
    alerts: int = 0

    @property
    def words(self) -> str:
        """What happened, to be read after the name of the publisher."""
        if not self.moved:
            return f"issued {self.alerts} notices at once"
        whole = f"{self.moved} of {max(self.listed, self.moved)} destinations at once"
        for verb, count in (("raised", self.raised), ("lowered", self.lowered)):
            if count == self.moved:
                return f"{verb} {whole}"
        return f"changed {whole} ({self.raised} raised, {self.lowered} lowered)"
