"""Builds the digest of one source from its ledger state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from advisory_watch.core.alerts import Alert
from advisory_watch.core.comparing import began, word_of
from advisory_watch.core.corrections import fate_of
from advisory_watch.core.digest import Retracted, Sight, SourceDay, Standing
from advisory_watch.core.dossiers import steps_of
from advisory_watch.core.scales import Change, Severity
from advisory_watch.core.state import SourceState
from advisory_watch.core.verdicts.dates import is_possible
from advisory_watch.core.versions import Known, Version

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
    return tuple(dict.fromkeys([*moved, *(code for code in followed if code in state.known)]))


def day_of(
    title: str, state: SourceState, histories: Histories, since: datetime, at: datetime
) -> SourceDay:
    """Build the day of a source; `histories` are the wanted histories that the ledger returned."""
    silent = [record.destination for record in recorded_since(state, since) if is_silent(record)]
    seen = [code for code, history in histories.items() if is_first_seen(history, since)]
    standings = {
        code: standing_of(state.known[code], history) for code, history in histories.items()
    }
    return SourceDay(
        source=state.health.source,
        title=title,
        sight=sight_of(state, at),
        health=state.health,
        changes=tuple(
            alert for history in histories.values() for alert in alerts_of(history, since)
        ),
        first_seen=tuple(sorted({*silent, *seen})),
        waiting=tuple(state.known[code] for code in sorted(state.known) if state.known[code].held),
        levels=levels_of(state.known.values()),
        standings={code: standing for code, standing in standings.items() if standing is not None},
    )


def without_what_was_wrong(day: SourceDay, found: Mapping[str, Alert]) -> SourceDay:
    """Remove retracted alerts from the changes; `found` holds their outbox items.

    A cancelled alert reached no reader, so the digest omits it too.
    """
    fates = [(alert, fate_of(alert.id, found)) for alert in day.changes]
    return replace(
        day,
        changes=tuple(alert for alert, fate in fates if fate.stands),
        retracted=tuple(
            Retracted(alert=alert, fate=fate)
            for alert, fate in fates
            if fate.corrected_at is not None
        ),
    )


def sight_of(state: SourceState, at: datetime) -> Sight:
    """Return the status of a source."""
    health = state.health
    if health.revision == 0 and not state.known:
        return Sight.UNWATCHED
    if health.failing_since is not None:
        return Sight.FAILING
    is_recent = health.last_good_at is not None and at - health.last_good_at < UNASKED_AFTER
    return Sight.READ if is_recent else Sight.UNASKED


def recorded_since(state: SourceState, since: datetime) -> tuple[Known, ...]:
    """Return the records that got a new version in the day, by `recorded_at`."""
    known = (state.known[code] for code in sorted(state.known))
    return tuple(record for record in known if record.recorded_at and record.recorded_at >= since)


def is_silent(known: Known) -> bool:
    """Tell from the record alone that its only version is a silent first one.

    On the first day, this holds for every destination: hundreds of histories with one version.
    A first version that followed a pending candidate may be news, and so may a notice.
    """
    is_notice = known.advisory is not None and known.advisory.notice_id is not None
    return known.number == 1 and known.recorded_at == known.watched_since and not is_notice


def alerts_of(history: Sequence[Version], since: datetime) -> tuple[Alert, ...]:
    """Return the alerts for the versions of the day, by the current rules."""
    day = (step for step in steps_of(history) if step.version.decided_at >= since)
    return tuple(step.alert for step in day if step.alert)


def is_first_seen(history: Sequence[Version], since: datetime) -> bool:
    """Tell whether a version of the day was recorded silently."""
    day = (version for version in history if version.decided_at >= since)
    return any(Change.FIRST_SEEN in version.changes for version in day)


def standing_of(known: Known, history: Sequence[Version]) -> Standing | None:
    """Return the current advice and its start, or None for no advice and for notices."""
    word, start = word_of(known, history), began(history)
    if word is None:
        return None
    issued_on = start.advisory.issued_on if start and start.advisory else None
    if start is None or not word.is_older or issued_on is None:
        return Standing(word=word, since=word.since)
    is_earlier = is_possible(issued_on, start.decided_at) and issued_on < start.decided_at.date()
    return Standing(word=word, since=issued_on if is_earlier else word.since)


def levels_of(known: Iterable[Known]) -> Mapping[Severity | None, int]:
    """Count the destinations at each severity, the gravest first; notices are not counted."""
    counts: dict[Severity | None, int] = dict.fromkeys([*sorted(Severity, reverse=True), None], 0)
    for record in known:
        if record.advisory and not record.is_withdrawn and record.advisory.notice_id is None:
            counts[record.advisory.severity] += 1
    return {severity: count for severity, count in counts.items() if count}
