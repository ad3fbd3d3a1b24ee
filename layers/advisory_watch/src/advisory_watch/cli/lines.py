"""Outcomes as JSON objects, one a line: an interface for other programs."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from advisory_watch.app.outcomes import ChangeOutcome, SourceOutcome
from advisory_watch.core.alerts import Alert
from advisory_watch.core.verdicts.verdict import Verdict


def lines_of(outcome: SourceOutcome) -> Iterator[str]:
    """Yield one line for the source, then one for each change."""
    yield json_line(source_members(outcome))
    yield from (json_line(members_of(change)) for change in outcome.changes)


def source_members(outcome: SourceOutcome) -> dict[str, Any]:
    """Return the result of one check of a source as JSON members."""
    return {
        "source": outcome.source,
        "door": outcome.door,
        "ok": outcome.ok,
        "destinations": outcome.destinations,
        "reason": outcome.reason,
        "checked_at": outcome.decided_at,
        "first_seen": outcome.first_seen,
        "changes": len(outcome.changes),
        "held": sorted(each.destination for each in outcome.held),
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
        "owed_at": alert.owed_at,
    }


def verdict_members(read_at: datetime, verdict: Verdict) -> dict[str, Any]:
    """Return one detection with the copy that was judged; an absent copy has no level."""
    copy = verdict.advisory
    return {
        "read_at": read_at,
        "destination": verdict.destination,
        "outcome": verdict.outcome.name.lower(),
        "rule": verdict.rule,
        "reason": verdict.reason,
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
