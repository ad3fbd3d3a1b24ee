"""Render an alert as a JSON document and as message attributes."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from advisory_watch.core.advisory import Advisory, Severity
from advisory_watch.core.alert import CORRECTION, Alert
from advisory_watch.core.alert_batch import CHANNELS, Attribute, Transmission
from advisory_watch.core.messages.headline import change_link, evidence_link, headline
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
        "decided_at": alert.created_at.isoformat(),
        "door": evidence.endpoint if evidence else None,
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


URGENT, NORMAL = "urgent", "normal"


def attributes(dispatch: Transmission) -> dict[str, Attribute]:
    """Return the attributes of a dispatch; attributes without a value are left out.

    A group has the values of all its alerts, and the highest of each number. So a filter
    that accepts one of its alerts accepts the group, even a filter with `$or`.
    """
    found = _several(dispatch.alerts) if dispatch.is_group else _one(dispatch.alerts[0])
    channels: Attribute = tuple(channel.value for channel in dispatch.channels)
    return {name: attribute for name, attribute in found if attribute not in (None, "", ())} | {
        CHANNELS: channels
    }


def _one(alert: Alert) -> Iterator[tuple[str, Attribute]]:
    kinds = _kinds(alert)
    yield "source", alert.source
    yield "destination", alert.destination or ""
    yield "kind", kinds if len(kinds) > 1 else alert.kind
    yield "urgency", URGENT if alert.is_urgent else NORMAL
    yield from _severities((alert,))


def _several(alerts: tuple[Alert, ...]) -> Iterator[tuple[str, Attribute]]:
    yield "source", _distinct(alerts, lambda item: (item.source,))
    yield "destination", _distinct(alerts, lambda item: (item.destination or "",))
    yield "kind", _distinct(alerts, _kinds)
    yield "urgency", _distinct(alerts, lambda item: (URGENT if item.is_urgent else NORMAL,))
    yield from _gravest(dict(_severities(alerts)), alerts)


def _gravest(
    found: dict[str, Attribute], alerts: tuple[Alert, ...]
) -> Iterable[tuple[str, Attribute]]:
    """Count an urgent alert without a level as the gravest, so that filters on levels accept it."""
    if any(item.is_urgent and not dict(_severities((item,))).get("severity") for item in alerts):
        found["severity"] = max(Severity).value
    return found.items()


def _kinds(alert: Alert) -> tuple[str, ...]:
    """Add the corrected kind to a correction, so that the same filters accept it."""
    return alert.kinds[:2] if alert.kind == CORRECTION else (alert.kind,)


def _distinct(
    alerts: Iterable[Alert], values: Callable[[Alert], tuple[str, ...]]
) -> tuple[str, ...]:
    return tuple(sorted({value for alert in alerts for value in values(alert) if value}))


def _severities(alerts: tuple[Alert, ...]) -> Iterator[tuple[str, Attribute]]:
    afters = [item.after.severity for item in alerts if item.after]
    befores = [item.before.severity for item in alerts if item.before]
    for name, stated in (("severity", afters), ("from_severity", befores)):
        numbers: list[Severity] = [item for item in stated if item is not None]
        if numbers:
            yield name, max(numbers).value
