"""Compare a snapshot with the records of its destinations and detect what changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Change, Snapshot
from advisory_watch.core.detection import (
    confirm,
    rules_hold,
    rules_lower,
    rules_raise,
    rules_same_level,
)
from advisory_watch.core.detection.batch_checks import batch_context
from advisory_watch.core.detection.dates import believed_date, credible_copies
from advisory_watch.core.detection.types import (
    BatchContext,
    Comparison,
    Detection,
    Outcome,
    RuleResult,
    is_older_reading,
    older_reading,
)
from advisory_watch.core.fingerprint import copy_hash, differences
from advisory_watch.core.record import DestinationRecord


def first_sight(
    best: Sequence[Advisory],
    record: DestinationRecord | None,
    at: BatchContext,
    *,
    rule: str = "first_sight",
) -> Detection:
    """Take the first snapshot as the starting point, unless it is not usable as one.

    A placeholder, or two copies that disagree, would make the next true snapshot look like a
    change. Such a copy is kept as a pending candidate until a usable one arrives.
    """
    copy = best[0]
    doubt = _doubt(best)
    return Detection(
        destination=copy.destination,
        outcome=Outcome.HELD if doubt else Outcome.FIRST_SEEN,
        rule=doubt[0] if doubt else rule,
        reason=doubt[1] if doubt else "the starting point; nobody is told",
        advisory=copy,
        believed_on=believed_date(copy, record, at),
        as_of=at.as_of,
        changes=() if doubt else (Change.FIRST_SEEN,),
    )


def _doubt(best: Sequence[Advisory]) -> tuple[str, str] | None:
    """Return the rule and the reason if a first snapshot is no usable starting point."""
    if best[0].is_stub:
        return "placeholder", "a placeholder stands where the advice should be"
    if len({copy.severity for copy in best}) > 1:
        return "same_issue", "two levels under one issue date"
    return None


STARTING_POINTS = frozenset({"", "first_sight", "words_at_last", "issued_before_watch"})
"""Rules that record a version without an alert.

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


Rule = Callable[[Comparison], RuleResult | None]
"""A rule returns a result, or None to leave the decision to the next rule."""


def detect(snapshot: Snapshot, records: Mapping[str, DestinationRecord]) -> tuple[Detection, ...]:
    """Judge every destination of a snapshot, in order of its code."""
    copies = by_destination(snapshot.advisories)
    at = batch_context(snapshot, records)
    return tuple(detect_destination(copies[code], records.get(code), at) for code in sorted(copies))


def by_destination(advisories: Iterable[Advisory]) -> dict[str, list[Advisory]]:
    """Group the copies by destination; the code identifies it, not the name."""
    copies: defaultdict[str, list[Advisory]] = defaultdict(list)
    for advisory in advisories:
        copies[advisory.destination].append(advisory)
    return copies


def detect_destination(
    copies: Sequence[Advisory], record: DestinationRecord | None, at: BatchContext
) -> Detection:
    """Judge the copies of one destination.

    The first checks ask whether there is a record to compare with, and whether the feed
    agrees with itself. Only then do the rules look at the best copy.
    """
    best = credible_copies(copies, record, at)
    before = baseline(record)
    if record is None or before is None:
        return first_sight(best, record, at)
    if is_older_reading(record, at.read_at):
        return older_reading(best[0], record)
    if len({copy.severity for copy in best}) > 1 and not best[0].is_stub:
        return _disagreement(best, before, record, at)
    comparison = _comparison(best[0], before, record, at)
    if was_in_force_before(comparison):
        return first_sight(best, record, at, rule="issued_before_watch")
    return _detection(comparison, _rule_result(comparison))


def baseline(record: DestinationRecord | None) -> Advisory | None:
    """Return the advisory that a copy is compared with: the recorded one.

    If only a placeholder was ever seen, it serves as the baseline. A later issue that is
    graver than its level is then a raise.
    """
    if record is None or record.advisory is not None:
        return record.advisory if record else None
    if record.pending is not None and record.pending.rule == "placeholder":
        return record.pending.advisory
    return None


def _comparison(
    copy: Advisory, before: Advisory, record: DestinationRecord, at: BatchContext
) -> Comparison:
    return Comparison(
        record=record,
        before=before,
        copy=copy,
        believed_on=believed_date(copy, record, at),
        copy_name=copy_hash(copy),
        context=at,
    )


def _rule_result(comparison: Comparison) -> RuleResult:
    """Apply the rules in order; repetition may then settle a doubt."""
    if comparison.copy.severity == comparison.before.severity:
        result = _first(rules_same_level.RULES, comparison) or rules_same_level.another_copy(
            comparison
        )
    else:
        believing = rules_raise.RULES if comparison.is_raise else rules_lower.RULES
        rules = (*rules_hold.AT_FIRST, *believing, *rules_hold.AT_LAST)
        result = _first(rules, comparison) or rules_hold.doubtful_date(comparison)
    if result.outcome is Outcome.HELD:
        return confirm.second_agreeing_read(comparison, result) or result
    return result


def _first(rules: Iterable[Rule], comparison: Comparison) -> RuleResult | None:
    return next((result for rule in rules if (result := rule(comparison)) is not None), None)


def _detection(comparison: Comparison, result: RuleResult) -> Detection:
    changes: tuple[Change, ...] = ()
    outcome, rule = result.outcome, result.rule
    if (
        outcome is Outcome.UNCHANGED
        and comparison.record.number == 0
        and not comparison.copy.is_stub
    ):
        outcome, rule = Outcome.FIRST_SEEN, "first_sight"
    if outcome in (Outcome.CHANGED, Outcome.HELD):
        is_new_wording = comparison.context.is_new_wording
        changes = differences(comparison.before, comparison.copy, is_new_wording=is_new_wording)
    elif outcome is Outcome.FIRST_SEEN:
        changes = (Change.FIRST_SEEN,)
    return Detection(
        destination=comparison.copy.destination,
        outcome=outcome,
        rule=rule,
        reason=result.reason,
        advisory=comparison.copy,
        believed_on=comparison.copy.issued_on
        if result.is_date_believed
        else comparison.believed_on,
        changes=changes,
        copy_name=comparison.copy_name,
    )


def _disagreement(
    best: Sequence[Advisory], before: Advisory, record: DestinationRecord, at: BatchContext
) -> Detection:
    """Hold a candidate that its own feed contradicts; no repetition settles that.

    Real case: one country was listed twice under one date with two levels, for two weeks.
    """
    other = next(copy for copy in best if copy.severity != before.severity)
    levels = sorted({copy.native_level for copy in best})
    return Detection(
        destination=other.destination,
        outcome=Outcome.HELD,
        rule="same_issue",
        reason=f"the feed says both {' and '.join(levels)} under one date",
        advisory=other,
        believed_on=believed_date(other, record, at),
        is_dispute=True,
    )
