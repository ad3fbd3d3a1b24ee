"""Compare a snapshot with the records of its destinations and detect what changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Change, Snapshot
from advisory_watch.core.detection.comparison import Comparison
from advisory_watch.core.detection.confirm import confirm, is_bounded
from advisory_watch.core.detection.dates import (
    believed_date,
    credible_copies,
    is_text_later,
    preference,
)
from advisory_watch.core.detection.rules.doubt import Doubt, FirstDoubt, GraverDoubt
from advisory_watch.core.detection.rules.graver import GraverRule
from advisory_watch.core.detection.rules.lower import LoweringRule
from advisory_watch.core.detection.rules.old import OldCopyRule
from advisory_watch.core.detection.rules.rule import Decision, Finding, find, first_finding
from advisory_watch.core.detection.rules.same_level import SameLevelRule
from advisory_watch.core.detection.rules.urgency import judge_urgency
from advisory_watch.core.detection.snapshot.batch_checks import (
    build_batch_context,
    is_older_snapshot,
    reject_older_snapshot,
)
from advisory_watch.core.detection.types import BatchContext, Detection, Outcome, RuleName
from advisory_watch.core.fingerprint import copy_hash, differences, is_graver
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source import PLAIN_POLICY, PublisherPolicy


def detect(
    snapshot: Snapshot,
    records: Mapping[str, DestinationRecord],
    *,
    publisher: PublisherPolicy = PLAIN_POLICY,
) -> tuple[Detection, ...]:
    """Judge every destination of a snapshot, in order of its code."""
    copies = group_by_destination(snapshot.advisories)
    context = build_batch_context(snapshot, records, publisher)
    return tuple(
        detect_destination(copies[code], records.get(code), context) for code in sorted(copies)
    )


def group_by_destination(advisories: Iterable[Advisory]) -> dict[str, list[Advisory]]:
    """Group the copies by destination; the code identifies it, not the name."""
    copies: defaultdict[str, list[Advisory]] = defaultdict(list)
    for advisory in advisories:
        copies[advisory.destination].append(advisory)
    return copies


def detect_destination(
    copies: Sequence[Advisory], record: DestinationRecord | None, context: BatchContext
) -> Detection:
    """Judge the copies of one destination: the best one, and any that is graver.

    The first checks ask whether there is a record to compare with, and whether it is newer than
    the snapshot.
    """
    credible = credible_copies(copies, record, context)
    best = credible[0]
    before = baseline(record, best)
    if record is None or before is None:
        return accept_first_snapshot(best, copies, record, context)
    if is_older_snapshot(record, context.read_at):
        return reject_older_snapshot(best, record)
    before = context.publisher.read_again(before)
    compare = partial(_compare, record=record, before=before, context=context)
    detection = _judge(compare(best, beside=credible), copies)
    if detection.outcome in NEWS:
        return detection
    others = [copy for copy in copies if copy != best and is_graver(before, copy)]
    graver = [
        _judge(compare(copy, beside=(best,)), copies) for copy in sorted(others, key=preference)
    ]
    is_waiting = detection.outcome is Outcome.PENDING and is_bounded(before, best, detection.rule)
    doubts = [] if is_waiting else [found for found in graver if found.outcome is Outcome.PENDING]
    return next((found for found in graver if found.outcome in NEWS), (*doubts, detection)[0])


NEWS = frozenset({Outcome.CHANGED, Outcome.FIRST_SEEN})
"""The outcomes that record a version. Any other outcome must not hide a graver copy next to it."""


def _compare(
    copy: Advisory,
    *,
    beside: Sequence[Advisory],
    record: DestinationRecord,
    before: Advisory,
    context: BatchContext,
) -> Comparison:
    """Compare a copy with its record; `beside` are copies that the feed lists next to it."""
    others = {other.native_level for other in beside if other.severity != copy.severity}
    return Comparison(
        record=record,
        before=before,
        copy=copy,
        believed_on=believed_date(copy, record, context),
        copy_hash=copy_hash(copy),
        context=context,
        other_levels=() if copy.is_stub else tuple(sorted(others)),
    )


def _judge(comparison: Comparison, copies: Sequence[Advisory]) -> Detection:
    if was_in_force_before(comparison):
        rule = Decision.ISSUED_BEFORE_WATCH
        copy, record, context = comparison.copy, comparison.record, comparison.context
        return accept_first_snapshot(copy, copies, record, context, rule=rule)
    return _detection(comparison, *_decide(comparison))


def baseline(record: DestinationRecord | None, copy: Advisory | None) -> Advisory | None:
    """Return the advisory that a copy is compared with: the recorded one.

    If only a placeholder was ever seen, it serves as the baseline of what is issued after the
    watch began: then a graver level is a raise. What was issued before was in force already.
    """
    if record is None or record.advisory is not None:
        return record.advisory if record else None
    if record.pending is None or record.pending.rule != FirstDoubt.PLACEHOLDER:
        return None
    started = record.watched_from or record.watched_since.date()
    issued_on = copy.issued_on if copy else None
    is_new = issued_on is not None and issued_on >= started
    return record.pending.advisory if is_new else None


def accept_first_snapshot(
    copy: Advisory,
    copies: Sequence[Advisory],
    record: DestinationRecord | None,
    context: BatchContext,
    *,
    rule: RuleName = Decision.FIRST_SIGHT,
) -> Detection:
    """Take the first snapshot as the starting point, unless it is a placeholder.

    A placeholder would make the next true snapshot look like a change. It is kept as a pending
    candidate. If the feed lists several copies, the others are old copies from now on.
    """
    return Detection(
        destination=copy.destination,
        outcome=Outcome.PENDING if copy.is_stub else Outcome.FIRST_SEEN,
        rule=FirstDoubt.PLACEHOLDER if copy.is_stub else rule,
        reason="a placeholder stands where the advice should be"
        if copy.is_stub
        else "the starting point; nobody is told",
        advisory=copy,
        believed_on=believed_date(copy, record, context),
        as_of=context.as_of,
        changes=() if copy.is_stub else (Change.FIRST_SEEN,),
        old_copies=tuple(sorted(set(copies) - {copy}, key=preference)),
    )


STARTING_POINTS: frozenset[str] = frozenset(
    {"", Decision.FIRST_SIGHT, SameLevelRule.WORDS_AT_LAST, Decision.ISSUED_BEFORE_WATCH}
)
"""Rules that record a version without an alert; empty before the first version.

After a version of any other rule, the record is not provisional any more.
"""


def was_in_force_before(comparison: Comparison) -> bool:
    """Check whether the copy was issued well before its destination was first watched.

    If so, the first snapshot was a stale copy, and this copy shows what was in force. That
    happens only soon after the watch began; later, an old issue is an old copy. Graver advice is
    news all the same if its year may be a typing error, or if it speaks of days since then.
    """
    record, copy, context = comparison.record, comparison.copy, comparison.context
    started = record.watched_from or record.watched_since.date()
    believed_on = comparison.believed_on
    if believed_on is None or started - believed_on <= thresholds.PUBLISHING_LAG_MAX:
        return False
    is_late = is_text_later(copy.text, started, context.as_of)
    is_starting = record.rule in STARTING_POINTS and not record.is_withdrawn
    return (
        is_starting
        and context.read_at - record.watched_since <= thresholds.WATCH_SETTLES_IN
        and comparison.is_newer_issue
        and not copy.is_stub
        and not (comparison.is_graver and (comparison.is_slip_of_the_year or is_late))
    )


def _decide(comparison: Comparison) -> tuple[RuleName, Finding]:
    """Ask whether the copy is old, then whether it is credible, then whether it waited enough."""
    is_other_level = comparison.copy.severity != comparison.before.severity
    is_graver = comparison.is_graver
    may_be_old = is_other_level or is_graver or comparison.record.is_withdrawn
    if may_be_old and not comparison.is_taken_back and (old := find(comparison, OldCopyRule)):
        return old
    if is_graver:
        rule, finding = first_finding(comparison, FirstDoubt, GraverDoubt, GraverRule, Doubt)
    elif is_other_level:
        rule, finding = first_finding(comparison, FirstDoubt, LoweringRule, Doubt)
    else:
        rule, finding = first_finding(comparison, SameLevelRule)
    if finding.outcome is Outcome.PENDING and (confirmed := confirm(comparison, rule)):
        return confirmed
    return rule, finding


def is_read_anew(comparison: Comparison) -> bool:
    """Check whether today's reader finds more in the recorded text than the record says.

    Then a version is recorded silently, from a copy with exactly that text.
    """
    recorded, before, copy = comparison.record.advisory, comparison.before, comparison.copy
    is_same = recorded is not None and recorded.text == copy.text
    return is_same and copy.severity == before.severity and before != recorded


def _detection(comparison: Comparison, rule: RuleName, finding: Finding) -> Detection:
    copy = comparison.copy
    changes: tuple[Change, ...] = ()
    outcome = finding.outcome
    if outcome is Outcome.UNCHANGED and comparison.record.number == 0 and not copy.is_stub:
        outcome, rule = Outcome.FIRST_SEEN, Decision.FIRST_SIGHT
    elif outcome is Outcome.UNCHANGED and is_read_anew(comparison):
        outcome, rule = Outcome.FIRST_SEEN, Decision.READ_AGAIN
    if outcome in (Outcome.CHANGED, Outcome.PENDING):
        is_new_wording = comparison.context.is_new_wording
        changes = differences(comparison.before, copy, is_new_wording=is_new_wording)
    elif outcome is Outcome.FIRST_SEEN:
        changes = (Change.FIRST_SEEN,)
    is_change = outcome in (Outcome.CHANGED, Outcome.PENDING)
    return Detection(
        destination=copy.destination,
        outcome=outcome,
        rule=rule,
        reason=finding.reason,
        advisory=copy,
        believed_on=copy.issued_on if finding.is_date_believed else comparison.believed_on,
        changes=changes,
        is_dispute=bool(comparison.other_levels),
        copy_hash=comparison.copy_hash,
        urgency=judge_urgency(comparison, changes) if is_change else "",
    )
