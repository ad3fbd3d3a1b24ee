"""What the program tells, and what no rule can know to be old or wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.record import Version
from simulation.crisis.copies import Copy

UNCONFIRMED = "unconfirmed"
"""The rule under which a doubtful change is reported after two hours."""

TOLD_WITHIN = timedelta(hours=2)
"""How long after it was first shown whole graver news may wait."""

DATES_SLIP = timedelta(days=3)
"""A copy dated more than this before the record is an old one."""

RAISES = frozenset({Change.LEVEL_RAISED, Change.PART_RAISED, Change.DEPARTURE_RAISED})
LOWERINGS = frozenset(
    {
        Change.LEVEL_LOWERED,
        Change.PART_LOWERED,
        Change.DEPARTURE_LOWERED,
        Change.WITHDRAWN,
    }
)


class Exemption(Enum):
    """What no rule can know; each is counted."""

    UNCONFIRMED = "told as unconfirmed: a copy never seen, dated within three days"
    NEWER_DATE = "an old copy in unseen words under a newer date"
    LEAVE_TWICE = "a call to leave, again in unseen words under a newer date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One version that is news, and the copy that it was made from, None if not found."""

    at: datetime
    version: Version
    before: Advisory | None
    is_urgent: bool
    copy: Copy | None
    exemption: Exemption | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """What matters in it: what rose and fell to what, or that it says again to leave."""
        advisory = self.version.advisory
        level = f" to {advisory.severity}" if advisory and self.is_about_level else ""
        moved = {
            f"{change.value}{level}"
            for change in self.version.changes
            if change in RAISES | LOWERINGS
        }
        return frozenset(moved) or frozenset({"urgent"} if self.is_urgent else ())

    @property
    def rises(self) -> bool:
        """Tell whether it says that anything is graver, or that people must act."""
        return self.is_urgent or not RAISES.isdisjoint(self.version.changes)

    @property
    def falls(self) -> bool:
        """Tell whether it says that anything is milder."""
        return not LOWERINGS.isdisjoint(self.version.changes)

    @property
    def is_about_level(self) -> bool:
        """Tell whether it says that the level of the whole destination moved."""
        return not {Change.LEVEL_RAISED, Change.LEVEL_LOWERED}.isdisjoint(self.version.changes)

    @property
    def is_level_false(self) -> bool:
        """Tell whether it says a level that is not true; a raise may understate the issue."""
        if self.copy is None or self.copy.is_level_true or not self.is_about_level:
            return False
        is_raise = Change.LEVEL_RAISED in self.version.changes
        return not is_raise or self.copy.title > self.copy.issue.severity

    @property
    def is_later_by(self) -> timedelta:
        """How much later it is dated than the record before it; unknown dates are equal."""
        before, after = self.before, self.version.advisory
        if before is None or after is None or not (before.issued_on and after.issued_on):
            return timedelta(0)
        return after.issued_on - before.issued_on
