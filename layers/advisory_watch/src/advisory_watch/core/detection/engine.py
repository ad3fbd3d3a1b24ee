"""Compare a snapshot with the records of its destinations and detect what changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Change, Snapshot
from advisory_watch.core.detection.batch_checks import (
    build_batch_context,
    is_older_snapshot,
    reject_older_snapshot,
)
from advisory_watch.core.detection.confirm import confirm_by_repetition
from advisory_watch.core.detection.dates import believed_date, credible_copies
from advisory_watch.core.detection.rule import Decision, Finding, first_finding
from advisory_watch.core.detection.rules_doubt import Doubt, FirstDoubt
from advisory_watch.core.detection.rules_lower import LoweringRule
from advisory_watch.core.detection.rules_raise import RaiseRule
from advisory_watch.core.detection.rules_same_level import SameLevelRule
from advisory_watch.core.detection.rules_urgency import judge_urgency
from advisory_watch.core.detection.types import (
    BatchContext,
    Comparison,
    Detection,
    Outcome,
    RuleName,
)
from advisory_watch.core.fingerprint import copy_hash, differences
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
    """Judge the copies of one destination.

    The first checks ask whether there is a record to compare with, and whether the feed
    agrees with itself. Only then do the rules look at the best copy.
    """
    credible = credible_copies(copies, record, context)
    before = baseline(record)
    if record is None or before is None:
        return accept_first_snapshot(credible, record, context)
    if is_older_snapshot(record, context.read_at):
        return reject_older_snapshot(credible[0], record)
    if len({copy.severity for copy in credible}) > 1 and not credible[0].is_stub:
        return _detect_disagreement(credible, before, record, context)
    comparison = Comparison(
        record=record,
        before=context.publisher.read_again(before),
        copy=credible[0],
        believed_on=believed_date(credible[0], record, context),
        copy_hash=copy_hash(credible[0]),
        context=context,
    )
    if was_in_force_before(comparison):
        rule = Decision.ISSUED_BEFORE_WATCH
        return accept_first_snapshot(credible, record, context, rule=rule)
    return _detection(comparison, *_decide(comparison))


def baseline(record: DestinationRecord | None) -> Advisory | None:
    """Return the advisory that a copy is compared with: the recorded one.

    If only a placeholder was ever seen, it serves as the baseline. A later issue that is
    graver than its level is then a raise.
    """
    if record is None or record.advisory is not None:
        return record.advisory if record else None
    if record.pending is not None and record.pending.rule == FirstDoubt.PLACEHOLDER:
        return record.pending.advisory
    return None


def accept_first_snapshot(
    credible: Sequence[Advisory],
    record: DestinationRecord | None,
    context: BatchContext,
    *,
    rule: RuleName = Decision.FIRST_SIGHT,
) -> Detection:
    """Take the first snapshot as the starting point, unless it is not usable as one.

    A placeholder, or two copies that disagree, would make the next true snapshot look like a
    change. Such a copy is kept as a pending candidate until a usable one arrives.
    """
    copy = credible[0]
    doubt = _doubt_first_snapshot(credible)
    return Detection(
        destination=copy.destination,
        outcome=Outcome.PENDING if doubt else Outcome.FIRST_SEEN,
        rule=doubt[0] if doubt else rule,
        reason=doubt[1] if doubt else "the starting point; nobody is told",
        advisory=copy,
        believed_on=believed_date(copy, record, context),
        as_of=context.as_of,
        changes=() if doubt else (Change.FIRST_SEEN,),
    )


def _doubt_first_snapshot(credible: Sequence[Advisory]) -> tuple[RuleName, str] | None:
    """Return the rule and the reason if a first snapshot is no usable starting point."""
    if credible[0].is_stub:
        return FirstDoubt.PLACEHOLDER, "a placeholder stands where the advice should be"
    if len({copy.severity for copy in credible}) > 1:
        return Doubt.SAME_ISSUE, "two levels under one issue date"
    return None


STARTING_POINTS: frozenset[str] = frozenset(
    {"", Decision.FIRST_SIGHT, SameLevelRule.WORDS_AT_LAST, Decision.ISSUED_BEFORE_WATCH}
)
"""Rules that record a version without an alert; empty before the first version.

After a version of any other rule, the record is not provisional any more.
"""


def was_in_force_before(comparison: Comparison) -> bool:
    """Check whether the copy was issued well before its destination was first watched.

    If so, the first snapshot was a stale copy, and this copy shows what was in force. That
    happens only soon after the watch began; later, an old issue is an old copy.
    """
    started = comparison.record.watched_from or comparison.record.watched_since.date()
    watched_for = comparison.context.read_at - comparison.record.watched_since
    return (
        watched_for <= thresholds.WATCH_SETTLES_IN
        and comparison.record.rule in STARTING_POINTS
        and comparison.believed_on is not None
        and started - comparison.believed_on > thresholds.PUBLISHING_LAG_MAX
        and comparison.is_newer_issue
        and not comparison.record.is_withdrawn
        and not comparison.copy.is_stub
    )


def _decide(comparison: Comparison) -> tuple[RuleName, Finding]:
    """Apply the rules in order; repetition may then settle a doubt."""
    if comparison.copy.severity == comparison.before.severity:
        rule, finding = first_finding(comparison, SameLevelRule)
    else:
        level_rules = RaiseRule if comparison.is_raise else LoweringRule
        rule, finding = first_finding(comparison, FirstDoubt, level_rules, Doubt)
    if finding.outcome is Outcome.PENDING and (
        confirmation := confirm_by_repetition(comparison, rule)
    ):
        return Decision.SECOND_AGREEING_READ, confirmation
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
        copy_hash=comparison.copy_hash,
        urgency=judge_urgency(comparison, changes) if is_change else "",
    )


def _detect_disagreement(
    credible: Sequence[Advisory],
    before: Advisory,
    record: DestinationRecord,
    context: BatchContext,
) -> Detection:
    """Hold a candidate that its own feed contradicts; no repetition settles that.

    Real case: one country was listed twice under one date with two levels, for two weeks.
    """
    other = next(copy for copy in credible if copy.severity != before.severity)
    levels = sorted({copy.native_level for copy in credible})
    return Detection(
        destination=other.destination,
        outcome=Outcome.PENDING,
        rule=Doubt.SAME_ISSUE,
        reason=f"the feed says both {' and '.join(levels)} under one date",
        advisory=other,
        believed_on=believed_date(other, record, context),
        is_dispute=True,
    )
