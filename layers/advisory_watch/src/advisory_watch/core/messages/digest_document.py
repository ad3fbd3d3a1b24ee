"""Render the daily digest as a JSON document."""

import json
from typing import Any

from advisory_watch.core.alert import Alert
from advisory_watch.core.digest import Digest, FollowedAdvice, SourceDay
from advisory_watch.core.health import reads_since
from advisory_watch.core.messages.headline import render_headline
from advisory_watch.core.text import WORDS_MAX_CHARS, cut_at_word

SCHEMA_VERSION = 1
"""Incremented when a member is renamed or removed; new members may be added at any time."""

HEADLINE_MAX_CHARS = 120
"""For headlines that are followed by text which must not be cut."""

CHANGES_MAX = 60
"""Only the first changes; a program that needs every change reads the alerts themselves."""

RETRACTED_MAX = 10
"""Enough: a person retracts alerts one at a time."""

REASON_MAX_CHARS = 120

UNREAD_DOCUMENTS_MAX = 20
"""Per source; many unreadable documents have one cause."""


def render_digest_document(digest: Digest) -> str:
    """Return one JSON object on one line of ASCII, its members in a fixed order."""
    members = {
        "schema": SCHEMA_VERSION,
        "kind": "digest",
        "since": digest.since.isoformat(),
        "at": digest.at.isoformat(),
        "changes": len(digest.changes),
        "urgent": sum(alert.is_urgent for _, alert in digest.changes),
        "retracted": len(digest.retracted),
        "sources": [_source(digest, day) for day in digest.days],
    }
    return json.dumps(members)


def _source(digest: Digest, day: SourceDay) -> dict[str, Any]:
    """Return the day of a source; the cause of a failure goes to the operators' log only."""
    health = day.health
    changes = [alert for of, alert in digest.changes[:CHANGES_MAX] if of is day]
    return {
        "source": day.source,
        "sight": day.visibility.value,
        "last_good_at": health.last_good_at.isoformat() if health.last_good_at else None,
        "failing_since": health.failing_since.isoformat() if health.failing_since else None,
        "reads": reads_since(health, digest.since),
        "unread_documents": list(day.unread_documents[:UNREAD_DOCUMENTS_MAX]),
        "changes": [_change(day, alert) for alert in changes],
        "retracted": _retracted(digest, day),
        "first_seen": list(day.first_seen),
        "unconfirmed": [record.destination for record in day.waiting],
        "missing": {code: at.isoformat() for code, at in sorted(health.absent.items())},
        "record_unreadable": list(day.lost),
        "levels": {
            str(int(severity)) if severity else "none": count
            for severity, count in day.levels.items()
        },
        "followed": {code: _followed(advice) for code, advice in day.standings.items()},
    }


def _change(day: SourceDay, alert: Alert) -> dict[str, Any]:
    return {
        "alert": alert.id,
        "destination": alert.destination,
        "kinds": list(alert.kinds),
        "urgent": alert.is_urgent,
        "decided_at": alert.created_at.isoformat(),
        "headline": cut_at_word(render_headline(alert, day.title), HEADLINE_MAX_CHARS),
    }


def _retracted(digest: Digest, day: SourceDay) -> list[dict[str, Any]]:
    entries = [entry for of, entry in digest.retracted[:RETRACTED_MAX] if of is day]
    return [
        {
            **_change(day, entry.alert),
            "corrected_at": entry.status.corrected_at and entry.status.corrected_at.isoformat(),
            "reason": cut_at_word(entry.status.reason, REASON_MAX_CHARS),
        }
        for entry in entries
    ]


def _followed(followed: FollowedAdvice) -> dict[str, Any]:
    advice = followed.advice
    level = advice.advisory.native_level if advice.advisory else None
    return {
        "native_level": level if level is None else cut_at_word(level, WORDS_MAX_CHARS),
        "severity": advice.severity,
        "partial_severity": advice.graver_part,
        "since": str(followed.since) if followed.since else None,
        "or_earlier": advice.is_older,
        "withdrawn": advice.is_withdrawn,
    }
