"""Detect new notices: dated one-off items; a feed shows only the newest few."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Change, Snapshot
from advisory_watch.core.detection.engine import group_by_destination
from advisory_watch.core.detection.notices.memory import (
    FeedMarks,
    find_known,
    marks_of,
    remember,
    trace_of,
)
from advisory_watch.core.detection.notices.names import (
    guid_name,
    link_name,
    names_of,
    twin_name,
)
from advisory_watch.core.detection.notices.rules import (
    NoticeComparison,
    NoticeRule,
    believed_moment,
)
from advisory_watch.core.detection.rules.rule import (
    Decision,
    Finding,
    changed,
    first_finding,
    first_seen,
)
from advisory_watch.core.detection.snapshot.batch_checks import (
    is_older_snapshot,
    reject_older_snapshot,
)
from advisory_watch.core.detection.types import Detection, Outcome, RuleName
from advisory_watch.core.record import DestinationRecord, KnownNotice

CHANGES: Mapping[RuleName, tuple[Change, ...]] = {
    Decision.FIRST_SIGHT: (Change.FIRST_SEEN,),
    Decision.PUBLISHED_BEFORE_FIRST_READ: (Change.NOTICE_ISSUED,),
    NoticeRule.NEW_NOTICE: (Change.NOTICE_ISSUED,),
    NoticeRule.GRAVER_NOTICE: (Change.DEPARTURE_RAISED, Change.NOTICE_ISSUED),
    NoticeRule.NEWLY_NAMED_DANGER: (Change.NOTICE_ISSUED,),
    NoticeRule.UPDATED_NOTICE: (Change.NOTICE_ISSUED,),
    NoticeRule.RETITLED_NOTICE: (Change.NOTICE_ISSUED,),
    NoticeRule.REWRITTEN_PAGE: (Change.NOTICE_ISSUED,),
}
"""The changes that each accepting rule reports."""


def detect(snapshot: Snapshot, records: Mapping[str, DestinationRecord]) -> tuple[Detection, ...]:
    """Judge the notices of every destination, in order of its code and then of time."""
    copies = group_by_destination(snapshot.advisories)
    return tuple(
        detection
        for code in sorted(copies)
        for detection in detect_notices(copies[code], records.get(code), snapshot)
    )


def detect_notices(
    copies: Sequence[Advisory], record: DestinationRecord | None, snapshot: Snapshot
) -> tuple[Detection, ...]:
    """Judge the notices of one destination, the oldest first."""
    notices = in_order_of_time(copies, snapshot.read_at)[-thresholds.NOTICES_JUDGED_MAX :]
    feed = Feed(record=record, read_at=snapshot.read_at, marks=marks_of(map(trace_of, notices)))
    if is_first_read(notices[0].destination, record, snapshot):
        is_new_post = notices[0].destination in snapshot.first_documents
        return accept_first_feed(notices, feed, is_new_post=is_new_post)
    detections = tuple(_detect_in_order(notices, feed))
    if record is not None and is_older_snapshot(record, snapshot.read_at):
        news = [
            detection.advisory for detection in detections if detection.outcome is Outcome.CHANGED
        ]
        return tuple(
            reject_older_snapshot(notice, record) for notice in news[-1:] if notice is not None
        )
    return detections


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What is known when the notices of one destination are judged."""

    record: DestinationRecord | None
    read_at: datetime
    marks: FeedMarks

    def is_named(self, notice: Advisory, seen: frozenset[str]) -> bool:
        """Tell whether a notice is known by its title and time, or by its id alone.

        An id alone counts only if nothing else can: the notice has no time, it is old, or an
        older program remembered nothing but ids. A shared id never counts.
        """
        guid, moment = guid_name(notice), believed_moment(notice, self.read_at)
        if twin_name(notice) in seen:
            return True
        is_old = moment is None or self.read_at - moment > thresholds.FRESH_ISSUE
        is_upgraded = self.record is not None and not self.record.known_notices
        return guid in seen and guid not in self.marks.shared and (is_old or is_upgraded)


def in_order_of_time(copies: Sequence[Advisory], read_at: datetime) -> list[Advisory]:
    """Return each item once, by time of issue; of two copies the graver one counts."""

    def order(notice: Advisory) -> tuple[datetime, str, str, str, str]:
        moment = believed_moment(notice, read_at) or read_at
        address = (notice.notice_id or "", notice.url or "")
        return moment, *address, notice.native_level, notice.text or ""

    by_item: dict[tuple[object, ...], Advisory] = {}
    for copy in sorted(copies, key=lambda item: (item.departure, order(item))):
        by_item[guid_name(copy), link_name(copy), copy.issued_at or copy.native_level] = copy
    return sorted(by_item.values(), key=order)


def is_first_read(code: str, record: DestinationRecord | None, snapshot: Snapshot) -> bool:
    """Check for the first feed of a destination, whose old notices are not news.

    If that first feed was empty, it still counts as read: the first notice in it is news.
    """
    return code in snapshot.first_reads and (record is None or record.number == 0)


def accept_first_feed(
    notices: Sequence[Advisory], feed: Feed, *, is_new_post: bool
) -> tuple[Detection, ...]:
    """Take the newest old notice as the starting point, and tell those of the last two days.

    Only a post that was never read tells them. If a known post is found to cover another
    destination, its notices were reported before.
    """
    recent = [notice for notice in notices if is_new_post and _is_recent(notice, feed.read_at)]
    old = [notice for notice in notices if notice not in recent]
    traces = tuple(trace_of(notice) for notice in old)
    detections: list[Detection] = []
    if old:
        reason = f"the starting point, {len(old)} notices; nobody is told"
        names = tuple(name for notice in old for name in names_of(notice))
        start = _detection(old[-1], Decision.FIRST_SIGHT, first_seen(reason), feed.read_at)
        detections.append(replace(start, notice_names=names, known_notices=traces))
    return (*detections, *_detect_in_order(recent, feed, traces, is_first_read=True))


def _is_recent(notice: Advisory, read_at: datetime) -> bool:
    moment = believed_moment(notice, read_at)
    return moment is not None and read_at - moment <= thresholds.FIRST_READ_NEWS


def _detect_in_order(
    notices: Sequence[Advisory],
    feed: Feed,
    first: tuple[KnownNotice, ...] = (),
    *,
    is_first_read: bool = False,
) -> Iterator[Detection]:
    """Yield detections for news and for notices to remember, and skip the rest."""
    seen = frozenset(feed.record.seen_notices if feed.record else ())
    known = (*(feed.record.known_notices if feed.record else ()), *first)
    for notice in notices:
        now, names = trace_of(notice), names_of(notice)
        rule, finding = first_finding(
            NoticeComparison(
                notice=notice,
                record=feed.record,
                read_at=feed.read_at,
                now=now,
                before=find_known(known, now, feed.marks),
                is_named=feed.is_named(notice, seen),
            ),
            NoticeRule,
        )
        following = remember(known, now, feed.marks)
        is_news = finding.outcome is Outcome.CHANGED
        if is_news and is_first_read:
            rule = Decision.PUBLISHED_BEFORE_FIRST_READ
            finding = changed(_age(notice, feed.read_at))
        if is_news or following != known or not seen.issuperset(names):
            detection = _detection(notice, rule, finding, feed.read_at)
            yield replace(detection, notice_names=names, known_notices=following)
        seen, known = seen.union(names), following


def _age(notice: Advisory, read_at: datetime) -> str:
    moment = believed_moment(notice, read_at) or read_at
    hours = max(0, round((read_at - moment).total_seconds() / 3600))
    return f"published {hours} hours before the first read of this post"


def _detection(notice: Advisory, rule: RuleName, finding: Finding, read_at: datetime) -> Detection:
    moment = believed_moment(notice, read_at)
    return Detection(
        destination=notice.destination,
        outcome=finding.outcome,
        rule=rule,
        reason=finding.reason,
        advisory=notice,
        believed_on=moment.date() if moment else None,
        changes=CHANGES.get(rule, ()),
    )
