"""Remember the health of a source after a check."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from advisory_watch.app.fetch_result import EndpointFetchResult
from advisory_watch.app.ports import Ledger
from advisory_watch.core.detection.outages import (
    after_failure,
    after_mass_move,
    after_part,
    after_partial_success,
    after_success,
)
from advisory_watch.core.health import Health, after_read
from advisory_watch.core.revisits import after_moves

if TYPE_CHECKING:
    from advisory_watch.core.mass_move import MassMove


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """How a read of a source went.

    `failure` says why the source cannot be read, or not all of it (`is_incomplete`). `mass` is set
    if the snapshot moves too much at once to be believed. `read_at` is set if the pages are older
    than the check, because a reader elsewhere fetched them.
    """

    failure: str | None = None
    is_incomplete: bool = False
    mass: "MassMove | None" = None
    read_at: datetime | None = None


def save_health(ledger: Ledger, health: Health, result: ReadResult, at: datetime) -> None:
    """Save the health. This comes last, so that a crash before it repeats the work.

    A failure changes no record: it only says since when the source cannot be read.
    """
    health, moved = after_mass_move(health, result.mass, at)
    if health.partition:
        following, alerts = after_part(health, result.failure, at)
    elif result.failure is None:
        seeing, again = after_success(after_read(health, result.read_at or at), at)
        following, partly = after_partial_success(seeing, at)
        alerts = (*again, *partly)
    else:
        following, alerts = after_failure(
            health, result.failure, at, is_incomplete=result.is_incomplete
        )
    ledger.save_health(replace(following, revision=health.revision + 1), (*moved, *alerts))


def after_fetch(
    health: Health,
    fetched: EndpointFetchResult,
    moved: Collection[str] = (),
    redated: Collection[date] = (),
    *,
    is_older: bool = False,
) -> Health:
    """Store the endpoint that answered, and the state of its documents for the next requests.

    Partitions change records on their own, so that the next check must read those.

    `moved` are the destinations whose level moved. `redated` are days that too many destinations
    took on at once. Days later they are believed, so that what has them is judged again.

    A copy that is too short for a complete list is not kept: the next check asks for all of it.

    Clocks differ by seconds. A snapshot that one clock calls older may contain a change, which the
    next check must judge from the same page. With `is_older` the old document health is kept.
    """
    if moved and fetched.snapshot is not None and not health.partition:
        times = after_moves(health.level_moved_at, moved, fetched.snapshot.read_at)
        health = replace(health, level_moved_at=times)
    if fetched.shortfall:
        return health
    documents = health.documents if is_older else fetched.documents_after(redated)
    return replace(
        health,
        endpoint=fetched.endpoint.id,
        documents=documents,
        never_read=fetched.never_read,
        records_read_at=None if fetched.dispatch else health.records_read_at,
    )
