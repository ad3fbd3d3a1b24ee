"""Messages owed to people: what they are about, how urgent they are, and their identity."""

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
"""Length of an alert id: 64 bits of a SHA-256, in hexadecimal; short enough for an SMS."""


class SourceNews(Enum):
    """News about our own sight of a source, not about any destination."""

    BLIND = "source_blind"
    RECOVERED = "source_recovered"
    PARTLY_BLIND = "source_partly_blind"


CORRECTION = "correction"
"""The kind of an alert that takes another one back."""


class Audience(Enum):
    """Who a message is for."""

    SUBSCRIBERS = "subscribers"
    OPERATORS = "operators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A message owed: one for each version that is news, or for a source gone blind.

    `kinds` are the values of `Change` or `SourceNews`, the most telling first; before
    those of an alert that was wrong stands `CORRECTION`, `corrects` is its id, and `note`
    says why. `is_cancelled` is set on what was taken back before anybody was told, and
    `is_handed` on what programs and phones have, while its email is still owed.
    `before` and `after` are what was known and what is known now; both are None for
    news about a source, which `note` then words. A notice replaces nothing: the one
    before it is another event, so `before` is None.
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
        """Tell whether this is about an event, not about a state that changed."""
        return self.after is not None and self.after.notice_id is not None


def alert_for(before: Advisory | None, version: Version) -> Alert | None:
    """Owe an alert for a version that is news; a first reading is silent."""
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
    """Name the alert after its cause, so that asking twice owes once.

    The cause is the source, the destination, the leading change, and the issue date,
    or the fingerprint where there is no date. The version number is part of it: a
    level that goes back and forth under one date is a new cause each time.
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
    """Hash the parts of a cause; NUL between them, since no part holds one."""
    return sha256("\0".join(parts).encode()).hexdigest()[:ID_CHARS]
