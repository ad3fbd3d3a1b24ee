"""Detection policy of sources that publish notices."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Change, Departure, Snapshot, is_possible
from advisory_watch.core.alert import short_id
from advisory_watch.core.detection.engine import by_destination
from advisory_watch.core.detection.types import (
    Detection,
    Outcome,
    RuleResult,
    is_older_reading,
    older_reading,
)
from advisory_watch.core.fingerprint import fingerprint, normal_text
from advisory_watch.core.record import DestinationRecord

_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


def guid_name(notice: Advisory) -> str:
    """Hash the publisher's own id of a notice, without the parts that a site move changes.

    Ids have the form of links; the scheme and a trailing slash are ignored. A notice
    without an id is identified by its whole content.
    """
    return short_id("guid", _bare_id(notice))


def twin_name(notice: Advisory) -> str | None:
    """Hash the title of a notice with its time of issue; None if it has no time.

    Titles repeat word for word, but not within a second. This name survives when a site
    gives all its items new ids.
    """
    if notice.issued_at is None:
        return None
    return short_id("twin", normal_text(notice.native_level), notice.issued_at.isoformat())


def rung_name(notice: Advisory, departure: Departure) -> str:
    """Hash the id of a notice with one level of its departure advice."""
    return short_id("rung", _bare_id(notice), departure.name)


def names_of(notice: Advisory) -> tuple[str, ...]:
    """Return every name to remember for a notice; a level of departure covers lower ones."""
    twin = twin_name(notice)
    rungs = (
        rung_name(notice, departure)
        for departure in Departure
        if Departure.AUTHORIZED_DEPARTURE <= departure <= notice.departure
    )
    return (guid_name(notice), *((twin,) if twin else ()), *rungs)


def _bare_id(notice: Advisory) -> str:
    said = (notice.notice_id or "").strip() or fingerprint(notice)
    return _SCHEME.sub("", said).rstrip("/")


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


def is_seen(sighting: NoticeComparison) -> bool:
    """Check whether a notice is known by its id, or by its title and time together.

    A site that moves gives all its items new ids at once. An edit changes the title or the
    date. Neither is an alert of an embassy.
    """
    return (
        guid_name(sighting.notice) in sighting.seen or twin_name(sighting.notice) in sighting.seen
    )


def notice_before_watch(sighting: NoticeComparison) -> RuleResult | None:
    """A notice from well before the watch began has returned to the feed.

    A feed shows the newest ten notices: when newer ones are deleted, older ones return.
    """
    known, issued_at = sighting.record, sighting.issued_at
    if known is None or issued_at is None or is_seen(sighting):
        return None
    if issued_at >= known.watched_since - thresholds.PUBLISHING_LAG_MAX:
        return None
    reason = f"issued on {issued_at:%Y-%m-%d}, watched since {known.watched_since:%Y-%m-%d}"
    return RuleResult(outcome=Outcome.UNCHANGED, rule="issued_before_watch", reason=reason)


def new_notice(sighting: NoticeComparison) -> RuleResult | None:
    """A notice that was not seen before is news, with any title and any date.

    Titles repeat word for word, and a date may be mistyped or missing.
    """
    if is_seen(sighting):
        return None
    reason = "an id and a moment of issue that never came by"
    return RuleResult(outcome=Outcome.CHANGED, rule="new_notice", reason=reason)


def graver_notice(sighting: NoticeComparison) -> RuleResult | None:
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
    return RuleResult(outcome=Outcome.CHANGED, rule="graver_notice", reason=reason)


def is_fresh(sighting: NoticeComparison) -> bool:
    """Check whether a notice was issued within days; without a date that is assumed."""
    issued_at = sighting.issued_at
    return issued_at is None or sighting.read_at - issued_at <= thresholds.FRESH_ISSUE


def seen_notice(_sighting: NoticeComparison) -> RuleResult:
    """A notice that was seen before is not news; its other names are remembered too."""
    return RuleResult(outcome=Outcome.UNCHANGED, rule="seen_notice", reason="it came by before")


RULES: tuple[Callable[[NoticeComparison], RuleResult | None], ...] = (
    notice_before_watch,
    new_notice,
    graver_notice,
)
"""Applied in this order; if none applies, `seen_notice` decides."""

CHANGES: Mapping[str, tuple[Change, ...]] = {
    "new_notice": (Change.NOTICE_ISSUED,),
    "graver_notice": (Change.DEPARTURE_RAISED, Change.NOTICE_ISSUED),
}
"""The changes that each accepting rule reports."""


def result_for_notice(sighting: NoticeComparison) -> RuleResult:
    """Apply the rules in their order."""
    results = (result for rule in RULES if (result := rule(sighting)) is not None)
    return next(results, None) or seen_notice(sighting)


class EventPolicyMixin:
    """Half of a `DetectionPolicy`: its answers about items that a snapshot does not list."""

    __slots__ = ()

    def absences(
        self,
        snapshot: Snapshot,
        records: Mapping[str, DestinationRecord],
        absent: Mapping[str, datetime],
    ) -> dict[str, datetime]:
        """Report no absence."""
        del snapshot, records, absent
        return {}

    def withdrawals(
        self,
        records: Mapping[str, DestinationRecord],
        absent: Mapping[str, datetime],
        read_at: datetime,
    ) -> tuple[Detection, ...]:
        """Report no withdrawal."""
        del records, absent, read_at
        return ()


class NoticePolicy(EventPolicyMixin):
    """Detection policy for notices: dated one-off items; a feed shows only the newest few.

    A notice that left the feed was not withdrawn.
    """

    def require_plausible(
        self,
        snapshot: Snapshot,
        records: Mapping[str, DestinationRecord],
        expected: tuple[int, int],
    ) -> None:
        """Accept any number of notices: a quiet embassy has an empty feed.

        The parser reports a page that is not a feed.
        """

    def detect(
        self, snapshot: Snapshot, records: Mapping[str, DestinationRecord]
    ) -> tuple[Detection, ...]:
        """Judge the notices of every destination, in order of its code and then of time."""
        copies = by_destination(snapshot.advisories)
        return tuple(
            detection
            for code in sorted(copies)
            for detection in detect_notices_of(copies[code], records.get(code), snapshot)
        )


NOTICE_POLICY = NoticePolicy()


def detect_notices_of(
    copies: Sequence[Advisory], record: DestinationRecord | None, snapshot: Snapshot
) -> tuple[Detection, ...]:
    """Judge the notices of one destination, the oldest first."""
    notices = in_order_of_time(copies, snapshot.read_at)[-thresholds.NOTICES_JUDGED_MAX :]
    if is_first_read(notices[0].destination, record, snapshot):
        return (first_read_of_notice(notices, snapshot.read_at),)
    detections = tuple(_verdicts(notices, record, snapshot.read_at))
    if record is not None and is_older_reading(record, snapshot.read_at):
        news = [
            detection.advisory for detection in detections if detection.outcome is Outcome.CHANGED
        ]
        return tuple(older_reading(notice, record) for notice in news[-1:] if notice is not None)
    return detections


def in_order_of_time(copies: Sequence[Advisory], read_at: datetime) -> list[Advisory]:
    """Return each notice once, by time of issue; of two copies the graver one counts."""

    def order(notice: Advisory) -> tuple[datetime, str, str, str]:
        moment = believed_moment(notice, read_at) or read_at
        return moment, notice.notice_id or "", notice.native_level, notice.text or ""

    by_guid: dict[str, Advisory] = {}
    for copy in sorted(copies, key=lambda item: (item.departure, order(item))):
        by_guid[guid_name(copy)] = copy
    return sorted(by_guid.values(), key=order)


def is_first_read(code: str, record: DestinationRecord | None, snapshot: Snapshot) -> bool:
    """Check for the first feed of a destination, whose notices are not news.

    If that first feed was empty, it still counts as read: the first notice in it is news.
    """
    return code in snapshot.first_reads and (record is None or record.number == 0)


def first_read_of_notice(notices: Sequence[Advisory], read_at: datetime) -> Detection:
    """Take the newest notice as the starting point, and remember them all."""
    result = RuleResult(
        outcome=Outcome.FIRST_SEEN,
        rule="first_sight",
        reason=f"the starting point, {len(notices)} notices; nobody is told",
    )
    learnt = tuple(name for notice in notices for name in names_of(notice))
    return _verdict(notices[-1], result, (Change.FIRST_SEEN,), learnt, read_at)


def _verdicts(
    notices: Sequence[Advisory], record: DestinationRecord | None, read_at: datetime
) -> Iterator[Detection]:
    """Yield detections for news and for notices with an unknown name, and skip the rest."""
    seen = frozenset(record.seen_notices if record else ())
    for notice in notices:
        sighting = NoticeComparison(notice=notice, record=record, seen=seen, read_at=read_at)
        result = result_for_notice(sighting)
        names = names_of(notice)
        if result.outcome is Outcome.CHANGED or not seen.issuperset(names):
            yield _verdict(notice, result, CHANGES.get(result.rule, ()), names, read_at)
        seen = seen.union(names)


def _verdict(
    notice: Advisory,
    result: RuleResult,
    changes: tuple[Change, ...],
    learnt: tuple[str, ...],
    read_at: datetime,
) -> Detection:
    moment = believed_moment(notice, read_at)
    return Detection(
        destination=notice.destination,
        outcome=result.outcome,
        rule=result.rule,
        reason=result.reason,
        advisory=notice,
        believed_on=moment.date() if moment else None,
        changes=changes,
        learnt=learnt,
    )
