"""Keep, dispute, replace or drop a pending candidate."""

from dataclasses import replace

from advisory_watch.core.verdicts.repetition import (
    DISPUTABLE,
    NEVER_BY_REPETITION,
    is_same_candidate,
)
from advisory_watch.core.verdicts.verdict import Verdict
from advisory_watch.core.versions import Evidence, Held, Known


def hold(known: Known, verdict: Verdict, evidence: Evidence) -> Known:
    """Keep a candidate from the time it was first seen; a dispute stays a dispute."""
    copy, held = verdict.advisory, known.held
    if copy is None:
        return known
    if held is not None and is_same_candidate(held, copy) and not _is_better(verdict, held):
        return replace(known, held=_said_again(held, verdict))
    candidate = Held(
        advisory=copy,
        rule=verdict.rule,
        reason=verdict.reason,
        since=evidence.read_at,
        evidence=evidence,
        is_disputed=verdict.is_dispute,
    )
    return replace(known, held=candidate)


def _said_again(held: Held, verdict: Verdict) -> Held:
    """Merge the doubts about a repeated candidate: its worst copy counts.

    If a known old copy says the same, the waiting time starts again.
    """
    is_worse = verdict.rule in NEVER_BY_REPETITION
    return replace(
        held,
        is_disputed=held.is_disputed or verdict.is_dispute,
        rule=verdict.rule if is_worse else held.rule,
    )


def settle(known: Known, verdict: Verdict) -> Known:
    """Drop a candidate that the known copy refutes, or mark the two as disputed.

    A placeholder at the known level refutes nothing, and neither does an older issue.
    """
    if known.held is None or _says_nothing(known, verdict) or _is_outdated(known.held, verdict):
        return known
    if known.held.rule in DISPUTABLE:
        return replace(known, held=replace(known.held, is_disputed=True))
    return replace(known, held=None)


def _is_better(verdict: Verdict, held: Held) -> bool:
    """Check whether time can settle this doubt but not the pending one at the same level."""
    return held.rule in NEVER_BY_REPETITION and verdict.rule not in NEVER_BY_REPETITION


def _is_outdated(held: Held, verdict: Verdict) -> bool:
    """Check whether a copy is older than a candidate that is pending only for lateness."""
    issued_on, believed_on = held.advisory.issued_on, verdict.believed_on
    if held.rule != "late_issue" or issued_on is None or believed_on is None:
        return False
    return believed_on < issued_on


def _says_nothing(known: Known, verdict: Verdict) -> bool:
    copy, mark, believed_on = verdict.advisory, known.issue_mark, verdict.believed_on
    is_older = mark is not None and believed_on is not None and believed_on < mark
    return copy is None or copy.is_stub or is_older
