"""Decide whether a notice is news: the first rule that returns a result decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.scales import Change, Departure
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.dates import is_possible
from advisory_watch.core.verdicts.notice_names import guid_name, rung_name, twin_name
from advisory_watch.core.verdicts.verdict import Outcome, Ruling
from advisory_watch.core.versions import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One notice in one snapshot.

    `seen` are the names known before, including those from earlier in this snapshot.
    """

    notice: Advisory
    known: Known | None
    seen: frozenset[str]
    read_at: datetime

    @property
    def issued_at(self) -> datetime | None:
        """The time of issue, or None if there is no possible one."""
        return believed_moment(self.notice, self.read_at)


def believed_moment(notice: Advisory, read_at: datetime) -> datetime | None:
    """Return when a notice was issued, or None if that time is impossible.

    The date of a notice never makes it news.
    """
    issued_at = notice.issued_at
    if issued_at is None or not is_possible(issued_at.date(), read_at):
        return None
    return issued_at


def is_seen(sighting: Sighting) -> bool:
    """Check whether a notice is known by its id, or by its title and time together.

    A site that moves gives all its items new ids at once. An edit changes the title or the
    date. Neither is an alert of an embassy.
    """
    return (
        guid_name(sighting.notice) in sighting.seen or twin_name(sighting.notice) in sighting.seen
    )


def issued_before_watch(sighting: Sighting) -> Ruling | None:
    """A notice from well before the watch began has returned to the feed.

    A feed shows the newest ten notices: when newer ones are deleted, older ones return.
    """
    known, issued_at = sighting.known, sighting.issued_at
    if known is None or issued_at is None or is_seen(sighting):
        return None
    if issued_at >= known.watched_since - limits.PUBLISHING_LAG_MAX:
        return None
    reason = f"issued on {issued_at:%Y-%m-%d}, watched since {known.watched_since:%Y-%m-%d}"
    return Ruling(outcome=Outcome.UNCHANGED, rule="issued_before_watch", reason=reason)


def new_notice(sighting: Sighting) -> Ruling | None:
    """A notice that was not seen before is news, with any title and any date.

    Titles repeat word for word, and a date may be mistyped or missing.
    """
    if is_seen(sighting):
        return None
    reason = "an id and a moment of issue that never came by"
    return Ruling(outcome=Outcome.CHANGED, rule="new_notice", reason=reason)


def graver_notice(sighting: Sighting) -> Ruling | None:
    """A recent notice was edited and now advises people to leave: that is news in itself.

    In an old notice the edit is only another wording; under a new id, the site has moved.
    Each level of departure advice is reported once per notice. So two alternating versions
    are not reported without end.
    """
    notice = sighting.notice
    if notice.departure < Departure.AUTHORIZED_DEPARTURE or not is_fresh(sighting):
        return None
    is_edited = guid_name(notice) in sighting.seen
    if not is_edited or rung_name(notice, notice.departure) in sighting.seen:
        return None
    reason = f"the same notice now says: {notice.departure.words}"
    return Ruling(outcome=Outcome.CHANGED, rule="graver_notice", reason=reason)


def is_fresh(sighting: Sighting) -> bool:
    """Check whether a notice was issued within days; without a date that is assumed."""
    issued_at = sighting.issued_at
    return issued_at is None or sighting.read_at - issued_at <= limits.FRESH_ISSUE


def seen_notice(_sighting: Sighting) -> Ruling:
    """A notice that was seen before is not news; its other names are remembered too."""
    return Ruling(outcome=Outcome.UNCHANGED, rule="seen_notice", reason="it came by before")


RULES: tuple[Callable[[Sighting], Ruling | None], ...] = (
    issued_before_watch,
    new_notice,
    graver_notice,
)
"""Applied in this order; if none applies, `seen_notice` decides."""

CHANGES: Mapping[str, tuple[Change, ...]] = {
    "new_notice": (Change.NOTICE_ISSUED,),
    "graver_notice": (Change.DEPARTURE_RAISED, Change.NOTICE_ISSUED),
}
"""The changes that each accepting rule reports."""


def ruling_on(sighting: Sighting) -> Ruling:
    """Apply the rules in their order."""
    results = (ruling for rule in RULES if (ruling := rule(sighting)) is not None)
    return next(results, None) or seen_notice(sighting)
