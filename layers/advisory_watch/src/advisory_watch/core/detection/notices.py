"""Detect new notices: dated one-off items; a feed shows only the newest few."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Change, Snapshot
from advisory_watch.core.detection.batch_checks import is_older_snapshot, reject_older_snapshot
from advisory_watch.core.detection.engine import group_by_destination
from advisory_watch.core.detection.notice_names import guid_name, names_of
from advisory_watch.core.detection.rule import Decision, Finding, first_finding, first_seen
from advisory_watch.core.detection.rules_notice import (
    NoticeComparison,
    NoticeRule,
    believed_moment,
)
from advisory_watch.core.detection.types import Detection, Outcome, RuleName
from advisory_watch.core.record import DestinationRecord

CHANGES: Mapping[RuleName, tuple[Change, ...]] = {
    Decision.FIRST_SIGHT: (Change.FIRST_SEEN,),
    NoticeRule.NEW_NOTICE: (Change.NOTICE_ISSUED,),
    NoticeRule.GRAVER_NOTICE: (Change.DEPARTURE_RAISED, Change.NOTICE_ISSUED),
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
    if is_first_read(notices[0].destination, record, snapshot):
        return (accept_first_feed(notices, snapshot.read_at),)
    detections = tuple(_detect_in_order(notices, record, snapshot.read_at))
    if record is not None and is_older_snapshot(record, snapshot.read_at):
        news = [
            detection.advisory for detection in detections if detection.outcome is Outcome.CHANGED
        ]
        return tuple(
            reject_older_snapshot(notice, record) for notice in news[-1:] if notice is not None
        )
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


def accept_first_feed(notices: Sequence[Advisory], read_at: datetime) -> Detection:
    """Take the newest notice as the starting point, and remember them all."""
    finding = first_seen(f"the starting point, {len(notices)} notices; nobody is told")
    names = tuple(name for notice in notices for name in names_of(notice))
    return _detection(notices[-1], Decision.FIRST_SIGHT, finding, names, read_at)


def _detect_in_order(
    notices: Sequence[Advisory], record: DestinationRecord | None, read_at: datetime
) -> Iterator[Detection]:
    """Yield detections for news and for notices with an unknown name, and skip the rest."""
    seen = frozenset(record.seen_notices if record else ())
    for notice in notices:
        comparison = NoticeComparison(notice=notice, record=record, seen=seen, read_at=read_at)
        rule, finding = first_finding(comparison, NoticeRule)
        names = names_of(notice)
        if finding.outcome is Outcome.CHANGED or not seen.issuperset(names):
            yield _detection(notice, rule, finding, names, read_at)
        seen = seen.union(names)


def _detection(
    notice: Advisory, rule: RuleName, finding: Finding, names: tuple[str, ...], read_at: datetime
) -> Detection:
    moment = believed_moment(notice, read_at)
    return Detection(
        destination=notice.destination,
        outcome=finding.outcome,
        rule=rule,
        reason=finding.reason,
        advisory=notice,
        believed_on=moment.date() if moment else None,
        changes=CHANGES.get(rule, ()),
        notice_names=names,
    )
