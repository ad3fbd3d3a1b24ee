"""The JSON document for programs: the facts of an alert, with a schema version."""

import json
from typing import Any

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.alerts import Alert
from advisory_watch.core.messages.alphabets import WORDS_MAX_CHARS, cut_at_word
from advisory_watch.core.messages.headline import headline
from advisory_watch.core.messages.proof import change_link, evidence_link

SCHEMA_VERSION = 1
"""Incremented when a member is renamed or removed; new members may be added at any time.

`docs/schema/alert-1.json` is the JSON schema.
"""

REGIONS_MAX = 50
REGION_MAX_CHARS = 100
"""No country has as many areas, or longer names; more would be a broken page."""

URL_MAX_CHARS = 2000
"""No link of travel advice is longer. A longer one is left out: a cut link is useless."""


def document(alert: Alert, title: str, evidence_url: str = "", site_url: str = "") -> str:
    """Return one JSON object on one line of ASCII, its members in a fixed order."""
    evidence = alert.evidence
    members = {
        "schema": SCHEMA_VERSION,
        "id": alert.id,
        "corrects": alert.corrects,
        "source": alert.source,
        "headline": headline(alert, title),
        "kind": alert.kind,
        "kinds": list(alert.kinds),
        "audience": alert.audience.value,
        "urgent": alert.is_urgent,
        "destination": alert.destination,
        "before": _said(alert.before),
        "after": _said(alert.after),
        "rule": alert.rule,
        "decided_at": alert.owed_at.isoformat(),
        "door": evidence.door if evidence else None,
        "page_sha256": evidence.page_key if evidence else None,
        "evidence": evidence_link(evidence.page_key, evidence_url) if evidence else None,
        "change_url": change_link(alert, site_url) or None,
        "note": cut_at_word(alert.note, WORDS_MAX_CHARS) or None,
    }
    return json.dumps(members)


def _said(advisory: Advisory | None) -> dict[str, Any] | None:
    """Return the content of an advisory without its text: queues limit the size of a message."""
    if advisory is None:
        return None
    return {
        "name": cut_at_word(advisory.name, WORDS_MAX_CHARS),
        "native_level": cut_at_word(advisory.native_level, WORDS_MAX_CHARS),
        "severity": advisory.severity,
        "partial_severity": advisory.partial_severity,
        "regions": [
            {"name": cut_at_word(region.name, REGION_MAX_CHARS), "severity": region.severity}
            for region in advisory.regions[:REGIONS_MAX]
        ],
        "indicators": sorted(indicator.value for indicator in advisory.indicators),
        "departure": advisory.departure.name.lower(),
        "issued_on": advisory.issued_on.isoformat() if advisory.issued_on else None,
        "issued_at": advisory.issued_at.isoformat() if advisory.issued_at else None,
        "notice_id": cut_at_word(advisory.notice_id, URL_MAX_CHARS) if advisory.notice_id else None,
        "url": advisory.url if len(advisory.url or "") <= URL_MAX_CHARS else None,
    }
