"""Turn a detection into the next record and version; None if nothing changes."""

from dataclasses import replace
from datetime import date

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory
from advisory_watch.core.detection.confirm import keep_pending, settle_pending
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.fingerprint import copy_hash
from advisory_watch.core.record import DestinationRecord, Evidence, Version
from advisory_watch.core.regions import raised_part


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
        following = settle_pending(start, detection)
        copy = detection.advisory
        if copy is not None and copy.has_text and detection.believed_on is not None:
            mark = _later(following.issue_mark, detection.believed_on)
            following = _remember_text(replace(following, issue_mark=mark), detection)
    else:
        following = start
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
    following = replace(
        record,
        number=record.number + 1,
        advisory=detection.advisory or record.advisory,
        issue_mark=_later(record.issue_mark, detection.believed_on),
        recorded_at=evidence.read_at,
        rule=detection.rule.value,
        evidence=evidence,
        pending=None,
        is_withdrawn=detection.advisory is None,
    )
    return _remember_text(following, detection)


def _later(mark: date | None, believed_on: date | None) -> date | None:
    return max(filter(None, (mark, believed_on)), default=None)


def _remember_text(record: DestinationRecord, detection: Detection) -> DestinationRecord:
    """Remember the text of a copy, so that it is recognised under any date.

    The text of a notice is not remembered: its news is that it was issued.
    """
    copy = detection.advisory
    if copy is None or copy.notice_id is not None:
        return record
    if copy.is_stub or copy.text == "" or _would_be_news(record, copy):
        return record
    if (name := detection.copy_hash or copy_hash(copy)) in record.seen_texts:
        return record
    return replace(record, seen_texts=(*record.seen_texts, name)[-thresholds.SEEN_TEXTS_MAX :])


def _remember_notices(record: DestinationRecord, detection: Detection) -> DestinationRecord:
    """Remember names and words of notices, for every outcome; the oldest are dropped."""
    names = dict.fromkeys(detection.notice_names)
    new = tuple(name for name in names if name not in record.seen_notices)
    return replace(
        record,
        seen_notices=(*record.seen_notices, *new)[-thresholds.SEEN_NOTICES_MAX :],
        known_notices=detection.known_notices or record.known_notices,
    )


def _would_be_news(record: DestinationRecord, copy: Advisory) -> bool:
    """Check whether the text of a copy says more than the record.

    Such a text is not remembered: under a new date, or once the title agrees with it, it
    must still be news. Real case: a text was edited minutes before its date.
    """
    said = copy.notes.raised_to or copy.notes.lowered_to or copy.severity
    if said != copy.severity:
        return True
    if record.advisory is None:
        return False
    is_part_raised = raised_part(record.advisory, copy) is not None
    return copy.departure > record.advisory.departure or is_part_raised
