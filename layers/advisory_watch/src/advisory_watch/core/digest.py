"""The daily digest: what changed in 24 hours, and how well each source was read.

A digest is sent even if nothing happened, and it names the sources that could not be read.
Silence is never the only sign that the system works.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum

from advisory_watch.core.advisory import Change, Severity, is_possible
from advisory_watch.core.alert import Alert, AlertStatus, alert_status, is_notice
from advisory_watch.core.health import Health
from advisory_watch.core.record import DestinationRecord, Version
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.views import CurrentAdvice, began_at, current_advice, history_steps

DAY = timedelta(hours=24)


class SourceVisibility(Enum):
    """The status of a source at the time of the digest."""

    READ = "read"
    FAILING = "failing"
    UNASKED = "unasked"
    UNWATCHED = "unwatched"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedAdvice:
    """The current advice of a source about a followed destination, and when it began.

    `since` is the day on which the ledger first saw this advice. If it was already in the
    first snapshot, `since` is the publisher's own date of that issue, if that is earlier.
    """

    advice: CurrentAdvice
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractedAlert:
    """A wrong alert of the day, and how its readers were informed."""

    alert: Alert
    status: AlertStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDay:
    """One source in the digest.

    `changes` are the valid alerts for the day's news. `retracted` are the alerts that were
    corrected; a cancelled alert is in neither. `first_seen` are destinations that were
    recorded silently. `waiting` are records with a pending candidate.

    `levels` counts the destinations at each severity. `standings` are keyed by the codes of
    the followed destinations. `lost` are destinations whose history could not be read.

    `trouble` is the reason, for the log. If the ledger returned nothing at all, `visibility` is
    unknown and the other fields mean nothing.
    """

    source: str
    title: str
    visibility: SourceVisibility
    health: Health
    changes: tuple[Alert, ...] = ()
    retracted: tuple[RetractedAlert, ...] = ()
    first_seen: tuple[str, ...] = ()
    waiting: tuple[DestinationRecord, ...] = ()
    levels: Mapping[Severity | None, int] = field(default_factory=dict)
    standings: Mapping[str, FollowedAdvice] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def unread_documents(self) -> tuple[str, ...]:
        """The documents that cannot be read although the source can."""
        return self.health.unread

    @property
    def is_read_in_part(self) -> bool:
        """Tell whether documents are unread, were never read, or are left out for lack of time."""
        health = self.health
        gaps = (health.unread, health.read_in_part, health.never_read)
        return any(gaps) or health.deferred_since is not None


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
        return tuple(day for day in self.days if day.visibility is not SourceVisibility.UNWATCHED)

    @property
    def dark(self) -> tuple[SourceDay, ...]:
        """The sources that are watched but cannot be read at present."""
        return tuple(day for day in self.watched if day.visibility is not SourceVisibility.READ)

    @property
    def is_partly_dark(self) -> bool:
        """Tell whether a change may have been missed: in a source, a document or the ledger."""
        is_lost = any(day.is_read_in_part or day.lost for day in self.watched)
        return bool(self.dark) or is_lost or not self.watched

    @property
    def changes(self) -> tuple[tuple[SourceDay, Alert], ...]:
        """The changes with their sources: urgent first, then by significance."""
        pairs = ((day, alert) for day in self.days for alert in day.changes)
        return tuple(sorted(pairs, key=lambda pair: _weight(pair[1])))

    @property
    def retracted(self) -> tuple[tuple[SourceDay, RetractedAlert], ...]:
        """The retracted alerts with their sources, in the order of `changes`."""
        pairs = ((day, retracted) for day in self.days for retracted in day.retracted)
        return tuple(sorted(pairs, key=lambda pair: _weight(pair[1].alert)))


def start_of_day(at: datetime) -> datetime:
    """Return the start of a digest's day: the full hour 24 to 25 hours ago.

    Reads are counted by the hour. A digest that comes some minutes late must not leave a gap.
    """
    return (at - DAY).replace(minute=0, second=0, microsecond=0)


def unreadable_day(source: str, title: str, trouble: str) -> SourceDay:
    """Build the day of a source about which the ledger returned nothing."""
    unknown, nothing = SourceVisibility.UNKNOWN, Health(source=source)
    return SourceDay(
        source=source, title=title, visibility=unknown, health=nothing, trouble=trouble
    )


def _weight(alert: Alert) -> tuple[bool, int, datetime, str]:
    kinds = [change.value for change in Change]
    return not alert.is_urgent, kinds.index(alert.kind), alert.created_at, alert.id


Histories = Mapping[str, tuple[Version, ...]]

UNASKED_AFTER = timedelta(hours=6)
"""A source that was neither read nor failed for this long is not fetched at all: its schedule
needs attention. A user with a slower schedule hardly needs a daily sign of life.
"""


def histories_wanted(
    state: SourceState, since: datetime, followed: Iterable[str]
) -> tuple[str, ...]:
    """Return the destinations whose history is needed: changed in the day, or followed.

    The record has the time of its last version, so a quiet day reads no history.
    """
    moved = [record.destination for record in recorded_since(state, since) if not is_silent(record)]
    return tuple(dict.fromkeys([*moved, *(code for code in followed if code in state.records)]))


def build_source_day(
    title: str, state: SourceState, histories: Histories, since: datetime, at: datetime
) -> SourceDay:
    """Build the day of a source; `histories` are the wanted histories that the ledger returned."""
    silent = [record.destination for record in recorded_since(state, since) if is_silent(record)]
    known = [state.records[code] for code in sorted(state.records)]
    seen = [
        code
        for code, history in histories.items()
        for version in history
        if version.decided_at >= since and Change.FIRST_SEEN in version.changes
    ]
    standings = {
        code: followed_advice_of(state.records[code], history)
        for code, history in histories.items()
    }
    return SourceDay(
        source=state.health.source,
        title=title,
        visibility=visibility_of(state, at),
        health=state.health,
        changes=tuple(
            alert for history in histories.values() for alert in alerts_of(history, since)
        ),
        first_seen=tuple(sorted({*silent, *seen})),
        waiting=tuple(record for record in known if record.pending),
        levels=levels_of(known),
        standings={code: followed for code, followed in standings.items() if followed is not None},
    )


def without_retracted(day: SourceDay, found: Mapping[str, Alert]) -> SourceDay:
    """Remove retracted alerts, cancelled ones too; `found` holds their outbox items."""
    fates = [(alert, alert_status(alert.id, found)) for alert in day.changes]
    return replace(
        day,
        changes=tuple(alert for alert, status in fates if status.is_valid),
        retracted=tuple(
            RetractedAlert(alert=alert, status=status)
            for alert, status in fates
            if status.corrected_at is not None
        ),
    )


def visibility_of(state: SourceState, at: datetime) -> SourceVisibility:
    """Return the status of a source."""
    health = state.health
    if health.revision == 0 and not state.records:
        return SourceVisibility.UNWATCHED
    if health.failing_since is not None:
        return SourceVisibility.FAILING
    is_recent = health.last_good_at is not None and at - health.last_good_at < UNASKED_AFTER
    return SourceVisibility.READ if is_recent else SourceVisibility.UNASKED


def recorded_since(state: SourceState, since: datetime) -> tuple[DestinationRecord, ...]:
    """Return the records that got a new version in the day, by `recorded_at`."""
    known = (state.records[code] for code in sorted(state.records))
    return tuple(record for record in known if record.recorded_at and record.recorded_at >= since)


def is_silent(record: DestinationRecord) -> bool:
    """Tell from the record alone that its only version is a silent first one.

    On the first day, this holds for every destination: hundreds of histories with one version.
    A first version that followed a pending candidate may be news, and so may a notice.
    """
    is_first = record.number == 1 and record.recorded_at == record.watched_since
    return is_first and not is_notice(record.advisory)


def alerts_of(history: Sequence[Version], since: datetime) -> tuple[Alert, ...]:
    """Return the alerts for the versions of the day, by the current rules."""
    day = (step for step in history_steps(history) if step.version.decided_at >= since)
    return tuple(step.alert for step in day if step.alert)


def followed_advice_of(
    record: DestinationRecord, history: Sequence[Version]
) -> FollowedAdvice | None:
    """Return the current advice and its start, or None for no advice and for notices."""
    word, start = current_advice(record, history), began_at(history)
    if word is None:
        return None
    issued_on = start.advisory.issued_on if start and start.advisory else None
    if start is None or not word.is_older or issued_on is None:
        return FollowedAdvice(advice=word, since=word.since)
    is_earlier = is_possible(issued_on, start.decided_at) and issued_on < start.decided_at.date()
    return FollowedAdvice(advice=word, since=issued_on if is_earlier else word.since)


def levels_of(records: Iterable[DestinationRecord]) -> Mapping[Severity | None, int]:
    """Count the destinations at each severity, the gravest first; notices are not counted.

    A destination counts at the graver severity of the whole and its parts.
    """
    counts: dict[Severity | None, int] = dict.fromkeys([*sorted(Severity, reverse=True), None], 0)
    for record in records:
        if record.advisory and not record.is_withdrawn and not is_notice(record.advisory):
            counts[record.advisory.gravest_severity] += 1
    return {severity: count for severity, count in counts.items() if count}
