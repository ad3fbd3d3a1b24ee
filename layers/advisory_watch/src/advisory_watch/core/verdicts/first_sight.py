"""Record a destination for the first time, without an alert: old advice is not news."""

from collections.abc import Sequence

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.scales import Change
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.dates import believed_date
from advisory_watch.core.verdicts.verdict import Case, Circumstances, Outcome, Verdict
from advisory_watch.core.versions import Known


def first_sight(
    best: Sequence[Advisory], known: Known | None, at: Circumstances, *, rule: str = "first_sight"
) -> Verdict:
    """Take the first snapshot as the starting point, unless it is not usable as one.

    A placeholder, or two copies that disagree, would make the next true snapshot look like a
    change. Such a copy is kept as a pending candidate until a usable one arrives.
    """
    copy = best[0]
    doubt = _doubt(best)
    return Verdict(
        destination=copy.destination,
        outcome=Outcome.HELD if doubt else Outcome.FIRST_SEEN,
        rule=doubt[0] if doubt else rule,
        reason=doubt[1] if doubt else "the starting point; nobody is told",
        advisory=copy,
        believed_on=believed_date(copy, known, at),
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


def was_in_force_before(case: Case) -> bool:
    """Check whether the copy was issued well before its destination was first watched.

    If so, the first snapshot was a stale copy, and this copy shows what was in force. That
    happens only soon after the watch began; later, an old issue is an old copy.
    """
    started = case.known.watched_from or case.known.watched_since.date()
    watched_for = case.circumstances.read_at - case.known.watched_since
    return (
        watched_for <= limits.WATCH_SETTLES_IN
        and case.known.rule in STARTING_POINTS
        and case.believed_on is not None
        and started - case.believed_on > limits.PUBLISHING_LAG_MAX
        and case.is_newer_issue
        and not case.known.is_withdrawn
        and not case.copy.is_stub
    )
