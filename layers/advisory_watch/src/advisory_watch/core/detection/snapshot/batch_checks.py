"""Checks that need the whole snapshot: age, plausibility, mass moves, vanished destinations."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Change, Snapshot
from advisory_watch.core.detection.dates import day_of_feed, redated_days
from advisory_watch.core.detection.rules.rule import Decision
from advisory_watch.core.detection.types import BatchContext, Detection, Outcome
from advisory_watch.core.errors import Implausible, Truncated
from advisory_watch.core.fingerprint import is_graver, is_level_graver, normal_text
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.regions import raised_part
from advisory_watch.core.source import PLAIN_POLICY, PublisherPolicy


def build_batch_context(
    snapshot: Snapshot,
    records: Mapping[str, DestinationRecord],
    publisher: PublisherPolicy = PLAIN_POLICY,
) -> BatchContext:
    """Count the changes of level and wording in a snapshot, compared with the records."""
    compared = _compared(snapshot, records)
    reworded = {copy.destination for before, copy in compared if _is_reworded(before, copy)}
    return BatchContext(
        read_at=snapshot.read_at,
        as_of=day_of_feed(snapshot),
        redated_on=redated_days(snapshot.advisories, records, snapshot.read_at),
        is_mass_move=is_mass_of_known(find_level_moves(snapshot, records).moved, records),
        is_new_wording=is_mass_of_known(reworded, records),
        publisher=publisher,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMoves:
    """The destinations whose level moved; one with a copy at the recorded level did not move."""

    raised: frozenset[str]
    lowered: frozenset[str]

    @property
    def moved(self) -> frozenset[str]:
        """The destinations whose level moved in either direction."""
        return self.raised | self.lowered


def find_level_moves(snapshot: Snapshot, records: Mapping[str, DestinationRecord]) -> LevelMoves:
    """Compare the levels of a snapshot with the records; placeholders do not count."""
    raised: set[str] = set()
    lowered: set[str] = set()
    stayed: set[str] = set()
    for before, copy in _compared(snapshot, records):
        is_raised = is_level_graver(before, copy)
        is_moved = copy.severity != before.severity
        (raised if is_raised else lowered if is_moved else stayed).add(copy.destination)
    return LevelMoves(raised=frozenset(raised - stayed), lowered=frozenset(lowered - stayed))


def _compared(
    snapshot: Snapshot, records: Mapping[str, DestinationRecord]
) -> list[tuple[Advisory, Advisory]]:
    """Return the recorded advice and the copy, for every copy that has a record and advice."""
    copies = (copy for copy in snapshot.advisories if not copy.is_stub)
    pairs = ((_recorded_levels(records.get(copy.destination)), copy) for copy in copies)
    return [(before, copy) for before, copy in pairs if before is not None]


def is_mass_of_known(found: Collection[str], records: Mapping[str, DestinationRecord]) -> bool:
    """Check whether destinations are a mass of all that are known."""
    if len(found) < thresholds.MASS_MIN:  # as at nearly every check: no count is needed
        return False
    recorded = sum(_recorded_levels(record) is not None for record in records.values())
    return thresholds.is_mass(len(found), recorded)


def _recorded_levels(record: DestinationRecord | None) -> Advisory | None:
    return record.advisory if record is not None else None


def _is_reworded(before: Advisory, copy: Advisory) -> bool:
    same_step = before.severity == copy.severity
    return same_step and normal_text(before.native_level) != normal_text(copy.native_level)


def is_older_snapshot(record: DestinationRecord, read_at: datetime) -> bool:
    """Check whether a snapshot is older than the one that decided the record."""
    return record.recorded_at is not None and read_at < record.recorded_at


def reject_older_snapshot(copy: Advisory, record: DestinationRecord) -> Detection:
    """Reject a snapshot read before the record was decided: it was judged then, or is too late.

    Real case: captures were replayed into the ledger that they had produced. An endpoint
    without text gives no other evidence that its old levels are old.
    """
    return Detection(
        destination=copy.destination,
        outcome=Outcome.REJECTED,
        rule=Decision.OLDER_READING,
        reason=f"read before what is known, which was read at {record.recorded_at:%Y-%m-%d %H:%M}",
        advisory=copy,
    )


PROBLEMS_SHOWN = 3
"""Enough examples to see the fault; the archived page has all of them."""


def require_plausible(
    snapshot: Snapshot,
    records: Mapping[str, DestinationRecord],
    absent: Mapping[str, datetime],
    expected: tuple[int, int],
) -> None:
    """Raise `Implausible` for a snapshot that is empty, or `Truncated` for a part of the list.

    A broken page must not look like a quiet day: if destinations vanish together, the
    source is at fault. Real cases: a feed had zero rows twice in a month; a redesign lost
    all 211 levels; the 20 gravest destinations were gone for four days.

    A publisher may also drop a fifth of its list for good. Destinations that are missing for
    longer than `SHORTER_LIST_ACCEPTED_AFTER` are therefore not counted as lost.
    """
    named = snapshot.destinations
    low, high = expected
    if not low <= len(named) <= high:
        error = Truncated if 0 < len(named) < low else Implausible
        message = f"expected {low} to {high} destinations, found {len(named)}"
        raise error(snapshot.source, message + _examples(snapshot))
    accepted = _gone_for(absent, snapshot.read_at, thresholds.SHORTER_LIST_ACCEPTED_AFTER)
    lost = _count_listed(records, records.keys() - named - accepted)
    if not lost:
        return
    recorded = _count_listed(records, records)
    if thresholds.is_mass(lost, recorded):
        message = f"expected the known {recorded} destinations, {lost} of them are gone"
        raise Truncated(snapshot.source, message + _examples(snapshot))


def _gone_for(absent: Mapping[str, datetime], at: datetime, span: timedelta) -> frozenset[str]:
    return frozenset(code for code, since in absent.items() if at - since >= span)


def _count_listed(records: Mapping[str, DestinationRecord], codes: Iterable[str]) -> int:
    return sum(_is_listed(records[code]) for code in codes)


def _is_listed(record: DestinationRecord) -> bool:
    return record.number > 0 and not record.is_withdrawn


def _examples(snapshot: Snapshot) -> str:
    problems = snapshot.problems
    shown = [f"{problem.subject}: {problem.reason}" for problem in problems[:PROBLEMS_SHOWN]]
    return f" ({len(problems)} unread, such as {'; '.join(shown)})" if shown else ""


def find_absences(
    snapshot: Snapshot, records: Mapping[str, DestinationRecord], absent: Mapping[str, datetime]
) -> dict[str, datetime]:
    """Return since when each known destination is missing from every snapshot.

    A destination whose item could not be read is not missing. If an unreadable item may
    belong to any destination, no further destination counts as missing. Incomplete snapshots
    count as well: a publisher that drops a fifth of its list serves no others any more.
    """
    unnamed = {code: records[code] for code in records.keys() - snapshot.destinations}
    may_hide = any(not problem.destinations for problem in snapshot.problems)
    missing = {
        code
        for code, record in unnamed.items()
        if _is_listed(record) and not is_older_snapshot(record, snapshot.read_at)
    }
    return {
        code: absent.get(code, snapshot.read_at)
        for code in sorted(missing)
        if code in absent or not may_hide
    }


def find_withdrawals(
    records: Mapping[str, DestinationRecord], absent: Mapping[str, datetime], read_at: datetime
) -> tuple[Detection, ...]:
    """Report a destination as withdrawn after a week of absence; several only after two.

    Real case: destinations vanished and returned 252 times in a year; nearly all of them
    returned within days. A feed that is cut short is repaired within days, too. A publisher
    that merges five islands into one entry does not undo it.
    """
    long_gone = _gone_for(absent, read_at, thresholds.WITHDRAWN_AFTER)
    withdrawn = _gone_for(absent, read_at, thresholds.WITHDRAWN_TOGETHER_AFTER)
    if len(long_gone - withdrawn) <= max(1, thresholds.WITHDRAWN_SHARE_MAX * len(records)):
        withdrawn = long_gone
    return tuple(
        Detection(
            destination=code,
            outcome=Outcome.CHANGED,
            rule=Decision.WITHDRAWN_AFTER_DAYS,
            reason=f"missing from every reading since {absent[code]:%Y-%m-%d}",
            advisory=None,
            changes=(Change.WITHDRAWN,),
        )
        for code in sorted(withdrawn)
    )


GRAVER_CHANGES = frozenset({Change.LEVEL_RAISED, Change.DEPARTURE_RAISED, Change.PART_RAISED})
"""Changes after which people are in more danger than the record says."""


def is_graver_news(detection: Detection, record: DestinationRecord | None) -> bool:
    """Check whether a detection would make the record graver: level, part or departure advice.

    A lower level is a lowering, whatever is new about its parts.
    """
    copy, before = detection.advisory, record.advisory if record else None
    if detection.outcome not in (Outcome.CHANGED, Outcome.PENDING) or copy is None or copy.is_stub:
        return False
    if Change.LEVEL_LOWERED in detection.changes:
        return False
    is_told_graver = not GRAVER_CHANGES.isdisjoint(detection.changes)
    return is_told_graver or (before is not None and is_graver(before, copy))


def is_graver_copy(before: Advisory, copy: Advisory) -> bool:
    """Check whether a copy is graver: the level, or at the same level a part or the departure."""
    if before.severity != copy.severity:
        return is_level_graver(before, copy)
    return copy.departure > before.departure or raised_part(before, copy) is not None


def recorded_elsewhere(
    snapshot: Snapshot, records: Mapping[str, DestinationRecord]
) -> tuple[Advisory, ...]:
    """Return the recorded advice about the listed destinations that a snapshot does not name."""
    missing = (records[code] for code in records.keys() - snapshot.destinations)
    advice = (record.advisory for record in missing if _is_listed(record))
    return tuple(advisory for advisory in advice if advisory is not None)
