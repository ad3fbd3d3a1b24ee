"""Alerts to send: their content, urgency and identity."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.fingerprint import fingerprint
from advisory_watch.core.scales import Change
from advisory_watch.core.urgency import is_notice, is_urgent
from advisory_watch.core.versions import Evidence, Version

ID_CHARS = 16
"""Length of an alert id: 64 bits of a SHA-256 in hexadecimal, short enough for an SMS."""


class SourceNews(Enum):
    """News about our own access to a source, not about a destination."""

    BLIND = "source_blind"
    RECOVERED = "source_recovered"
    PARTLY_BLIND = "source_partly_blind"


CORRECTION = "correction"
"""The kind of an alert that retracts another alert."""


class Audience(Enum):
    """The readers that a message is for."""

    SUBSCRIBERS = "subscribers"
    OPERATORS = "operators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert to send: one for each version that is news, or for a source that cannot be read.

    `kinds` are values of `Change` or `SourceNews`, the most significant first. In a
    correction, `CORRECTION` comes before the kinds of the wrong alert. `corrects` is the id of
    that alert, and `note` gives the reason.

    `is_cancelled` is set if the alert was retracted before any reader received it. `is_handed`
    is set if programs and phones have received the alert, but its email is still pending.

    `before` and `after` are the advisories before and after the change. Both are None for news
    about a source; `note` then holds the text. A notice replaces nothing, since the notice
    before it is another event: its `before` is None.
    """

    id: str
    source: str
    kinds: tuple[str, ...]
    is_urgent: bool
    owed_at: datetime
    rule: str
    audience: Audience = Audience.SUBSCRIBERS
    destination: str | None = None
    before: Advisory | None = None
    after: Advisory | None = None
    evidence: Evidence | None = None
    note: str = ""
    corrects: str | None = None
    is_cancelled: bool = False
    is_handed: bool = False

    @property
    def kind(self) -> str:
        """The change that names the alert."""
        return self.kinds[0]

    @property
    def is_notice(self) -> bool:
        """Tell whether this alert is about an event, not about a changed state."""
        return self.after is not None and self.after.notice_id is not None


def alert_for(before: Advisory | None, version: Version) -> Alert | None:
    """Build the alert for a version that is news; a first snapshot is silent."""
    if not version.changes or Change.FIRST_SEEN in version.changes:
        return None
    return Alert(
        id=alert_id(version),
        source=version.source,
        destination=version.destination,
        kinds=tuple(change.value for change in version.changes),
        is_urgent=is_urgent(before, version),
        owed_at=version.decided_at,
        rule=version.rule,
        before=None if is_notice(version.advisory) else before,
        after=version.advisory,
        evidence=version.evidence,
    )


def alert_id(version: Version) -> str:
    """Derive the alert id from its cause, so that a repeated request creates no second alert.

    The cause is the source, the destination, the leading change, and the issue date. Without a
    date, the fingerprint takes its place. The version number is part of the cause: a level
    that goes back and forth under one date is a new cause each time.
    """
    advisory = version.advisory
    issue = "" if advisory is None else str(advisory.issued_on or fingerprint(advisory))
    cause = (
        version.source,
        version.destination,
        version.changes[0].value,
        issue,
        str(version.number),
    )
    return short_id(*cause)


def short_id(*parts: str) -> str:
    """Hash the parts of a cause, joined by NUL, which no part contains."""
    return sha256("\0".join(parts).encode()).hexdigest()[:ID_CHARS]
