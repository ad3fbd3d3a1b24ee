"""Builders of plausible values: a test sets only the fields that it is about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from advisory_watch.core.advisory import Advisory, Change, Departure, Indicator, Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.change_log import ChangeLogEntry
from advisory_watch.core.health import Health
from advisory_watch.core.page import Page, Target
from advisory_watch.core.record import DestinationRecord, Evidence, PendingCandidate, Version

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
"""The time at which tests happen."""

LEVELS = {
    Severity.NORMAL: "Level 1: Exercise Normal Precautions",
    Severity.CAUTION: "Level 2: Exercise Increased Caution",
    Severity.RECONSIDER: "Level 3: Reconsider Travel",
    Severity.DO_NOT_TRAVEL: "Level 4: Do Not Travel",
    None: "Other",
}


def an_advisory(severity: Severity | None = Severity.CAUTION, **fields: Any) -> Advisory:
    """Build a copy of the US advice about Kuwait; the native level follows the severity."""
    plausible: dict[str, Any] = {
        "source": "us_state",
        "destination": "KW",
        "name": "Kuwait",
        "native_level": LEVELS[severity],
        "indicators": frozenset({Indicator.TERRORISM}),
        "issued_on": date(2026, 8, 30),
        "text": "Exercise increased caution in Kuwait due to terrorism.",
        "url": "https://travel.state.gov/kuwait.html",
    }
    return Advisory(severity=severity, **plausible | fields)


def an_evidence(**fields: Any) -> Evidence:
    """Build the evidence of a snapshot taken at noon."""
    plausible: dict[str, Any] = {"endpoint": "rss", "page_key": "ab" * 32, "read_at": NOON}
    return Evidence(**plausible | fields)


def a_pending_candidate(advisory: Advisory | None = None, **fields: Any) -> PendingCandidate:
    """Build a pending candidate that waits for a second read."""
    plausible: dict[str, Any] = {
        "advisory": advisory or an_advisory(Severity.NORMAL, text=""),
        "rule": "stub",
        "reason": "a lower level without text",
        "since": NOON,
        "evidence": an_evidence(),
    }
    return PendingCandidate(**plausible | fields)


def a_record(advisory: Advisory | None = None, **fields: Any) -> DestinationRecord:
    """Build the record of a destination after its first snapshot."""
    current = advisory or an_advisory()
    plausible: dict[str, Any] = {
        "source": current.source,
        "destination": current.destination,
        "number": 1,
        "revision": 1,
        "advisory": current,
        "issue_mark": current.issued_on,
        "watched_since": NOON,
        "recorded_at": NOON,
        "rule": "first_reading",
        "evidence": an_evidence(),
    }
    return DestinationRecord(**plausible | fields)


def a_version(advisory: Advisory | None = None, **fields: Any) -> Version:
    """Build the first version of a destination."""
    current = advisory or an_advisory()
    plausible: dict[str, Any] = {
        "source": current.source,
        "destination": current.destination,
        "number": 1,
        "advisory": current,
        "changes": (Change.FIRST_SEEN,),
        "rule": "first_reading",
        "decided_at": NOON,
        "evidence": an_evidence(),
    }
    return Version(**plausible | fields)


def an_alert(**fields: Any) -> Alert:
    """Build an urgent alert: Kuwait goes from Level 2 to Level 3."""
    plausible: dict[str, Any] = {
        "id": "0123456789abcdef",
        "source": "us_state",
        "destination": "KW",
        "kinds": (Change.LEVEL_RAISED.value, Change.TEXT_REVISED.value),
        "is_urgent": True,
        "created_at": NOON,
        "rule": "credible_raise",
        "before": an_advisory(Severity.CAUTION),
        "after": an_advisory(Severity.RECONSIDER),
        "evidence": an_evidence(),
    }
    return Alert(**plausible | fields)


def an_entry(number: int = 1, **fields: Any) -> ChangeLogEntry:
    """Build a change log entry: a raise of Kuwait, `number` days after noon."""
    plausible: dict[str, Any] = {
        "id": f"{number:016x}",
        "source": "us_state",
        "destination": "KW",
        "name": "Kuwait",
        "headline": "US: Kuwait raised to Level 3 from 1",
        "kinds": ("level_raised",),
        "is_urgent": True,
        "is_notice": False,
        "decided_at": NOON + timedelta(days=number),
        "issued_on": NOON.date(),
        "issued_at": None,
        "rule": "newer_issue",
        "from_native": "Level 1: Exercise Normal Precautions",
        "to_native": "Level 3: Reconsider Travel",
        "from_severity": Severity.NORMAL,
        "to_severity": Severity.RECONSIDER,
        "from_departure": Departure.NONE,
        "to_departure": Departure.NONE,
        "version": 2,
        "endpoint": "rss",
        "page_key": "ab" * 32,
        "read_at": NOON,
        "url": "https://travel.state.gov/kuwait.html",
    }
    return ChangeLogEntry(**plausible | fields)


def a_corrected_entry(number: int = 1, **fields: Any) -> ChangeLogEntry:
    """Build a change that a person corrected fifty days after noon."""
    corrected: dict[str, Any] = {
        "is_retracted": True,
        "retracted_at": NOON + timedelta(days=50),
        "retraction": "A test.",
        "correction": f"{number:f>16x}",
    }
    return an_entry(number, **corrected | fields)


def a_health(**fields: Any) -> Health:
    """Build the health of a source after its first good read."""
    plausible: dict[str, Any] = {
        "source": "us_state",
        "revision": 1,
        "endpoint": "rss",
        "last_good_at": NOON,
        "destinations": 211,
    }
    return Health(**plausible | fields)


def a_target(**fields: Any) -> Target:
    """Build the first endpoint of the US source."""
    plausible: dict[str, Any] = {
        "source_id": "us_state",
        "endpoint": "rss",
        "url": "https://travel.state.gov/_res/rss/TAsTWs.xml",
        "media": "xml",
        "allowed_hosts": frozenset({"travel.state.gov"}),
    }
    return Target(**plausible | fields)


def a_page(body: bytes = b"<rss/>", **fields: Any) -> Page:
    """Build a page that was fetched at noon."""
    plausible: dict[str, Any] = {
        "target": a_target(),
        "fetched_at": NOON,
        "headers": {"content-type": "application/rss+xml", "etag": '"1"'},
    }
    return Page(body=body, **plausible | fields)
