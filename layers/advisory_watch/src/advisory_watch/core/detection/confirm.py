"""Confirm or drop a pending candidate: by repetition, by time, or through another endpoint."""

from dataclasses import replace
from datetime import timedelta

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory
from advisory_watch.core.detection.rule import Decision, Finding, changed
from advisory_watch.core.detection.rules_doubt import Doubt, FirstDoubt
from advisory_watch.core.detection.rules_same_level import SameLevelRule, is_graver
from advisory_watch.core.detection.types import Comparison, Detection, Outcome, RuleName
from advisory_watch.core.record import DestinationRecord, Evidence, PendingCandidate, SourceState
from advisory_watch.core.regions import raised_part

NEVER_BY_REPETITION: frozenset[RuleName] = frozenset(
    {FirstDoubt.PLACEHOLDER, Doubt.STALE_COPY, Doubt.COPY_COME_BACK}
)
"""Doubts that time does not settle: placeholders and old copies have stayed for weeks."""

NEVER_BY_ANOTHER_ENDPOINT = NEVER_BY_REPETITION | {FirstDoubt.MASS_MOVE}
"""Doubts that no other endpoint settles: every endpoint shows the same broken back end."""

DISPUTABLE: frozenset[RuleName] = frozenset(
    {Doubt.SAME_ISSUE, SameLevelRule.SCOPE_WITHOUT_NEW_ISSUE}
)
"""Doubts in which two copies contradict each other; if one returns, it disputes the other."""


def is_same_candidate(pending: PendingCandidate, copy: Advisory) -> bool:
    """Check whether a copy says the same as the pending candidate."""
    return (pending.advisory.severity, pending.advisory.native_level) == (
        copy.severity,
        copy.native_level,
    )


def is_settled_by_repetition(rule: str, copy: Advisory, *, is_raise: bool) -> bool:
    """Check whether repetition makes a doubtful copy believable.

    Two back ends with two texts of one issue repeat themselves for weeks. A destination
    with a single document has no such pair, so its repeated text is genuine. A lower level
    without any text is no better than a placeholder.
    """
    if rule == Doubt.SAME_ISSUE:
        return copy.text is None or copy.is_only_copy
    if rule == Doubt.NO_WORDS:
        return is_raise
    return rule not in NEVER_BY_REPETITION


def awaits_repetition(pending: PendingCandidate | None) -> bool:
    """Check whether reading the same document again may settle a candidate."""
    if pending is None or pending.is_disputed:
        return False
    return is_settled_by_repetition(pending.rule, pending.advisory, is_raise=True)


def awaiting_confirmation(state: SourceState) -> frozenset[str]:
    """Return the destinations whose pending candidate a repeated reading would confirm."""
    records = state.records.items()
    waiting = (code for code, record in records if awaits_repetition(record.pending))
    return state.awaited | frozenset(waiting)


def confirm_by_repetition(comparison: Comparison, doubt: RuleName) -> Finding | None:
    """A later snapshot repeats a doubtful change, and no snapshot in between disputes it."""
    pending = comparison.record.pending
    if pending is None or pending.is_disputed or not is_same_candidate(pending, comparison.copy):
        return None
    if not all(
        is_settled_by_repetition(rule, comparison.copy, is_raise=comparison.is_raise)
        for rule in (doubt, pending.rule)
    ):
        return None
    if comparison.context.read_at - pending.since < _patience(comparison):
        return None
    return changed(
        f"said again since {pending.since:%Y-%m-%d %H:%M} UTC, when held: {pending.reason}",
        is_date_believed=comparison.is_redated,
    )


def _patience(comparison: Comparison) -> timedelta:
    """Return a short wait if delay may hurt, and a long one for lowerings and weak evidence.

    A lowering in a new text under a newer date is an issue of its own, so a short wait is enough.
    Evidence is weak if the text was seen before, if the item lacks the text that its endpoint
    carries, or if many levels fell at once. Such faults have lasted for hours. Many raises at once
    wait as long as one: in a pandemic, 151 destinations rose in one update.
    """
    copy, before = comparison.copy, comparison.before
    is_wider = raised_part(before, copy) is not None
    is_issue = comparison.is_newer_issue and comparison.is_prompt and copy.has_text
    may_hurt = comparison.is_raise or is_graver(comparison) or is_wider or is_issue
    is_mass_fall = comparison.context.is_mass_move and not comparison.is_raise
    is_weak = comparison.lacks_text or (is_mass_fall and not comparison.has_new_text)
    is_short = may_hurt and not comparison.is_seen_text and not is_weak
    return thresholds.RAISE_CONFIRMED_AFTER if is_short else thresholds.LOWERING_CONFIRMED_AFTER


def keep_pending(
    record: DestinationRecord, detection: Detection, evidence: Evidence
) -> DestinationRecord:
    """Keep a candidate from the time it was first seen; a dispute stays a dispute."""
    copy, pending = detection.advisory, record.pending
    if copy is None:
        return record
    is_same = pending is not None and is_same_candidate(pending, copy)
    if pending is not None and is_same and not _is_better(detection, pending):
        return replace(record, pending=_merge_doubts(pending, detection))
    candidate = PendingCandidate(
        advisory=copy,
        rule=detection.rule.value,
        reason=detection.reason,
        since=evidence.read_at,
        evidence=evidence,
        is_disputed=detection.is_dispute,
    )
    return replace(record, pending=candidate)


def _merge_doubts(pending: PendingCandidate, detection: Detection) -> PendingCandidate:
    """Merge the doubts about a repeated candidate: its worst copy counts.

    If a known old copy says the same, the waiting time starts again.
    """
    is_worse = detection.rule in NEVER_BY_REPETITION
    return replace(
        pending,
        is_disputed=pending.is_disputed or detection.is_dispute,
        rule=detection.rule.value if is_worse else pending.rule,
    )


def settle_pending(record: DestinationRecord, detection: Detection) -> DestinationRecord:
    """Drop a candidate that the known copy refutes, or mark the two as disputed.

    A placeholder at the known level refutes nothing, and neither does an older issue.
    """
    if (
        record.pending is None
        or _says_nothing(record, detection)
        or _is_outdated(record.pending, detection)
    ):
        return record
    if record.pending.rule in DISPUTABLE:
        return replace(record, pending=replace(record.pending, is_disputed=True))
    return replace(record, pending=None)


def _is_better(detection: Detection, pending: PendingCandidate) -> bool:
    """Check whether time can settle this doubt but not the pending one at the same level."""
    return pending.rule in NEVER_BY_REPETITION and detection.rule not in NEVER_BY_REPETITION


def _is_outdated(pending: PendingCandidate, detection: Detection) -> bool:
    """Check whether a copy is older than a candidate that is pending only for lateness."""
    issued_on, believed_on = pending.advisory.issued_on, detection.believed_on
    if pending.rule != Doubt.LATE_ISSUE or issued_on is None or believed_on is None:
        return False
    return believed_on < issued_on


def _says_nothing(record: DestinationRecord, detection: Detection) -> bool:
    copy, mark, believed_on = detection.advisory, record.issue_mark, detection.believed_on
    is_older = mark is not None and believed_on is not None and believed_on < mark
    return copy is None or copy.is_stub or is_older


def settle_elsewhere(doubtful: Detection, other: Detection | None, endpoint: str) -> Detection:
    """Settle a pending candidate by another endpoint, or note that it does not help.

    If the other endpoint's own copy is credible, it decides. If both endpoints agree and
    neither is credible alone, the agreement confirms the candidate. Placeholders, old
    copies and mass moves are excluded, because both endpoints read from the same back ends.
    """
    if other is None or other.advisory is None or doubtful.advisory is None:
        return _add_note(doubtful, f"{endpoint} does not name it")
    if other.advisory.severity != doubtful.advisory.severity:
        return _add_note(doubtful, f"{endpoint} says {other.advisory.native_level!r}")
    if other.outcome is Outcome.CHANGED:
        return replace(
            other, rule=Decision.SECOND_DOOR_CONFIRMS, reason=f"{endpoint}: {other.reason}"
        )
    is_settled = {doubtful.rule, other.rule}.isdisjoint(NEVER_BY_ANOTHER_ENDPOINT)
    is_dispute = other.is_dispute or doubtful.is_dispute
    if other.outcome is Outcome.PENDING and is_settled and not is_dispute:
        return replace(
            other,
            outcome=Outcome.CHANGED,
            rule=Decision.SECOND_DOOR_AGREES,
            reason=f"{endpoint} says {other.advisory.native_level!r} too; {doubtful.reason}",
        )
    return _add_note(doubtful, f"{endpoint} says the same, as doubtfully: {other.rule}")


def _add_note(detection: Detection, note: str) -> Detection:
    return replace(detection, reason=f"{detection.reason}; {note}")
