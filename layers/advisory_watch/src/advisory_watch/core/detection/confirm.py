"""Confirm or drop a pending candidate: by its deadline, by repetition, or by another endpoint.

The bounded wait: advice that is graver than the record, and is no old copy, waits two hours at
most, whichever rule doubts it. The clock starts when something graver was first seen. No other copy
starts it again.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.alert import UNCONFIRMED
from advisory_watch.core.detection.comparison import Comparison
from advisory_watch.core.detection.memory import is_known_text, remember
from advisory_watch.core.detection.rules.doubt import Doubt, FirstDoubt
from advisory_watch.core.detection.rules.lower import LoweringRule
from advisory_watch.core.detection.rules.rule import Decision, Finding, changed
from advisory_watch.core.detection.rules.same_level import SameLevelRule
from advisory_watch.core.detection.types import Detection, Outcome, RuleName
from advisory_watch.core.fingerprint import copy_hash, is_graver, is_mixed, text_hash
from advisory_watch.core.record import DestinationRecord, Evidence, GravitySeen, PendingCandidate

REPEATABLE: frozenset[str] = frozenset(
    {FirstDoubt.MASS_MOVE, Doubt.SAME_ISSUE, Doubt.DOUBTFUL_DATE}
)
"""Doubts about graver advice that a repeated reading settles, unless the recorded copy returns."""

NEVER_BY_REPETITION: frozenset[str] = frozenset(
    {FirstDoubt.PLACEHOLDER, FirstDoubt.FEED_DISAGREES, LoweringRule.COPY_COME_BACK, Doubt.NO_WORDS}
)
"""Doubts about milder advice that time does not settle: such copies have stayed for weeks."""

SUPERSEDED_WORDS: frozenset[str] = frozenset({Doubt.REDATED_COPY, LoweringRule.COPY_COME_BACK})
"""Doubts about words that later advice replaced: nothing in them is new."""

BY_ANOTHER_ENDPOINT: frozenset[str] = frozenset(
    {Doubt.SAME_ISSUE, Doubt.NO_WORDS, Doubt.LEVEL_NOT_IN_WORDS}
)
"""Doubts about a raise that another endpoint settles by agreeing."""

DISPUTABLE: frozenset[str] = frozenset({Doubt.SAME_ISSUE, SameLevelRule.SCOPE_WITHOUT_NEW_ISSUE})
"""Doubts about milder advice in which two copies contradict each other, so both may return."""


def is_same_candidate(pending: PendingCandidate, copy: Advisory) -> bool:
    """Check whether a copy says the same as the pending candidate."""
    return (pending.advisory.severity, pending.advisory.native_level) == (
        copy.severity,
        copy.native_level,
    )


def is_bounded(before: Advisory, copy: Advisory, doubt: str) -> bool:
    """Check whether a doubted copy has a deadline: it is graver, in whole or in part.

    Superseded words have none, whatever their date.
    """
    is_graver_somewhere = is_graver(before, copy) or is_mixed(before, copy)
    return doubt not in SUPERSEDED_WORDS and is_graver_somewhere


def has_deadline(record: DestinationRecord) -> bool:
    """Check whether the pending candidate of a record is graver, so that it must be sent."""
    pending, known = record.pending, record.advisory
    if pending is None or known is None:
        return False
    return is_bounded(known, pending.advisory, pending.rule)


def confirm(comparison: Comparison, doubt: RuleName) -> tuple[RuleName, Finding] | None:
    """Confirm a doubted copy if it waited for long enough; None if it has to wait."""
    if is_bounded(comparison.before, comparison.copy, doubt):
        return _tell_at_deadline(comparison, doubt)
    return _confirm_by_repetition(comparison, doubt)


def _tell_at_deadline(comparison: Comparison, doubt: RuleName) -> tuple[RuleName, Finding] | None:
    """Tell graver advice two hours after advice as grave was first seen.

    Where a repeated reading settles the doubt, and nothing contradicted it, it is confirmed.
    """
    pending = comparison.record.pending
    if pending is None or not has_deadline(comparison.record):
        return None
    since = waiting_since(comparison.record, comparison.copy)
    if since is None or comparison.context.read_at - since < thresholds.GRAVER_TOLD_AFTER:
        return None
    held = f"since {since:%Y-%m-%d %H:%M} UTC, when held: {pending.reason}"
    is_repeated = is_same_candidate(pending, comparison.copy) and not pending.is_disputed
    if {doubt, pending.rule} <= REPEATABLE and is_repeated:
        return Decision.SECOND_AGREEING_READ, changed(f"said again {held}")
    return Decision.UNCONFIRMED, changed(f"unconfirmed: shown {held}")


def waiting_since(record: DestinationRecord, copy: Advisory) -> datetime | None:
    """Return since when advice at least as grave as a copy is seen, or None if it is not.

    A copy does not inherit the time of a milder one: a broken page would be sent at once. Known
    words under another title inherit no time of other words, for the same reason.
    """
    pending = record.pending
    if pending is None:
        return None
    known_text = _known_text(record, copy)
    first = _gravity(record, pending.advisory, pending.since)
    times = [
        seen.since
        for seen in pending.graver_seen or (first,)
        if (seen.severity or 0) >= (copy.severity or 0)
        and (seen.partial_severity or 0) >= (copy.partial_severity or 0)
        and seen.departure >= copy.departure
        and known_text in ("", seen.known_text)
    ]
    return min(times, default=None)


def _confirm_by_repetition(
    comparison: Comparison, doubt: RuleName
) -> tuple[RuleName, Finding] | None:
    """Confirm a doubtful change that later snapshots repeat, if none in between disputes it."""
    pending, copy = comparison.record.pending, comparison.copy
    if pending is None or not is_same_candidate(pending, copy):
        return None
    is_settled = comparison.is_taken_back or not {doubt, pending.rule} & NEVER_BY_REPETITION
    if not is_settled or comparison.context.read_at - pending.since < _patience(comparison, doubt):
        return None
    return Decision.SECOND_AGREEING_READ, changed(
        f"said again since {pending.since:%Y-%m-%d %H:%M} UTC, when held: {pending.reason}",
        is_date_believed=comparison.is_redated,
    )


def _patience(comparison: Comparison, doubt: RuleName) -> timedelta:
    """Return how long a copy that is not graver waits: longer, the weaker its evidence is.

    An issue of its own waits shortly. A lowering, or a text that was seen before, waits for longer
    than most faults last. Another text under the date of the record, or one of days before, is
    most often the copy of another back end.
    """
    copy = comparison.copy
    is_issue = comparison.is_newer_issue and comparison.is_prompt and copy.has_text
    if is_issue and not comparison.is_seen_text and not copy.denies_level:
        return thresholds.GRAVER_TOLD_AFTER
    is_only = copy.text is None or copy.is_only_copy
    is_weak = doubt == Doubt.SAME_ISSUE or comparison.is_older
    if copy.denies_level or (is_weak and not is_only and not comparison.is_taken_back):
        return thresholds.DISPUTE_ENDS_AFTER
    return thresholds.LOWERING_CONFIRMED_AFTER


def awaits_repetition(record: DestinationRecord) -> bool:
    """Check whether reading the same document again may settle the candidate of a record.

    After an unconfirmed change, it may settle even a known copy that came back.
    """
    pending = record.pending
    if pending is None:
        return False
    is_settled_by_time = pending.rule not in NEVER_BY_REPETITION or record.rule == UNCONFIRMED
    return is_settled_by_time or has_deadline(record)


def keep_pending(
    record: DestinationRecord, detection: Detection, evidence: Evidence
) -> DestinationRecord:
    """Keep a candidate from the time it was first seen.

    A more important candidate takes the place of another: graver advice, then words that may be a
    new call to leave, then the rest. If the same snapshot lists the record too, a milder candidate
    waits from now.
    """
    copy, pending, now = detection.advisory, record.pending, evidence.read_at
    if copy is None:
        return record
    candidate = PendingCandidate(
        advisory=copy,
        rule=detection.rule.value,
        reason=detection.reason,
        since=now,
        evidence=evidence,
        is_disputed=detection.is_dispute,
    )
    following = replace(record, pending=candidate)
    rank = _importance(following, now) - _importance(record, now)
    if pending is None or rank > 0:
        return _with_gravity(following, copy, now)
    if rank < 0:
        return record
    if has_deadline(record):
        is_worse = is_graver(pending.advisory, copy)
        kept = replace(candidate, since=pending.since) if is_worse else pending
        is_disputed = pending.is_disputed or detection.is_dispute
        kept = replace(kept, is_disputed=is_disputed, graver_seen=pending.graver_seen)
        return _with_gravity(replace(record, pending=kept), copy, now)
    return _keep_milder(record, pending, following, candidate)


def _keep_milder(
    record: DestinationRecord,
    pending: PendingCandidate,
    following: DestinationRecord,
    candidate: PendingCandidate,
) -> DestinationRecord:
    """Keep the time of a candidate that a copy repeats; another one begins a wait of its own.

    Of two texts with one level, a doubt that time does not settle holds only its own.
    """
    copy, known = candidate.advisory, pending.advisory
    is_other_text = text_hash(copy.text) != text_hash(known.text)
    was_hopeless = pending.rule in NEVER_BY_REPETITION
    is_hopeless = candidate.rule in NEVER_BY_REPETITION
    if not is_same_candidate(pending, copy) or (is_other_text and was_hopeless > is_hopeless):
        return following
    if is_other_text and is_hopeless > was_hopeless:
        return record
    since = _noted(pending, candidate.since) if candidate.is_disputed else pending.since
    rule = candidate.rule if is_hopeless else pending.rule
    return replace(record, pending=replace(pending, since=since, rule=rule))


def _importance(record: DestinationRecord, now: datetime) -> int:
    if record.pending is None:
        return -1
    is_current = now - record.pending.since < thresholds.CANDIDATE_LAPSES_AFTER
    if has_deadline(record):
        return 2 if is_current else -1
    is_call = record.pending.rule == SameLevelRule.PERHAPS_ANOTHER_COPY
    return int(is_call and is_current)


def _with_gravity(record: DestinationRecord, copy: Advisory, at: datetime) -> DestinationRecord:
    """Note since when advice as grave as a copy is seen, if its candidate has a deadline."""
    pending = record.pending
    if pending is None or not has_deadline(record):
        return record
    if pending.graver_seen and waiting_since(record, copy) is not None:
        return record
    seen = (*pending.graver_seen, _gravity(record, copy, at))
    return replace(record, pending=replace(pending, graver_seen=seen))


def _gravity(record: DestinationRecord, copy: Advisory, since: datetime) -> GravitySeen:
    return GravitySeen(
        severity=copy.severity,
        partial_severity=copy.partial_severity,
        departure=copy.departure,
        since=since,
        known_text=_known_text(record, copy),
    )


def _known_text(record: DestinationRecord, copy: Advisory) -> str:
    text = copy_hash(copy) if copy.has_text else ""
    return text if text and is_known_text(record, text) else ""


def _noted(pending: PendingCandidate, at: datetime) -> datetime:
    """Return the time from which a candidate waits after the record was seen again."""
    is_due = at - pending.since >= thresholds.DISPUTE_NOTED_EVERY
    return at if is_due else pending.since


def after_version(record: DestinationRecord, following: DestinationRecord) -> DestinationRecord:
    """Return what is left of a candidate after a version was recorded.

    Graver advice than that of the new version goes on waiting. What may be another copy of the
    issue before belongs to that issue.
    """
    pending = record.pending
    if pending is None:
        return following
    kept = replace(following, pending=pending)
    if has_deadline(record) and has_deadline(kept):
        return kept
    if pending.rule != SameLevelRule.PERHAPS_ANOTHER_COPY:
        return following
    return remember(following, pending.advisory, pending.advisory.issued_on, version=record.number)


def settle_pending(
    record: DestinationRecord, detection: Detection, read_at: datetime
) -> DestinationRecord:
    """Drop a candidate that the recorded copy refutes, or let it wait from now.

    A placeholder at the known level refutes nothing, and neither does an older issue. A graver
    candidate stays: another back end may have answered. It lapses hours after it was first seen.
    """
    pending = record.pending
    if pending is None or _says_nothing(record, detection) or _is_outdated(pending, detection):
        return record
    if has_deadline(record):
        is_kept = read_at - pending.since < thresholds.CANDIDATE_LAPSES_AFTER
        return replace(record, pending=replace(pending, is_disputed=True) if is_kept else None)
    if pending.rule == SameLevelRule.PERHAPS_ANOTHER_COPY:
        return _settle_other_copy(record, pending, detection)
    if pending.rule not in DISPUTABLE:
        return replace(record, pending=None)
    learnt = remember(record, pending.advisory, pending.advisory.issued_on)
    since = _noted(pending, read_at)
    return replace(learnt, pending=replace(pending, since=since, is_disputed=True))


def _settle_other_copy(
    record: DestinationRecord, pending: PendingCandidate, detection: Detection
) -> DestinationRecord:
    """Learn a copy of another back end, once the recorded words are read again after it.

    So is a copy that got no new date while it waited.
    """
    known, copy = record.advisory, detection.advisory
    words = text_hash(copy.text) if copy else ""
    has_waited = detection.believed_on == record.issue_mark
    is_own = has_waited and words == text_hash(pending.advisory.text)
    if known is None or not (is_own or words == text_hash(known.text)):
        return record
    learnt = remember(record, pending.advisory, record.issue_mark)
    return replace(learnt, pending=None)


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
    neither is credible alone, the agreement confirms a higher level. Both endpoints read from the
    same back ends, which may be behind, so it confirms nothing milder.
    """
    if other is None or other.advisory is None or doubtful.advisory is None:
        return _add_note(doubtful, f"{endpoint} does not name it")
    if other.advisory.severity != doubtful.advisory.severity:
        return _add_note(doubtful, f"{endpoint} says {other.advisory.native_level!r}")
    if other.outcome is Outcome.CHANGED:
        return replace(
            other, rule=Decision.SECOND_DOOR_CONFIRMS, reason=f"{endpoint}: {other.reason}"
        )
    is_settled = {doubtful.rule, other.rule} <= BY_ANOTHER_ENDPOINT and _is_raise(other)
    is_dispute = other.is_dispute or doubtful.is_dispute
    if other.outcome is Outcome.PENDING and is_settled and not is_dispute:
        return replace(
            other,
            outcome=Outcome.CHANGED,
            rule=Decision.SECOND_DOOR_AGREES,
            reason=f"{endpoint} says {other.advisory.native_level!r} too; {doubtful.reason}",
        )
    return _add_note(doubtful, f"{endpoint} says the same, as doubtfully: {other.rule}")


def _is_raise(detection: Detection) -> bool:
    return Change.LEVEL_RAISED in detection.changes


def _add_note(detection: Detection, note: str) -> Detection:
    return replace(detection, reason=f"{detection.reason}; {note}")
