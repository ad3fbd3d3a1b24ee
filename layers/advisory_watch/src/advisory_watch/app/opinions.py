"""Ask a second endpoint about the doubts that the first one left."""

from collections.abc import Mapping, Sequence

from advisory_watch.core.advisories import Reading
from advisory_watch.core.verdicts.circumstances import circumstances_of
from advisory_watch.core.verdicts.judge import by_destination, judge_destination
from advisory_watch.core.verdicts.repetition import is_same_candidate
from advisory_watch.core.verdicts.second_door import second_opinion
from advisory_watch.core.verdicts.verdict import Outcome, Verdict
from advisory_watch.core.versions import Known


def new_doubts(verdicts: Sequence[Verdict], known: Mapping[str, Known]) -> frozenset[str]:
    """Return the destinations that are worth asking a second endpoint about.

    Candidates pending since an earlier check were asked about at that time. A destination without a
    record has nothing to be compared with.
    """
    return frozenset(
        candidate.destination for candidate in verdicts if _is_new_doubt(candidate, known)
    )


def with_second_opinions(
    verdicts: Sequence[Verdict], other: Reading, known: Mapping[str, Known]
) -> tuple[Verdict, ...]:
    """Return the detections, with new doubts resolved if the second snapshot can resolve them."""
    copies = by_destination(other.advisories)
    circumstances = circumstances_of(other, known)

    def asked(verdict: Verdict) -> Verdict:
        if not _is_new_doubt(verdict, known):
            return verdict
        code = verdict.destination
        opinion = (
            judge_destination(copies[code], known[code], circumstances) if code in copies else None
        )
        return second_opinion(verdict, opinion, other.door)

    return tuple(asked(verdict) for verdict in verdicts)


def _is_new_doubt(verdict: Verdict, known: Mapping[str, Known]) -> bool:
    item = known.get(verdict.destination)
    if verdict.outcome is not Outcome.HELD or verdict.advisory is None or item is None:
        return False
    return item.held is None or not is_same_candidate(item.held, verdict.advisory)
