"""The daily digest as values: what every source said and how well it was seen, for a day.

A digest is sent although nothing happened, and says what could not be seen: silence is never
the only sign of life.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from advisory_watch.core.alerts import Alert
from advisory_watch.core.comparing import Word
from advisory_watch.core.corrections import Fate
from advisory_watch.core.health import Health
from advisory_watch.core.scales import Change, Severity
from advisory_watch.core.versions import Known

DAY = timedelta(hours=24)


class Sight(Enum):
    """How well we see a source at the moment of the digest."""

    READ = "read"
    FAILING = "failing"
    UNASKED = "unasked"
    UNWATCHED = "unwatched"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a source says of a followed destination, and since when it does.

    `since` is the day on which the ledger saw it begin; where it was so at the first
    reading already, the publisher's own date of that issue if it is earlier.
    """

    word: Word
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """An alert of the day that was wrong, and how those who were told have learnt it."""

    alert: Alert
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDay:
    """One source in the digest.

    `changes` are the alerts that its news of the day owed and that stand, `retracted` those
    that do not; one that was cancelled is neither. `first_seen` are the destinations that
    were recorded silently. `waiting` are the items with an unconfirmed candidate.
    `levels` counts the destinations at each step. `standings` are by the codes of the
    followed destinations. `lost` are destinations whose history the ledger could not give.
    `trouble` is why, for the log; where the ledger could give nothing at all, the sight is
    unknown, and so is all the rest.
    """

    source: str
    title: str
    sight: Sight
    health: Health
    changes: tuple[Alert, ...] = ()
    retracted: tuple[Retracted, ...] = ()
    first_seen: tuple[str, ...] = ()
    waiting: tuple[Known, ...] = ()
    levels: Mapping[Severity | None, int] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def unread_documents(self) -> tuple[str, ...]:
        """The documents that cannot be read while the source can."""
        documents = self.health.documents.items()
        return tuple(sorted(name for name, each in documents if each.failing_since is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The day of all sources. `since` is when it began, `at` the present moment."""

    since: datetime
    at: datetime
    days: tuple[SourceDay, ...]
    followed: tuple[str, ...] = ()

    @property
    def watched(self) -> tuple[SourceDay, ...]:
        """The sources that this ledger has ever heard of, or cannot tell about."""
        return tuple(each for each in self.days if each.sight is not Sight.UNWATCHED)

    @property
    def dark(self) -> tuple[SourceDay, ...]:
        """The sources that are watched and not seen."""
        return tuple(each for each in self.watched if each.sight is not Sight.READ)

    @property
    def is_partly_dark(self) -> bool:
        """Tell whether anything may have changed unseen: a source, a document, our own record."""
        is_lost = any(day.unread_documents or day.lost for day in self.watched)
        return bool(self.dark) or is_lost or not self.watched

    @property
    def changes(self) -> tuple[tuple[SourceDay, Alert], ...]:
        """What changed, with its source: the urgent first, then the most telling kinds."""
        told = ((day, alert) for day in self.days for alert in day.changes)
        return tuple(sorted(told, key=lambda each: _weight(each[1])))

    @property
    def retracted(self) -> tuple[tuple[SourceDay, Retracted], ...]:
        """What was taken back, with its source, in the order of changes."""
        told = ((day, each) for day in self.days for each in day.retracted)
        return tuple(sorted(told, key=lambda each: _weight(each[1].alert)))


def beginning_of_day(at: datetime) -> datetime:
    """Return when the day of a digest began: at the full hour, 24 to 25 hours ago.

    Reads are counted by the hour; and a digest that comes some minutes later than the one
    before it must not leave a gap.
    """
    return (at - DAY).replace(minute=0, second=0, microsecond=0)


def unknown_day(source: str, title: str, trouble: str) -> SourceDay:
    """Say that the ledger could not tell anything of a source."""
    nothing = Health(source=source)
    return SourceDay(
        source=source, title=title, sight=Sight.UNKNOWN, health=nothing, trouble=trouble
    )


def _weight(alert: Alert) -> tuple[bool, int, datetime, str]:
    kinds = [each.value for each in Change]
    return not alert.is_urgent, kinds.index(alert.kind), alert.owed_at, alert.id
