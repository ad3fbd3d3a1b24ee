"""Find mass moves: in a snapshot for operators, in what a check tells for subscribers."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Change, Snapshot
from advisory_watch.core.detection.snapshot.batch_checks import (
    GRAVER_CHANGES,
    find_level_moves,
    is_mass_of_known,
)
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.mass_move import MassMove
from advisory_watch.core.record import DestinationRecord

_LOWERINGS = frozenset({Change.LEVEL_LOWERED, Change.DEPARTURE_LOWERED, Change.PART_LOWERED})


def find_mass_move(snapshot: Snapshot, records: Mapping[str, DestinationRecord]) -> MassMove | None:
    """Return how much a snapshot moves if that is too much to be believed at once, or None.

    Operators hear of it in the first check that sees it: either the source broke, or the world
    did. Subscribers wait for a second read.
    """
    moves = find_level_moves(snapshot, records)
    if not is_mass_of_known(moves.moved, records):
        return None
    return MassMove(
        at=snapshot.read_at,
        listed=len(snapshot.destinations),
        moved=len(moves.moved),
        raised=len(moves.raised),
        lowered=len(moves.lowered),
    )


def find_mass_news(
    detections: Iterable[Detection], listed: int, at: datetime, mass_moved_at: datetime | None
) -> MassMove | None:
    """Return how much a check tells if its source moves as a whole, or None.

    After a mass move (`mass_moved_at` is the last), a smaller number is the rest of it: changes
    that were in doubt become certain in several checks.

    Each alert then carries the numbers. So dispatchers that see only some of the alerts, because
    the check still records, treat them alike.
    """
    news = [
        detection
        for detection in detections
        if detection.outcome is Outcome.CHANGED and Change.FIRST_SEEN not in detection.changes
    ]
    notices = [detection for detection in news if Change.NOTICE_ISSUED in detection.changes]
    states = [detection for detection in news if Change.NOTICE_ISSUED not in detection.changes]
    raised, lowered = _led_by(GRAVER_CHANGES, states), _led_by(_LOWERINGS, states)
    concerned = raised | lowered | {notice.destination for notice in notices}
    if len(concerned) < thresholds.MASS_TOLD_FROM:
        return None
    if not thresholds.is_mass(len(concerned), listed) and not thresholds.is_same_event(
        mass_moved_at, at
    ):
        return None
    return MassMove(
        at=at,
        listed=listed,
        moved=len(raised | lowered),
        raised=len(raised),
        lowered=len(lowered),
        alerts=sum(bool(detection.changes) for detection in news),
    )


def _led_by(leading: frozenset[Change], detections: Iterable[Detection]) -> frozenset[str]:
    """Return the destinations whose most significant change is one of these."""
    return frozenset(
        detection.destination
        for detection in detections
        if leading.intersection(detection.changes[:1])
    )
