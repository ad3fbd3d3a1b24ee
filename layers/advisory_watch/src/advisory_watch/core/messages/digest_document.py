"""The digest as a JSON document for programs, with a schema version."""

import json
from typing import Any

from advisory_watch.core.alerts import Alert
from advisory_watch.core.digest import Digest, SourceDay, Standing
from advisory_watch.core.health import reads_since
from advisory_watch.core.messages.alphabets import WORDS_MAX_CHARS, cut_at_word
from advisory_watch.core.messages.digest_lines import HEADLINE_MAX_CHARS
from advisory_watch.core.messages.headline import headline

DIGEST_SCHEMA_VERSION = 1
"""Incremented when a member is renamed or removed; new members may be added at any time."""

CHANGES_MAX = 60
"""Only the first changes; a program that needs every change reads the alerts themselves."""

RETRACTED_MAX = 10
"""Enough: a person retracts alerts one at a time."""

REASON_MAX_CHARS = 120

DOCUMENTS_MAX = 20
"""Per source; many unreadable documents have one cause."""


def digest_document(digest: Digest) -> str:
    """Return one JSON object on one line of ASCII, its members in a fixed order."""
    members = {
        "schema": DIGEST_SCHEMA_VERSION,
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
    return {
        "source": day.source,
        "sight": day.sight.value,
        "last_good_at": health.last_good_at.isoformat() if health.last_good_at else None,
        "failing_since": health.failing_since.isoformat() if health.failing_since else None,
        "reads": reads_since(health, digest.since),
        "unread_documents": list(day.unread_documents[:DOCUMENTS_MAX]),
        "changes": _changes(digest, day),
        "retracted": _retracted(digest, day),
        "first_seen": list(day.first_seen),
        "unconfirmed": [known.destination for known in day.waiting],
        "missing": {code: at.isoformat() for code, at in sorted(day.health.absent.items())},
        "record_unreadable": list(day.lost),
        "levels": {str(step) if step else "none": n for step, n in _steps(day)},
        "followed": {code: _standing(advice) for code, advice in day.standings.items()},
    }


def _steps(day: SourceDay) -> list[tuple[int | None, int]]:
    return [(None if step is None else int(step), count) for step, count in day.levels.items()]


def _changes(digest: Digest, day: SourceDay) -> list[dict[str, Any]]:
    """Return the changes of a source, in the order of the email."""
    alerts = [alert for of, alert in digest.changes[:CHANGES_MAX] if of is day]
    return [_change(day, alert) for alert in alerts]


def _change(day: SourceDay, alert: Alert) -> dict[str, Any]:
    return {
        "alert": alert.id,
        "destination": alert.destination,
        "kinds": list(alert.kinds),
        "urgent": alert.is_urgent,
        "decided_at": alert.owed_at.isoformat(),
        "headline": cut_at_word(headline(alert, day.title), HEADLINE_MAX_CHARS),
    }


def _retracted(digest: Digest, day: SourceDay) -> list[dict[str, Any]]:
    """Return the alerts of a source that were sent and retracted, with their wording."""
    entries = [entry for of, entry in digest.retracted[:RETRACTED_MAX] if of is day]
    return [
        {
            **_change(day, entry.alert),
            "corrected_at": entry.fate.corrected_at and entry.fate.corrected_at.isoformat(),
            "reason": cut_at_word(entry.fate.reason, REASON_MAX_CHARS),
        }
        for entry in entries
    ]


def _standing(standing: Standing) -> dict[str, Any]:
    word = standing.word
    level = word.advisory.native_level if word.advisory else None
    return {
        "native_level": level if level is None else cut_at_word(level, WORDS_MAX_CHARS),
        "severity": word.severity,
        "since": str(standing.since) if standing.since else None,
        "or_earlier": word.is_older,
        "withdrawn": word.is_withdrawn,
    }
