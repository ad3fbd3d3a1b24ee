"""Graver text at the known level: people are advised to leave, but the date is not new."""

from advisory_watch.core.urgency import GRAVE_INDICATORS
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.dates import is_possible
from advisory_watch.core.verdicts.verdict import Case, Outcome, Ruling


def is_graver(case: Case) -> bool:
    """Check for stronger departure advice, or for a new grave risk."""
    added = case.copy.notes.indicators_added - case.before.indicators
    return case.copy.departure > case.before.departure or bool(added & GRAVE_INDICATORS)


def addition_to_fresh_issue(case: Case) -> Ruling | None:
    """Graver advice added under the same date counts while the issue is recent.

    Real case: three days after an issue, "strongly encouraged to depart now" was added and
    the date stayed. Months later the same text is only another copy, unless the destination
    has a single document.
    """
    young = case.circumstances.as_of - limits.FRESH_ISSUE
    is_young = case.believed_on is not None and case.believed_on >= young
    is_news = is_young or case.copy.is_only_copy
    is_same = case.believed_on == case.known.issue_mark
    if is_news and is_same and not case.is_seen_text and is_graver(case):
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="addition_to_fresh_issue",
            reason=f"graver advice was added to the issue of {case.believed_on}",
        )
    return None


def graver_under_wrong_date(case: Case) -> Ruling | None:
    """A date that is not credible must not hide new text that advises people to leave.

    If the date is impossible, the text alone decides. If many destinations took on the date
    at once, the feed may be faulty, so another snapshot decides.
    """
    if case.believed_on is not None or not case.copy.has_text or case.is_seen_text:
        return None
    if not is_graver(case):
        return None
    is_fault = is_possible(case.copy.issued_on, case.circumstances.read_at)
    return Ruling(
        outcome=Outcome.HELD if is_fault else Outcome.CHANGED,
        rule="graver_under_wrong_date",
        reason=f"graver advice in new words under a wrong date ({case.copy.issued_on})",
    )
