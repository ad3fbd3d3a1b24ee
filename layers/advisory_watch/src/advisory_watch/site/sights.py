"""The status of each source: when it was last read, or since when it fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from advisory_watch.core.health import Health
from advisory_watch.core.overview import Overview
from advisory_watch.core.sources import Source

REASON_MAX_CHARS = 160
"""Enough to see what fails; operators have the full text in the log."""


STALE = timedelta(days=1)
"""The longest sensible interval between two checks; a longer gap means that checks have stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The status of a source; `reason` is shortened."""

    title: str
    health: Health | None
    reason: str = ""
    unread: int = 0

    @property
    def read_at(self) -> datetime | None:
        """When it was last read in full."""
        return self.health.last_good_at if self.health else None

    @property
    def failing_since(self) -> datetime | None:
        """Since when it cannot be read."""
        return self.health.failing_since if self.health else None

    @property
    def is_blind(self) -> bool:
        """Whether it cannot be read now, or its record cannot be loaded."""
        return bool(self.failing_since or (self.health is None and self.reason))

    @property
    def is_unread(self) -> bool:
        """Whether it was never read."""
        return not self.is_blind and self.read_at is None

    def is_stale_at(self, at: datetime) -> bool:
        """Tell whether nothing fails and yet it was not read for a day."""
        return not self.is_blind and self.read_at is not None and at - self.read_at > STALE


def sights_of(overview: Overview, sources: Sequence[Source]) -> tuple[Sight, ...]:
    """Return the status of every source, including those that the ledger could not read."""
    healths = {each.health.source: each.health for each in overview.states}
    lost = dict(overview.lost)
    return tuple(
        _sight(each.title, healths.get(each.id), lost.get(each.id, "")) for each in sources
    )


def _sight(title: str, health: Health | None, lost: str) -> Sight:
    reason = lost or (health.failure if health else "") or ""
    unread = 0
    if health:
        unread = sum(document.dark_since is not None for document in health.documents.values())
    return Sight(title=title, health=health, reason=_cut(reason), unread=unread)


def _cut(reason: str) -> str:
    """Shorten a reason with an ellipsis: half a sentence may say the opposite."""
    if len(reason) <= REASON_MAX_CHARS:
        return reason
    return reason[: REASON_MAX_CHARS - 1].rstrip() + "…"
