"""Ask a second endpoint of the publisher about doubtful changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.detection.confirm import is_same_candidate, settle_elsewhere
from advisory_watch.core.detection.engine import detect_destination, group_by_destination
from advisory_watch.core.detection.snapshot.batch_checks import (
    build_batch_context,
    is_graver_copy,
    is_graver_news,
)
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source import PublisherPolicy


def find_doubted(
    detections: Sequence[Detection],
    records: Mapping[str, DestinationRecord],
    previous_at: datetime | None,
    at: datetime,
) -> frozenset[str]:
    """Return the destinations that are worth asking a second endpoint about, in this check.

    A new doubt is asked about at once. If the doubt would make the record graver and lasts, it is
    asked about again, ever more rarely. `previous_at` is the time of the previous good read. A
    destination without a record has nothing to be compared with.
    """
    return frozenset(
        detection.destination
        for detection in detections
        if _is_asked_about(detection, records.get(detection.destination), previous_at, at)
    )


def _is_asked_about(
    detection: Detection,
    record: DestinationRecord | None,
    previous_at: datetime | None,
    at: datetime,
) -> bool:
    if detection.outcome is not Outcome.PENDING or detection.advisory is None or record is None:
        return False
    pending, known = record.pending, record.advisory
    if pending is None:
        return True
    if not is_graver_news(detection, record):
        return not is_same_candidate(pending, detection.advisory)
    if known is None or not is_graver_copy(known, pending.advisory):
        return True
    # Two back ends may answer by turns with two graver copies: both count as one doubt.
    if previous_at is None:
        return False
    return count_asks(at - pending.since) > count_asks(previous_at - pending.since)


def count_asks(waited: timedelta) -> int:
    """Return how often a second endpoint is asked again about a doubt of this age.

    A check asks if the number has grown since the previous read. So nothing has to be stored, and
    checks that are late or left out cost no extra request.
    """
    early = sum(waited >= wait for wait in thresholds.SECOND_ENDPOINT_ASKED_AFTER)
    rest = waited - thresholds.SECOND_ENDPOINT_ASKED_AFTER[-1]
    return early + max(0, rest // thresholds.SECOND_ENDPOINT_ASKED_EVERY)


def confirm_elsewhere(
    detections: Sequence[Detection],
    doubted: frozenset[str],
    other: Snapshot,
    records: Mapping[str, DestinationRecord],
    publisher: PublisherPolicy,
) -> tuple[Detection, ...]:
    """Return the detections, with doubts resolved if the second snapshot can resolve them."""
    copies = group_by_destination(other.advisories)
    context = build_batch_context(other, records, publisher)

    def resolved(detection: Detection) -> Detection:
        code, opinion = detection.destination, None
        if code not in doubted or detection.outcome is not Outcome.PENDING:
            return detection
        if code in copies:
            opinion = detect_destination(copies[code], records[code], context)
        return settle_elsewhere(detection, opinion, other.endpoint)

    return tuple(map(resolved, detections))
