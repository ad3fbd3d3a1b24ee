"""Messages owed to people: what they are about, how urgent they are, and their identity."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.differences import indicator_moves, is_level_graver
from advisory_watch.core.fingerprint import fingerprint
from advisory_watch.core.scales import Change, Departure, Indicator, Severity
from advisory_watch.core.verdicts.dates import is_possible
from advisory_watch.core.versions import Evidence, Version

GRAVE_INDICATORS = frozenset(
    {Indicator.TERRORISM, Indicator.KIDNAPPING, Indicator.WRONGFUL_DETENTION}
)
"""Risks aimed at foreigners themselves: one of them newly named is worth waking somebody for."""

ID_CHARS = 16
"""Length of an alert id: 64 bits of a SHA-256, in hexadecimal; short enough for an SMS."""


class SourceNews(Enum):
    """News about our own sight of a source, not about any destination."""

    BLIND = "source_blind"
    RECOVERED = "source_recovered"
    PARTLY_BLIND = "source_partly_blind"


class Audience(Enum):
    """Who a message is for."""

    SUBSCRIBERS = "subscribers"
    OPERATORS = "operators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A message owed: one for each version that is news, or for a source gone blind.

    `kinds` are the values of `Change` or `SourceNews`, the most telling first.
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

    @property
    def kind(self) -> str:
        """The change that names the alert."""
        return self.kinds[0]

    @property
    def is_notice(self) -> bool:
        """Tell whether this is about an event, not about a state that changed."""
        return _is_notice(self.after)


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
        before=None if _is_notice(version.advisory) else before,
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


def is_urgent(before: Advisory | None, version: Version) -> bool:
    """Decide whether somebody should be woken for this version.

    Urgent is what asks people to act now: a raise to `reconsider travel` or above, or
    such a level where none was stated; a rung up the departure ladder from `authorized
    departure` on; a new issue that tells people to leave immediately, even if the issue
    before it did too; and a newly named risk aimed at foreigners. A notice
    is urgent by its own words, whatever was issued before it.
    """
    after, changes = version.advisory, frozenset(version.changes)
    if after is not None and _is_notice(after):
        return after.departure >= Departure.AUTHORIZED_DEPARTURE
    if after is None or before is None:
        return False
    if is_level_graver(before, after) and (after.severity or 0) >= Severity.RECONSIDER:
        return True
    if Change.DEPARTURE_RAISED in changes and after.departure >= Departure.AUTHORIZED_DEPARTURE:
        return True
    is_leave = after.departure is Departure.DEPART_IMMEDIATELY
    if is_leave and is_issued_anew(before, after, version.decided_at):
        return True
    added, _ = indicator_moves(before, after)
    return Change.INDICATOR_ADDED in changes and bool(added & GRAVE_INDICATORS)


def is_issued_anew(before: Advisory, after: Advisory, decided_at: datetime) -> bool:
    """Tell by the publisher's own dates whether this is another issue, and no older one.

    An item that dropped out of the feed and returned as it was is not. A date that could
    not be is none, or it would make every later issue an older one.
    """
    then, now = before.issued_on, after.issued_on
    if not is_possible(then, decided_at) or not is_possible(now, decided_at):
        return then != now
    return then is not None and now is not None and then < now


def _is_notice(advisory: Advisory | None) -> bool:
    return advisory is not None and advisory.notice_id is not None
