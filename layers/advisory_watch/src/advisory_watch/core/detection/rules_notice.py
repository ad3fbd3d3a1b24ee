"""Rules for notices: dated one-off items; each is news once."""

from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Departure, is_possible
from advisory_watch.core.detection.notice_names import departure_name, guid_name, twin_name
from advisory_watch.core.detection.rule import Finding, changed, rule, unchanged
from advisory_watch.core.detection.types import RuleName
from advisory_watch.core.record import DestinationRecord


class NoticeRule(RuleName):
    """The first that applies decides; the last rule always applies."""

    ISSUED_BEFORE_WATCH = "issued_before_watch"
    NEW_NOTICE = "new_notice"
    GRAVER_NOTICE = "graver_notice"
    SEEN_NOTICE = "seen_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeComparison:
    """One notice in one snapshot.

    `seen` are the names known before, including those from earlier in this snapshot.
    """

    notice: Advisory
    record: DestinationRecord | None
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


def is_seen(comparison: NoticeComparison) -> bool:
    """Check whether a notice is known by its id, or by its title and time together.

    A site that moves gives all its items new ids at once. An edit changes the title or the
    date. Neither is an alert of an embassy.
    """
    notice, seen = comparison.notice, comparison.seen
    return guid_name(notice) in seen or twin_name(notice) in seen


@rule(NoticeRule.ISSUED_BEFORE_WATCH)
def notice_before_watch(comparison: NoticeComparison) -> Finding | None:
    """A notice from well before the watch began has returned to the feed.

    A feed shows the newest ten notices: when newer ones are deleted, older ones return.
    """
    record, issued_at = comparison.record, comparison.issued_at
    if record is None or issued_at is None or is_seen(comparison):
        return None
    watched_since = record.watched_since
    if issued_at >= watched_since - thresholds.PUBLISHING_LAG_MAX:
        return None
    return unchanged(f"issued on {issued_at:%Y-%m-%d}, watched since {watched_since:%Y-%m-%d}")


@rule(NoticeRule.NEW_NOTICE)
def new_notice(comparison: NoticeComparison) -> Finding | None:
    """A notice that was not seen before is news, with any title and any date.

    Titles repeat word for word, and a date may be mistyped or missing.
    """
    if is_seen(comparison):
        return None
    return changed("an id and a moment of issue that never came by")


@rule(NoticeRule.GRAVER_NOTICE)
def graver_notice(comparison: NoticeComparison) -> Finding | None:
    """A recent notice was edited and now advises people to leave: that is news in itself.

    In an old notice the edit is only another wording; under a new id, the site has moved.
    Each level of departure advice is reported once per notice. So two alternating versions
    are not reported without end.
    """
    notice, seen = comparison.notice, comparison.seen
    if notice.departure < Departure.AUTHORIZED_DEPARTURE or not is_fresh(comparison):
        return None
    if guid_name(notice) not in seen or departure_name(notice, notice.departure) in seen:
        return None
    return changed(f"the same notice now says: {notice.departure.words}")


def is_fresh(comparison: NoticeComparison) -> bool:
    """Check whether a notice was issued within days; without a date that is assumed."""
    issued_at = comparison.issued_at
    return issued_at is None or comparison.read_at - issued_at <= thresholds.FRESH_ISSUE


@rule(NoticeRule.SEEN_NOTICE)
def seen_notice(_comparison: NoticeComparison) -> Finding:
    """A notice that was seen before is not news; its other names are remembered too."""
    return unchanged("it came by before")
