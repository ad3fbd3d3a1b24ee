"""Outcomes as JSON objects, one a line: what other programs hold on to."""

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
    """Return what one check of a source came to."""
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
    """Return an alert owed by an earlier check, or about our own sight of a source."""
    return {
        "alert": alert.id,
        "source": alert.source,
        "destination": alert.destination,
        "kind": alert.kind,
        "urgent": alert.is_urgent,
        "owed_at": alert.owed_at,
    }


def verdict_members(read_at: datetime, verdict: Verdict) -> dict[str, Any]:
    """Return one verdict, with the copy it was passed on; an absent one has no level."""
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
    """Write one object on one line; times and dates in ISO 8601."""
    return json.dumps(members, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"cannot write {type(value).__name__} as JSON")
