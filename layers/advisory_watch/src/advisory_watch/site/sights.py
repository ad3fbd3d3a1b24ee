"""How well each source is seen: when it was read, or since when it cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from advisory_watch.core.health import Health
from advisory_watch.core.overview import Overview
from advisory_watch.core.sources import Source

REASON_MAX_CHARS = 160
"""Enough to know what is wrong with a source; operators have the whole of it in the log."""


STALE = timedelta(days=1)
"""The longest interval that anybody would set; who reads less often has stopped reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How well a source is seen; `reason` is shortened."""

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
        """Tell whether it cannot be read now, or its record cannot be opened."""
        return bool(self.failing_since or (self.health is None and self.reason))

    @property
    def is_unread(self) -> bool:
        """Tell whether it was never read yet."""
        return not self.is_blind and self.read_at is None

    def is_stale_at(self, at: datetime) -> bool:
        """Tell whether nothing fails, and yet nobody has read it for a day."""
        return not self.is_blind and self.read_at is not None and at - self.read_at > STALE


def sights_of(overview: Overview, sources: Sequence[Source]) -> tuple[Sight, ...]:
    """Say it of every source, also of one that the ledger could not give."""
    healths = {each.health.source: each.health for each in overview.states}
    lost = dict(overview.lost)
    return tuple(
        _sight(each.title, healths.get(each.id), lost.get(each.id, "")) for each in sources
    )


def _sight(title: str, health: Health | None, lost: str) -> Sight:
    reason = lost or (health.failure if health else "") or ""
    unread = 0
    if health:
        unread = sum(each.dark_since is not None for each in health.documents.values())
    return Sight(title=title, health=health, reason=_cut(reason), unread=unread)


def _cut(reason: str) -> str:
    """Shorten a reason, and show that it was: half a sentence may say the opposite."""
    if len(reason) <= REASON_MAX_CHARS:
        return reason
    return reason[: REASON_MAX_CHARS - 1].rstrip() + "…"
