"""Judge every destination of a snapshot: the order of the checks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from advisory_watch.core.advisories import Advisory, Reading
from advisory_watch.core.differences import differences
from advisory_watch.core.fingerprint import copy_hash
from advisory_watch.core.scales import Change
from advisory_watch.core.verdicts import doubts, lowerings, raises, repetition, same_level
from advisory_watch.core.verdicts.circumstances import circumstances_of
from advisory_watch.core.verdicts.copies import credible_copies
from advisory_watch.core.verdicts.dates import believed_date
from advisory_watch.core.verdicts.first_sight import first_sight, was_in_force_before
from advisory_watch.core.verdicts.order import is_older_reading, older_reading
from advisory_watch.core.verdicts.verdict import Case, Circumstances, Outcome, Ruling, Verdict
from advisory_watch.core.versions import Known

Rule = Callable[[Case], Ruling | None]
"""A rule returns a result, or None to leave the decision to the next rule."""


def judge(reading: Reading, known: Mapping[str, Known]) -> tuple[Verdict, ...]:
    """Judge every destination of a snapshot, in order of its code."""
    copies = by_destination(reading.advisories)
    at = circumstances_of(reading, known)
    return tuple(judge_destination(copies[code], known.get(code), at) for code in sorted(copies))


def by_destination(advisories: Iterable[Advisory]) -> dict[str, list[Advisory]]:
    """Group the copies by destination; the code identifies it, not the name."""
    copies: defaultdict[str, list[Advisory]] = defaultdict(list)
    for advisory in advisories:
        copies[advisory.destination].append(advisory)
    return copies


def judge_destination(
    copies: Sequence[Advisory], known: Known | None, at: Circumstances
) -> Verdict:
    """Judge the copies of one destination.

    The first checks ask whether there is a record to compare with, and whether the feed
    agrees with itself. Only then do the rules look at the best copy.
    """
    best = credible_copies(copies, known, at)
    before = baseline(known)
    if known is None or before is None:
        return first_sight(best, known, at)
    if is_older_reading(known, at.read_at):
        return older_reading(best[0], known)
    if len({copy.severity for copy in best}) > 1 and not best[0].is_stub:
        return _disagreement(best, before, known, at)
    case = _case(best[0], before, known, at)
    if was_in_force_before(case):
        return first_sight(best, known, at, rule="issued_before_watch")
    return _verdict(case, _ruling(case))


def baseline(known: Known | None) -> Advisory | None:
    """Return the advisory that a copy is compared with: the recorded one.

    If only a placeholder was ever seen, it serves as the baseline. A later issue that is
    graver than its level is then a raise.
    """
    if known is None or known.advisory is not None:
        return known.advisory if known else None
    if known.held is not None and known.held.rule == "placeholder":
        return known.held.advisory
    return None


def _case(copy: Advisory, before: Advisory, known: Known, at: Circumstances) -> Case:
    return Case(
        known=known,
        before=before,
        copy=copy,
        believed_on=believed_date(copy, known, at),
        copy_name=copy_hash(copy),
        circumstances=at,
    )


def _ruling(case: Case) -> Ruling:
    """Apply the rules in order; repetition may then settle a doubt."""
    if case.copy.severity == case.before.severity:
        ruling = _first(same_level.RULES, case) or same_level.another_copy(case)
    else:
        believing = raises.RULES if case.is_raise else lowerings.RULES
        rules = (*doubts.AT_FIRST, *believing, *doubts.AT_LAST)
        ruling = _first(rules, case) or doubts.doubtful_date(case)
    if ruling.outcome is Outcome.HELD:
        return repetition.second_agreeing_read(case, ruling) or ruling
    return ruling


def _first(rules: Iterable[Rule], case: Case) -> Ruling | None:
    return next((ruling for rule in rules if (ruling := rule(case)) is not None), None)


def _verdict(case: Case, ruling: Ruling) -> Verdict:
    changes: tuple[Change, ...] = ()
    outcome, rule = ruling.outcome, ruling.rule
    if outcome is Outcome.UNCHANGED and case.known.number == 0 and not case.copy.is_stub:
        outcome, rule = Outcome.FIRST_SEEN, "first_sight"
    if outcome in (Outcome.CHANGED, Outcome.HELD):
        is_new_wording = case.circumstances.is_new_wording
        changes = differences(case.before, case.copy, is_new_wording=is_new_wording)
    elif outcome is Outcome.FIRST_SEEN:
        changes = (Change.FIRST_SEEN,)
    return Verdict(
        destination=case.copy.destination,
        outcome=outcome,
        rule=rule,
        reason=ruling.reason,
        advisory=case.copy,
        believed_on=case.copy.issued_on if ruling.is_date_believed else case.believed_on,
        changes=changes,
        copy_name=case.copy_name,
    )


def _disagreement(
    best: Sequence[Advisory], before: Advisory, known: Known, at: Circumstances
) -> Verdict:
    """Hold a candidate that its own feed contradicts; no repetition settles that.

    Real case: one country was listed twice under one date with two levels, for two weeks.
    """
    other = next(copy for copy in best if copy.severity != before.severity)
    levels = sorted({copy.native_level for copy in best})
    return Verdict(
        destination=other.destination,
        outcome=Outcome.HELD,
        rule="same_issue",
        reason=f"the feed says both {' and '.join(levels)} under one date",
        advisory=other,
        believed_on=believed_date(other, known, at),
        is_dispute=True,
    )
