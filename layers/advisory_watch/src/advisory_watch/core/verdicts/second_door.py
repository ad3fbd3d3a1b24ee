"""Use another endpoint of the same source to settle a pending candidate."""

from dataclasses import replace

from advisory_watch.core.verdicts.repetition import NEVER_BY_ANOTHER_DOOR
from advisory_watch.core.verdicts.verdict import Outcome, Verdict


def second_opinion(doubtful: Verdict, other: Verdict | None, door: str) -> Verdict:
    """Settle a pending candidate by another endpoint, or note that it does not help.

    If the other endpoint's own copy is credible, it decides. If both endpoints agree and
    neither is credible alone, the agreement confirms the candidate. Placeholders, old
    copies and mass moves are excluded, because both endpoints read from the same back ends.
    """
    if other is None or other.advisory is None or doubtful.advisory is None:
        return _noted(doubtful, f"{door} does not name it")
    if other.advisory.severity != doubtful.advisory.severity:
        return _noted(doubtful, f"{door} says {other.advisory.native_level!r}")
    if other.outcome is Outcome.CHANGED:
        return replace(other, rule="second_door_confirms", reason=f"{door}: {other.reason}")
    settles = {doubtful.rule, other.rule}.isdisjoint(NEVER_BY_ANOTHER_DOOR)
    if other.outcome is Outcome.HELD and settles and not (other.is_dispute or doubtful.is_dispute):
        return replace(
            other,
            outcome=Outcome.CHANGED,
            rule="second_door_agrees",
            reason=f"{door} says {other.advisory.native_level!r} too; {doubtful.reason}",
        )
    return _noted(doubtful, f"{door} says the same, as doubtfully: {other.rule}")


def _noted(verdict: Verdict, note: str) -> Verdict:
    return replace(verdict, reason=f"{verdict.reason}; {note}")
