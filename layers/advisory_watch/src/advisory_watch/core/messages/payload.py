"""Render an alert as a JSON document and as message attributes."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from advisory_watch.core.advisory import Advisory, Severity
from advisory_watch.core.alert import CORRECTION, Alert
from advisory_watch.core.alert_batch import CHANNELS, Attribute, Transmission
from advisory_watch.core.messages.headline import (
    link_to_change,
    link_to_evidence,
    render_headline,
)
from advisory_watch.core.messages.quotation import quotations_of
from advisory_watch.core.text import WORDS_MAX_CHARS, cut_at_word

SCHEMA_VERSION = 1
"""Incremented when a member is renamed or removed; new members may be added at any time.

`docs/schema/alert-1.json` is the JSON schema.
"""

REGIONS_MAX = 50
REGION_MAX_CHARS = 100
"""No country has as many areas, or longer names; more would be a broken page."""

URL_MAX_CHARS = 2000
"""No link of travel advice is longer. A longer one is left out: a cut link is useless."""


def render_document(alert: Alert, title: str, evidence_url: str = "", site_url: str = "") -> str:
    """Return one JSON object on one line of ASCII, its members in a fixed order."""
    return json.dumps(build_document(alert, title, evidence_url, site_url))


def build_document(
    alert: Alert, title: str, evidence_url: str = "", site_url: str = ""
) -> dict[str, Any]:
    """Return the members of the JSON document of an alert, in a fixed order."""
    evidence = alert.evidence
    return {
        "schema": SCHEMA_VERSION,
        "id": alert.id,
        "corrects": alert.corrects,
        "source": alert.source,
        "headline": render_headline(alert, title),
        "kind": alert.kind,
        "kinds": list(alert.kinds),
        "audience": alert.audience.value,
        "urgent": alert.is_urgent,
        **({"unconfirmed": True} if alert.is_unconfirmed else {}),
        "destination": alert.destination,
        "before": _advisory_members(alert.before),
        "after": _advisory_members(alert.after),
        "rule": alert.rule,
        "decided_at": alert.created_at.isoformat(),
        "door": evidence.endpoint if evidence else None,
        "page_sha256": evidence.page_key if evidence else None,
        "evidence": link_to_evidence(evidence.page_key, evidence_url) if evidence else None,
        "change_url": link_to_change(alert, site_url) or None,
        "note": cut_at_word(alert.note, WORDS_MAX_CHARS) or None,
        "quotations": list(quotations_of(alert)),
    }


def _advisory_members(advisory: Advisory | None) -> dict[str, Any] | None:
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


URGENT, NORMAL = "urgent", "normal"


def build_attributes(transmission: Transmission) -> dict[str, Attribute]:
    """Return the attributes of a transmission; attributes without a value are left out.

    A group has the values of all its alerts, and the highest of each number. So a filter
    that accepts one of its alerts accepts the group, even a filter with `$or`.
    """
    alerts = transmission.alerts
    attributes = _group_attributes(alerts) if transmission.is_group else _attributes(alerts[0])
    channels: Attribute = tuple(channel.value for channel in transmission.channels)
    stated = {name: value for name, value in attributes.items() if value not in ("", ())}
    return stated | {CHANNELS: channels}


def _attributes(alert: Alert) -> dict[str, Attribute]:
    kinds = _kinds(alert)
    return {
        "source": alert.source,
        "destination": alert.destination or "",
        "kind": kinds if len(kinds) > 1 else alert.kind,
        "urgency": URGENT if alert.is_urgent else NORMAL,
        **dict(_severities((alert,))),
    }


def _group_attributes(alerts: tuple[Alert, ...]) -> dict[str, Attribute]:
    """Count an urgent alert without a level as the gravest."""
    attributes: dict[str, Attribute] = {
        "source": _distinct(alert.source for alert in alerts),
        "destination": _distinct(alert.destination or "" for alert in alerts),
        "kind": _distinct(kind for alert in alerts for kind in _kinds(alert)),
        "urgency": _distinct(URGENT if alert.is_urgent else NORMAL for alert in alerts),
        **dict(_severities(alerts)),
    }
    if any(alert.is_urgent and not _gravest(alert.after) for alert in alerts):
        attributes["severity"] = max(Severity).value
    return attributes


def _kinds(alert: Alert) -> tuple[str, ...]:
    """Add the corrected kind to a correction, so that the same filters accept it."""
    return alert.kinds[:2] if alert.kind == CORRECTION else (alert.kind,)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def _severities(alerts: tuple[Alert, ...]) -> Iterator[tuple[str, Attribute]]:
    """Yield the graver severity of whole and part, so that filters count both."""
    afters = [_gravest(alert.after) for alert in alerts]
    befores = [_gravest(alert.before) for alert in alerts]
    for name, severities in (("severity", afters), ("from_severity", befores)):
        if numbers := [severity for severity in severities if severity is not None]:
            yield name, max(numbers).value


def _gravest(advisory: Advisory | None) -> Severity | None:
    return advisory.gravest_severity if advisory else None
