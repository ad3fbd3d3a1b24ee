"""What another door of the same source says about a candidate that the first one left in doubt."""

from dataclasses import replace

from advisory_watch.core.verdicts.repetition import NEVER_BY_ANOTHER_DOOR
from advisory_watch.core.verdicts.verdict import Outcome, Verdict


def second_opinion(doubtful: Verdict, other: Verdict | None, door: str) -> Verdict:
    """Settle a held candidate by what another door says now, or note that it does not.

    The other door counts fully where its own copy is credible. Where both say the same
    and neither is credible alone, that is agreement, except for placeholders, old copies
    and mass moves: both doors read from the same back ends.
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
