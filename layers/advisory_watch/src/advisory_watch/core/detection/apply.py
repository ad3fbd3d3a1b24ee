"""Turn a detection into the next record and version; None if nothing changes."""

from dataclasses import replace
from datetime import date, datetime

from advisory_watch.core import thresholds
from advisory_watch.core.detection.comparison import is_text_ahead
from advisory_watch.core.detection.confirm import after_version, keep_pending, settle_pending
from advisory_watch.core.detection.dates import mark_of
from advisory_watch.core.detection.memory import remember
from advisory_watch.core.detection.rules.old import OldCopyRule
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.fingerprint import is_graver
from advisory_watch.core.record import DestinationRecord, Evidence, Version


def next_record(
    source: str, record: DestinationRecord | None, detection: Detection, evidence: Evidence
) -> DestinationRecord | None:
    """Return the record to write, or None if it equals the stored one."""
    start = record or DestinationRecord(
        source=source,
        destination=detection.destination,
        watched_since=evidence.read_at,
        watched_from=detection.as_of,
    )
    if detection.outcome in (Outcome.CHANGED, Outcome.FIRST_SEEN):
        following = _record_version(start, detection, evidence)
    elif detection.outcome is Outcome.PENDING:
        following = keep_pending(start, detection, evidence)
    elif detection.outcome is Outcome.UNCHANGED:
        following = settle_pending(start, detection, evidence.read_at)
        following = _learn_copy(following, detection, evidence.read_at)
    else:
        following = _learn_old_copy(start, detection)
    following = _remember_notices(following, detection)
    if following == record or (following == start and record is None):
        return None
    return replace(following, revision=start.revision + 1)


def version_of(record: DestinationRecord, detection: Detection) -> Version | None:
    """Return the version to record with the new record, or None if there is no new version.

    The record still has the `head_hash` of the previous version.
    """
    if detection.outcome not in (Outcome.CHANGED, Outcome.FIRST_SEEN) or record.evidence is None:
        return None
    return Version(
        source=record.source,
        destination=record.destination,
        number=record.number,
        advisory=detection.advisory,
        changes=detection.changes,
        rule=detection.rule.value,
        decided_at=record.evidence.read_at,
        evidence=record.evidence,
        previous=record.head_hash,
        urgency=detection.urgency,
    )


def _record_version(
    record: DestinationRecord, detection: Detection, evidence: Evidence
) -> DestinationRecord:
    copy = detection.advisory
    mark = mark_of(record, evidence.read_at)
    if copy is None or not is_text_ahead(copy):  # nothing that would hide its own completion
        mark = detection.believed_on or mark
    following = replace(
        record,
        number=record.number + 1,
        advisory=copy or record.advisory,
        issue_mark=mark,
        recorded_at=evidence.read_at,
        rule=detection.rule.value,
        evidence=evidence,
        pending=None,
        is_withdrawn=copy is None,
    )
    if copy is None:
        return following
    following = after_version(record, following)
    for other in detection.old_copies:
        following = remember(following, other, other.issued_on, version=record.number)
    return remember(following, copy, detection.believed_on, detection.copy_hash)


def _learn_copy(
    record: DestinationRecord, detection: Detection, read_at: datetime
) -> DestinationRecord:
    """Learn another copy of the recorded issue: its text, and its date if that is later.

    Nothing is learnt from a copy that says more than the record, or another level than its title:
    under a new date, or once the title agrees with it, it must still be news.
    """
    copy, believed_on = detection.advisory, detection.believed_on
    if copy is None or record.advisory is None or not copy.has_text or believed_on is None:
        return record
    if is_text_ahead(copy) or is_graver(record.advisory, copy):
        return record
    mark = _later(mark_of(record, read_at), believed_on)
    return remember(replace(record, issue_mark=mark), copy, believed_on, detection.copy_hash)


def _learn_old_copy(record: DestinationRecord, detection: Detection) -> DestinationRecord:
    """Learn a milder old copy as superseded, so that a new date does not make it news.

    A graver one is not learnt: its date may be a typing error that is corrected minutes later.
    """
    copy, known = detection.advisory, record.advisory
    if copy is None or known is None or not isinstance(detection.rule, OldCopyRule):
        return record
    if not copy.has_text or is_graver(known, copy):
        return record
    return remember(record, copy, detection.believed_on, version=record.number - 1)


def _later(mark: date | None, believed_on: date) -> date:
    return believed_on if mark is None else max(mark, believed_on)


def _remember_notices(record: DestinationRecord, detection: Detection) -> DestinationRecord:
    """Remember names and words of notices, for every outcome; the oldest are dropped."""
    names = dict.fromkeys(detection.notice_names)
    new = tuple(name for name in names if name not in record.seen_notices)
    return replace(
        record,
        seen_notices=(*record.seen_notices, *new)[-thresholds.SEEN_NOTICES_MAX :],
        known_notices=detection.known_notices or record.known_notices,
    )
