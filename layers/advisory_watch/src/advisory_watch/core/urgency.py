"""Decides which versions are urgent enough to wake a person."""

from datetime import datetime

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.differences import indicator_moves, is_level_graver
from advisory_watch.core.scales import Change, Departure, Indicator, Severity
from advisory_watch.core.verdicts.dates import is_possible
from advisory_watch.core.versions import Version

GRAVE_INDICATORS = frozenset(
    {Indicator.TERRORISM, Indicator.KIDNAPPING, Indicator.WRONGFUL_DETENTION}
)
"""Risks aimed at foreigners themselves: a newly named one is worth waking a person for."""


def is_urgent(before: Advisory | None, version: Version) -> bool:
    """Decide whether a version should wake a person.

    A version is urgent if it asks people to act now:

    - a raise to `reconsider travel` or above, or such a level after an issue without one
    - a rise of departure advice to `authorized departure` or above
    - a new issue that tells people to leave immediately, even if the issue before it did too
    - a newly named risk aimed at foreigners

    A notice is urgent by its own words, regardless of earlier notices.
    """
    after, changes = version.advisory, frozenset(version.changes)
    if after is not None and is_notice(after):
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
