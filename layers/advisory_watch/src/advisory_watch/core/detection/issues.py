"""Detect changes in a feed of issues: advisories that the feed shows only while they are new."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from advisory_watch.core.advisory import Advisory, Change, Departure, Severity, Snapshot
from advisory_watch.core.detection.engine import detect_destination, group_by_destination
from advisory_watch.core.detection.memory import is_known_text
from advisory_watch.core.detection.rules.doubt import Doubt
from advisory_watch.core.detection.rules.rule import Decision
from advisory_watch.core.detection.rules.same_level import SameLevelRule
from advisory_watch.core.detection.rules.urgency import UrgencyRule
from advisory_watch.core.detection.types import BatchContext, Detection, Outcome
from advisory_watch.core.fingerprint import copy_hash, differences
from advisory_watch.core.record import DestinationRecord

NOT_KNOWN = "unknown level"
"""The level before the first issue, if that issue does not state it."""


def detect(snapshot: Snapshot, records: Mapping[str, DestinationRecord]) -> tuple[Detection, ...]:
    """Judge the issues of every destination, in order of its code.

    All issues in the feed are new, so many of them under one date are no sign of a fault.
    """
    context = BatchContext(read_at=snapshot.read_at, as_of=snapshot.read_at.date())
    copies = group_by_destination(snapshot.advisories)
    detections: list[Detection] = []
    for code in sorted(copies):
        if code in records or code in snapshot.first_reads:
            detections.append(detect_issue(copies[code][0], records.get(code), context))
        else:
            detections += detect_first_issue(copies[code][0])
    return tuple(detections)


def detect_issue(
    issue: Advisory, record: DestinationRecord | None, context: BatchContext
) -> Detection:
    """Judge the newest issue of a destination by the rules for advisories, and accept edits."""
    if record is None or record.advisory is None:
        return detect_destination((issue,), record, context)
    if issue.notes.is_level_kept:
        kept = keep_level(record.advisory, issue)
        issue, record = keep_level(issue, record.advisory), replace(record, advisory=kept)
    detection = accept_edit(detect_destination((issue,), record, context), record)
    return name_stated_move(detection, record)


def keep_level(advisory: Advisory, other: Advisory) -> Advisory:
    """Return the advisory with the level of another one, if it does not state a level itself.

    An issue that keeps its level may leave the level of the whole open, or state what the issue
    before it left open. Neither is a change of level.
    """
    if advisory.severity is not None or other.severity is None:
        return advisory
    return replace(
        advisory,
        native_level=other.native_level,
        severity=other.severity,
        partial_severity=other.partial_severity,
        departure=other.departure,
    )


DOUBTS_OF_AN_EDIT: frozenset[str] = frozenset(
    {Doubt.SAME_ISSUE, SameLevelRule.SCOPE_WITHOUT_NEW_ISSUE, SameLevelRule.ANOTHER_COPY}
)
"""Rules that take another text under the known date for another back end's copy."""


def accept_edit(detection: Detection, record: DestinationRecord | None) -> Detection:
    """Accept new words in the known issue as an edit, unless they lower the level.

    The feed is one document, so other words are what the publisher says now. Real case: an
    issue named the wrong province. A lower level without a new issue waits for a second look.
    """
    copy, before = detection.advisory, record.advisory if record else None
    if detection.rule not in DOUBTS_OF_AN_EDIT or record is None or copy is None or before is None:
        return detection
    is_known = copy.issued_at != before.issued_at or is_known_text(record, copy_hash(copy))
    if is_known or detection.is_dispute or (copy.severity or 0) < (before.severity or 0):
        return detection
    return replace(
        detection,
        outcome=Outcome.CHANGED,
        rule=Decision.EDITED_ISSUE,
        reason=f"new words in the issue of {copy.issued_on}",
        changes=differences(before, copy),
    )


def name_stated_move(detection: Detection, record: DestinationRecord) -> Detection:
    """Name a level that the publisher calls raised or lowered so, if the one before is not known.

    By the levels alone, only the scope would have changed.
    """
    copy, before = detection.advisory, record.advisory
    if copy is None or before is None or before.severity is not None or copy.severity is None:
        return detection
    moves = stated_moves(before, copy)
    if not moves or Change.SCOPE_CHANGED not in detection.changes:
        return detection
    found = moves | set(detection.changes) - {Change.SCOPE_CHANGED}
    return replace(detection, changes=tuple(change for change in Change if change in found))


def stated_moves(before: Advisory, issue: Advisory) -> set[Change]:
    """Return the move of the level that an issue states, unless the level before is the same."""
    if before.severity == issue.severity:
        return set()
    raised = {Change.LEVEL_RAISED} if issue.notes.raised_to is not None else set()
    return raised or ({Change.LEVEL_LOWERED} if issue.notes.lowered_to is not None else set())


def detect_first_issue(issue: Advisory) -> Sequence[Detection]:
    """Record what the first issue of a destination replaces, then the issue as a change.

    The feed never shows the advice that is in force elsewhere, so the first issue of a
    destination is news like any other. It was not in the feed before, and the publisher says
    in its own words what it changes.
    """
    before = state_before(issue)
    changes = changes_of_first_issue(before, issue)
    return (
        Detection(
            destination=issue.destination,
            outcome=Outcome.FIRST_SEEN,
            rule=Decision.LEVEL_BEFORE_FIRST_ISSUE,
            reason="what the first issue says that it replaces; nobody is told",
            advisory=before,
            changes=(Change.FIRST_SEEN,),
        ),
        Detection(
            destination=issue.destination,
            outcome=Outcome.CHANGED,
            rule=Decision.FIRST_ISSUE,
            reason="the first issue in this feed, and it was not there before",
            advisory=issue,
            believed_on=issue.issued_on,
            changes=changes,
            urgency=urgency_of_parts(issue, changes),
        ),
    )


def state_before(issue: Advisory) -> Advisory:
    """Return the advice before the first issue, as far as that issue states it.

    An issue that keeps its level replaces only the text.
    """
    if issue.notes.is_level_kept:
        return replace(issue, text="")
    return replace(
        issue,
        native_level=issue.notes.level_before or NOT_KNOWN,
        severity=issue.notes.severity_before,
        partial_severity=None,
        regions=(),
        departure=Departure.NONE,
        lifts_departure=False,
        issued_on=None,
        issued_at=None,
        text="",
    )


def changes_of_first_issue(before: Advisory, issue: Advisory) -> tuple[Change, ...]:
    """Return the changes that the first issue states, the most significant first.

    A level that rose from an unknown level has risen: the publisher says so.
    """
    if issue.notes.is_level_kept:
        return (Change.TEXT_REVISED,)
    found = {Change.DEPARTURE_RAISED} if issue.departure > before.departure else set()
    found |= stated_moves(before, issue)
    if issue.notes.parts_raised:
        found.add(Change.PART_RAISED)
    elif issue.notes.are_parts_lifted:
        found.add(Change.PART_LOWERED)
    return tuple(change for change in Change if change in found) or (Change.SCOPE_CHANGED,)


def urgency_of_parts(issue: Advisory, changes: tuple[Change, ...]) -> str:
    """Return the urgency rule of a part that a first issue raised; empty if others decide."""
    levels = [region.severity for region in issue.notes.parts_raised]
    is_grave = max(levels, default=Severity.NORMAL) >= Severity.RECONSIDER
    return UrgencyRule.URGENT_PART.value if is_grave and Change.PART_RAISED in changes else ""
