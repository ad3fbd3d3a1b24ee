"""JSON lines that the commands print."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from advisory_watch.app.results import ChangeOutcome, SourceOutcome
from advisory_watch.core.alert import Alert
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.record import DestinationRecord, Evidence, PendingCandidate, Version
from advisory_watch.core.source import Source
from advisory_watch.core.views import CurrentAdvice


def lines_of(outcome: SourceOutcome) -> Iterator[str]:
    """Yield one line for the source, then one for each change."""
    yield json_line(source_members(outcome))
    yield from (json_line(members_of(change)) for change in outcome.changes)


def source_members(outcome: SourceOutcome) -> dict[str, Any]:
    """Return the result of one check of a source as JSON members."""
    return {
        "source": outcome.source,
        "door": outcome.endpoint,
        "ok": outcome.ok,
        "destinations": outcome.destinations,
        "reason": outcome.reason,
        "checked_at": outcome.decided_at,
        "first_seen": outcome.first_seen,
        "changes": len(outcome.changes),
        "held": sorted(each.destination for each in outcome.pending),
        "unread": [f"{each.subject}: {each.reason}" for each in outcome.problems],
        "deferred": outcome.deferred,
    }


def members_of(change: ChangeOutcome) -> dict[str, Any]:
    """Return every field of a change under its own name."""
    return {field.name: getattr(change, field.name) for field in fields(change)}


def alert_members(alert: Alert) -> dict[str, Any]:
    """Return an alert from an earlier check, or an alert about the health of a source."""
    return {
        "alert": alert.id,
        "source": alert.source,
        "destination": alert.destination,
        "kind": alert.kind,
        "urgent": alert.is_urgent,
        "owed_at": alert.created_at,
    }


def verdict_members(read_at: datetime, detection: Detection) -> dict[str, Any]:
    """Return one detection with the copy that was judged; an absent copy has no level."""
    copy = detection.advisory
    return {
        "read_at": read_at,
        "destination": detection.destination,
        "outcome": detection.outcome.value.replace(" ", "_"),
        "rule": detection.rule,
        "reason": detection.reason,
        "native_level": copy.native_level if copy else None,
        "severity": copy.severity if copy else None,
        "issued_on": copy.issued_on if copy else None,
    }


def json_line(members: dict[str, Any]) -> str:
    """Write one object on one line; times and dates are in ISO 8601."""
    return json.dumps(members, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"cannot write {type(value).__name__} as JSON")


def word_members(word: CurrentAdvice, registered: Mapping[str, Source]) -> dict[str, Any]:
    """Return the current advice of a source as JSON members; texts are verbatim."""
    advisory, source = word.advisory, registered.get(word.source)
    return {
        "source": word.source,
        "publisher": source.publisher if source else word.source,
        "native_level": advisory.native_level if advisory else None,
        "severity": advisory.severity if advisory else None,
        "partial_severity": advisory.partial_severity if advisory else None,
        "departure": advisory.departure.name.lower() if advisory else None,
        "since": word.since,
        "issued_on": advisory.issued_on if advisory else None,
        "url": advisory.url if advisory else None,
        "is_withdrawn": word.is_withdrawn,
        "unconfirmed": _candidate(word.unconfirmed) if word.unconfirmed else None,
    }


def _candidate(pending: PendingCandidate) -> dict[str, Any]:
    return {
        "native_level": pending.advisory.native_level,
        "severity": pending.advisory.severity,
        "partial_severity": pending.advisory.partial_severity,
        "departure": pending.advisory.departure.name.lower(),
        "issued_on": pending.advisory.issued_on,
        "since": pending.since,
        "rule": pending.rule,
        "reason": pending.reason,
    }


def known_members(
    record: DestinationRecord,
    history: Iterable[Version],
    word: CurrentAdvice | None,
    registered: Mapping[str, Source],
) -> dict[str, Any]:
    """Return the full record of a destination by one source; `now` is None for notices."""
    return {
        "source": record.source,
        "destination": record.destination,
        "watched_since": record.watched_since,
        "withdrawn": record.is_withdrawn,
        "versions": [dict(_version(recorded)) for recorded in history],
        "held": _held(record.pending) if record.pending else None,
        "now": word_members(word, registered) if word else None,
    }


def _version(version: Version) -> Iterator[tuple[str, Any]]:
    advisory = version.advisory
    yield "version", version.number
    yield "native_level", advisory.native_level if advisory else None
    yield "severity", advisory.severity if advisory else None
    yield "departure", advisory.departure.name.lower() if advisory else None
    yield (
        "indicators",
        sorted(indicator.value for indicator in advisory.indicators) if advisory else [],
    )
    yield "issued_on", advisory.issued_on if advisory else None
    yield "url", advisory.url if advisory else None
    yield "seen_at", version.decided_at
    yield "changes", [change.value for change in version.changes]
    yield "rule", version.rule
    yield from _evidence(version.evidence)
    yield "partial_severity", advisory.partial_severity if advisory else None
    yield "notice_id", advisory.notice_id if advisory else None
    yield "issued_at", advisory.issued_at if advisory else None


def _evidence(evidence: Evidence) -> Iterator[tuple[str, Any]]:
    yield "door", evidence.endpoint
    yield "archive_key", evidence.page_key


def _held(pending: PendingCandidate) -> dict[str, Any]:
    return {
        "native_level": pending.advisory.native_level,
        "severity": pending.advisory.severity,
        "since": pending.since,
        "rule": pending.rule,
        "reason": pending.reason,
        "disputed": pending.is_disputed,
        "archive_key": pending.evidence.page_key,
    }
