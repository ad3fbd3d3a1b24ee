"""Read the JSON document of an alert back, so that another program can word it as we do."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from advisory_watch.core.advisory import Advisory, Change, Departure, Indicator, Region, Severity
from advisory_watch.core.alert import CORRECTION, DocumentedAlert
from advisory_watch.core.errors import MalformedItem
from advisory_watch.core.messages.headline import link_to_evidence
from advisory_watch.core.messages.payload import SCHEMA_VERSION
from advisory_watch.core.record import Evidence
from advisory_watch.core.source_event import Audience, SourceEvent

KINDS = {CORRECTION} | {kind.value for kinds in (Change, SourceEvent) for kind in kinds}


def read_document(text: str) -> DocumentedAlert:
    """Read what `core.messages.payload` rendered. Raises `MalformedItem`, without the content."""
    try:
        members = json.loads(text)
        if members["schema"] == SCHEMA_VERSION:
            return _alert(members)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        found = f"no {error}" if isinstance(error, KeyError) else "something else"
        expected = "the JSON document of an alert (docs/messages.md)"
        raise MalformedItem(f"message: expected {expected}, found {found}") from None
    raise MalformedItem(
        f"message: expected schema {SCHEMA_VERSION}, found another; deploy this program in the "
        "release of the stack that sends the message"
    )


def _alert(members: Mapping[str, Any]) -> DocumentedAlert:
    decided_at, page_key = datetime.fromisoformat(members["decided_at"]), members["page_sha256"]
    before, after = (_advisory(members, members[side]) for side in ("before", "after"))
    if not members["kinds"] or not KINDS.issuperset(members["kinds"]):
        raise ValueError
    return DocumentedAlert(
        id=members["id"],
        source=members["source"],
        kinds=tuple(members["kinds"]),
        is_urgent=members["urgent"],
        created_at=decided_at,
        rule=members["rule"],
        audience=Audience(members["audience"]),
        destination=members["destination"],
        before=before,
        after=after,
        evidence=_evidence(members, decided_at) if page_key and not members["corrects"] else None,
        note=members["note"] or "",
        corrects=members["corrects"],
        quotations=tuple(members["quotations"]),
        evidence_url=(members["evidence"] or "").removesuffix(link_to_evidence(page_key or "", "")),
        site_url=(members["change_url"] or "").removesuffix(f"/c/{members['id']}.html"),
    )


def _evidence(members: Mapping[str, Any], decided_at: datetime) -> Evidence:
    """Build the evidence of a change, which is decided when its page is read."""
    return Evidence(endpoint=members["door"], page_key=members["page_sha256"], read_at=decided_at)


def _advisory(members: Mapping[str, Any], state: Mapping[str, Any] | None) -> Advisory | None:
    """Read one state. Its text is empty, not None: the publisher may have given one."""
    if state is None:
        return None
    severity, partial = state["severity"], state["partial_severity"]
    issued_on, issued_at = state["issued_on"], state["issued_at"]
    return Advisory(
        source=members["source"],
        destination=members["destination"],
        name=state["name"],
        native_level=state["native_level"],
        severity=severity and Severity(severity),
        partial_severity=partial and Severity(partial),
        regions=tuple(
            Region(name=region["name"], severity=Severity(region["severity"]))
            for region in state["regions"]
        ),
        indicators=frozenset(map(Indicator, state["indicators"])),
        departure=Departure[state["departure"].upper()],
        issued_on=issued_on and date.fromisoformat(issued_on),
        issued_at=issued_at and datetime.fromisoformat(issued_at),
        text="",
        url=state["url"],
        notice_id=state["notice_id"],
    )
