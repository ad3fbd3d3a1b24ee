"""The daily digest as values: what each source said in a day, and how well it could be read.

A digest is sent even if nothing happened, and it names the sources that could not be read.
Silence is never the only sign that the system works.
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
    """The status of a source at the time of the digest."""

    READ = "read"
    FAILING = "failing"
    UNASKED = "unasked"
    UNWATCHED = "unwatched"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The current advice of a source about a followed destination, and when it began.

    `since` is the day on which the ledger first saw this advice. If it was already in the
    first snapshot, `since` is the publisher's own date of that issue, if that is earlier.
    """

    word: Word
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """A wrong alert of the day, and how its readers were informed."""

    alert: Alert
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDay:
    """One source in the digest.

    `changes` are the valid alerts for the day's news. `retracted` are the alerts that were
    corrected; a cancelled alert is in neither. `first_seen` are destinations that were
    recorded silently. `waiting` are records with a pending candidate.

    `levels` counts the destinations at each severity. `standings` are keyed by the codes of
    the followed destinations. `lost` are destinations whose history could not be read from the
    ledger.

    `trouble` is the reason, for the log. If the ledger returned nothing at all, `sight` is
    unknown and the other fields mean nothing.
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
        """The documents that cannot be read although the source can."""
        documents = self.health.documents.items()
        return tuple(
            sorted(name for name, document in documents if document.failing_since is not None)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The day of all sources: `since` is its start, `at` the present moment."""

    since: datetime
    at: datetime
    days: tuple[SourceDay, ...]
    followed: tuple[str, ...] = ()

    @property
    def watched(self) -> tuple[SourceDay, ...]:
        """The sources that the ledger has ever recorded, or cannot report on."""
        return tuple(day for day in self.days if day.sight is not Sight.UNWATCHED)

    @property
    def dark(self) -> tuple[SourceDay, ...]:
        """The sources that are watched but cannot be read at present."""
        return tuple(day for day in self.watched if day.sight is not Sight.READ)

    @property
    def is_partly_dark(self) -> bool:
        """Tell whether a change may have been missed: in a source, a document or the ledger."""
        is_lost = any(day.unread_documents or day.lost for day in self.watched)
        return bool(self.dark) or is_lost or not self.watched

    @property
    def changes(self) -> tuple[tuple[SourceDay, Alert], ...]:
        """The changes with their sources: urgent first, then by significance."""
        pairs = ((day, alert) for day in self.days for alert in day.changes)
        return tuple(sorted(pairs, key=lambda pair: _weight(pair[1])))

    @property
    def retracted(self) -> tuple[tuple[SourceDay, Retracted], ...]:
        """The retracted alerts with their sources, in the order of `changes`."""
        pairs = ((day, retracted) for day in self.days for retracted in day.retracted)
        return tuple(sorted(pairs, key=lambda pair: _weight(pair[1].alert)))


def beginning_of_day(at: datetime) -> datetime:
    """Return the start of a digest's day: the full hour 24 to 25 hours ago.

    Reads are counted by the hour. A digest that comes some minutes later than the one before
    it must not leave a gap.
    """
    return (at - DAY).replace(minute=0, second=0, microsecond=0)


def unknown_day(source: str, title: str, trouble: str) -> SourceDay:
    """Build the day of a source about which the ledger returned nothing."""
    nothing = Health(source=source)
    return SourceDay(
        source=source, title=title, sight=Sight.UNKNOWN, health=nothing, trouble=trouble
    )


def _weight(alert: Alert) -> tuple[bool, int, datetime, str]:
    kinds = [change.value for change in Change]
    return not alert.is_urgent, kinds.index(alert.kind), alert.owed_at, alert.id
