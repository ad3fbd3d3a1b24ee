"""Confirm a pending candidate by repetition: repeated, undisputed, and for long enough."""

from datetime import timedelta

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.graver_words import is_graver
from advisory_watch.core.verdicts.verdict import Case, Outcome, Ruling
from advisory_watch.core.versions import Held

NEVER_BY_REPETITION = frozenset({"placeholder", "stale_copy", "copy_come_back"})
"""Doubts that time does not settle: placeholders and old copies have stayed for weeks."""

NEVER_BY_ANOTHER_DOOR = NEVER_BY_REPETITION | {"mass_move"}
"""Doubts that no other endpoint settles: every endpoint shows the same broken back end."""

DISPUTABLE = frozenset({"same_issue", "scope_without_new_issue"})
"""Doubts in which two copies contradict each other; if one returns, it disputes the other."""


def is_same_candidate(held: Held, copy: Advisory) -> bool:
    """Check whether a copy says the same as the pending candidate."""
    return (held.advisory.severity, held.advisory.native_level) == (
        copy.severity,
        copy.native_level,
    )


def is_settled_by_repetition(rule: str, copy: Advisory, *, is_raise: bool) -> bool:
    """Check whether repetition makes a doubtful copy believable.

    Two back ends with two texts of one issue repeat themselves for weeks. A destination
    with a single document has no such pair, so its repeated text is genuine. A lower level
    without any text is no better than a placeholder.
    """
    if rule == "same_issue":
        return copy.text is None or copy.is_only_copy
    if rule == "no_words":
        return is_raise
    return rule not in NEVER_BY_REPETITION


def awaits_repetition(held: Held | None) -> bool:
    """Check whether reading the same document again may settle a candidate."""
    if held is None or held.is_disputed:
        return False
    return is_settled_by_repetition(held.rule, held.advisory, is_raise=True)


def second_agreeing_read(case: Case, doubt: Ruling) -> Ruling | None:
    """A later snapshot repeats a doubtful change, and no snapshot in between disputes it."""
    held = case.known.held
    if held is None or held.is_disputed or not is_same_candidate(held, case.copy):
        return None
    rules = {doubt.rule, held.rule}
    if not all(is_settled_by_repetition(name, case.copy, is_raise=case.is_raise) for name in rules):
        return None
    if case.circumstances.read_at - held.since < _patience(case):
        return None
    return Ruling(
        outcome=Outcome.CHANGED,
        rule="second_agreeing_read",
        reason=f"said again since {held.since:%Y-%m-%d %H:%M} UTC, when held: {held.reason}",
        is_date_believed=case.is_redated,
    )


def _patience(case: Case) -> timedelta:
    """Return a short wait if delay may hurt, and a long one for lowerings and weak evidence.

    Evidence is weak if the text was seen before, if there is no text, or if many levels
    moved at once. Such faults have lasted for hours.
    """
    may_hurt = case.is_raise or is_graver(case) or _is_wider(case)
    is_weak = case.lacks_words or (case.circumstances.is_mass_move and not case.speaks)
    is_short = may_hurt and not case.is_seen_text and not is_weak
    return limits.RAISE_CONFIRMED_AFTER if is_short else limits.LOWERING_CONFIRMED_AFTER


def _is_wider(case: Case) -> bool:
    """Check whether the advice against parts of the destination is stronger than before."""
    return (case.copy.partial_severity or 0) > (case.before.partial_severity or 0)
