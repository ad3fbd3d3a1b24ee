"""Alerts and their corrections: identity, kinds and urgency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from advisory_watch.core.advisory import Advisory, Change, Departure, Severity, is_possible
from advisory_watch.core.fingerprint import fingerprint, is_level_graver
from advisory_watch.core.mass_move import MassMove
from advisory_watch.core.record import Evidence, Version
from advisory_watch.core.source_event import Audience

NOT_URGENT = "not_urgent"
"""The urgency rule of a change that can wait until morning."""


def is_urgent(before: Advisory | None, version: Version) -> bool:
    """Tell whether a version wakes a person, by the rule that was recorded with it.

    A notice is urgent by its own words, regardless of earlier notices. So is a change that an
    older program recorded without a rule: a higher level, or higher departure advice.
    """
    if version.urgency:
        return version.urgency != NOT_URGENT
    after = version.advisory
    if after is None:
        return False
    has_departure = after.departure >= Departure.AUTHORIZED_DEPARTURE
    if is_notice(after):
        return has_departure
    is_raise = before is not None and is_level_graver(before, after)
    if is_raise and (after.severity or 0) >= Severity.RECONSIDER:
        return True
    return Change.DEPARTURE_RAISED in version.changes and has_departure


def is_issued_anew(before: Advisory, after: Advisory, decided_at: datetime) -> bool:
    """Tell by the publisher's own dates whether this is another issue, and not an older one.

    An item that dropped out of the feed and returned unchanged is not a new issue. An
    impossible date is ignored, because it would make every later issue look older.
    """
    then, now = before.issued_on, after.issued_on
    if not is_possible(then, decided_at) or not is_possible(now, decided_at):
        return then != now
    return then is not None and now is not None and then < now


def is_notice(advisory: Advisory | None) -> bool:
    """Tell whether this is about an event, not about a changed state."""
    return advisory is not None and advisory.notice_id is not None


ID_CHARS = 16
"""Length of an alert id: 64 bits of a SHA-256 in hexadecimal, short enough for an SMS."""


CORRECTION = "correction"
"""The kind of an alert that retracts another alert."""


PUBLISHED_BEFORE_FIRST_READ = "published_before_first_read"
"""The rule for a notice that is days old when its post is first read; messages say so."""


UNCONFIRMED = "unconfirmed"
"""The rule for graver advice that waited for its deadline in doubt; messages and pages say so."""

UNCONFIRMED_MEANS = (
    "Unconfirmed: the page showed this for two hours; its date or its text leaves a doubt."
)
"""What a reader must know of an unconfirmed change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert to send: one for each version that is news, or for a source that cannot be read.

    `kinds` are values of `Change` or `SourceEvent`, the most significant first. In a
    correction, `CORRECTION` comes before the kinds of the wrong alert. `corrects` is the id of
    that alert, and `note` gives the reason.

    `is_cancelled` is set if the alert was retracted before any reader received it, and
    `is_partially_sent` if programs and phones have received it, but its email is pending.

    `before` and `after` are the advisories of the change. Both are None for news about a
    source; `note` then holds the text. A notice replaces nothing, since the notice before it
    is another event: its `before` is None.

    `mass` is set if its check recorded so many alerts that people get them as one message.
    """

    id: str
    source: str
    kinds: tuple[str, ...]
    is_urgent: bool
    created_at: datetime
    rule: str
    audience: Audience = Audience.SUBSCRIBERS
    destination: str | None = None
    before: Advisory | None = None
    after: Advisory | None = None
    evidence: Evidence | None = None
    note: str = ""
    corrects: str | None = None
    is_cancelled: bool = False
    is_partially_sent: bool = False
    mass: MassMove | None = None

    @property
    def kind(self) -> str:
        """The change that names the alert."""
        return self.kinds[0]

    @property
    def is_notice(self) -> bool:
        """Tell whether this alert is about an event, not about a changed state."""
        return is_notice(self.after)

    @property
    def is_from_before(self) -> bool:
        """Tell whether the notice was published before its post could first be read."""
        return self.rule == PUBLISHED_BEFORE_FIRST_READ

    @property
    def is_unconfirmed(self) -> bool:
        """Tell whether the change was still in doubt at its deadline."""
        return self.rule == UNCONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedAlert(Alert):
    """An alert as its JSON document tells it: without the text of the page.

    `quotations` are the sentences that decided, in place of the text. `evidence_url` and `site_url`
    are the addresses of the archive and the site, or empty.
    """

    quotations: tuple[str, ...] = ()
    evidence_url: str = ""
    site_url: str = ""


def build_alert(
    before: Advisory | None, version: Version, mass: MassMove | None = None
) -> Alert | None:
    """Build the alert for a version that is news; a first snapshot is silent."""
    if not version.changes or Change.FIRST_SEEN in version.changes:
        return None
    return Alert(
        id=alert_id(version),
        source=version.source,
        destination=version.destination,
        kinds=tuple(change.value for change in version.changes),
        is_urgent=is_urgent(before, version),
        created_at=version.decided_at,
        rule=version.rule,
        before=None if is_notice(version.advisory) else before,
        after=version.advisory,
        evidence=version.evidence,
        mass=mass,
    )


def alert_id(version: Version) -> str:
    """Derive the alert id from its cause, so that a repeated request creates no second alert.

    The cause is the source, the destination, the leading change, and the issue date. Without a
    date, the fingerprint takes its place. The version number is part of the cause: a level
    that goes back and forth under one date is a new cause each time.
    """
    advisory = version.advisory
    issue = "" if advisory is None else str(advisory.issued_on or fingerprint(advisory))
    cause = (version.source, version.destination, version.changes[0].value, issue)
    return short_id(*cause, str(version.number))


def short_id(*parts: str) -> str:
    """Hash the parts of a cause, joined by NUL, which no part contains."""
    return sha256("\0".join(parts).encode()).hexdigest()[:ID_CHARS]


RULE = "retracted"
"""A person decided this, not a rule of the program."""


def build_correction(alert: Alert, reason: str, at: datetime) -> Alert:
    """Build the correction for every reader who could have received the alert, with its urgency.

    Its id derives from the id of the alert, so that an alert is retracted only once. It keeps
    both states: a filter that let the alert through must let the correction through. It goes out
    by itself, also if the alert was one of a mass.
    """
    return replace(
        alert,
        id=correction_id(alert.id),
        kinds=(CORRECTION, *alert.kinds),
        created_at=at,
        rule=RULE,
        note=reason,
        corrects=alert.id,
        mass=None,
    )


def correction_id(alert_id: str) -> str:
    """Derive the id of the correction of an alert."""
    return short_id(CORRECTION, alert_id)


def original_alert(correction: Alert) -> Alert:
    """Return the alert as it was worded when sent; an alert that is no correction is unchanged."""
    if correction.corrects is None:
        return correction
    kinds = correction.kinds[1:]
    return replace(correction, id=correction.corrects, kinds=kinds, note="", corrects=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertStatus:
    """The final state of an alert: valid, corrected, or cancelled before it was sent.

    `reason` is the text of the correction that readers received.
    """

    is_cancelled: bool = False
    corrected_at: datetime | None = None
    reason: str = ""

    @property
    def is_valid(self) -> bool:
        """Tell whether the alert is neither cancelled nor corrected."""
        return not self.is_cancelled and self.corrected_at is None


def with_corrections(alert_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of alerts and their corrections, to look up both in an outbox."""
    return tuple(
        outbox_id for alert_id in alert_ids for outbox_id in (alert_id, correction_id(alert_id))
    )


def alert_status(alert_id: str, found: Mapping[str, Alert]) -> AlertStatus:
    """Return the final state of an alert; `found` holds the outbox items of it and its correction.

    An alert that is not in any outbox is valid: the decision behind it is still true.
    """
    alert, correction = found.get(alert_id), found.get(correction_id(alert_id))
    if alert is not None and alert.is_cancelled:
        return AlertStatus(is_cancelled=True)
    if correction is not None:
        return AlertStatus(corrected_at=correction.created_at, reason=correction.note)
    return AlertStatus()
