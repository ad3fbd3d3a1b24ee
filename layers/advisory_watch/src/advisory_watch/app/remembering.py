"""Store the health of a source after a check: when it was last read, or since when it fails."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from advisory_watch.app.gathered import Gathered
from advisory_watch.app.ports import Ledger
from advisory_watch.core.advisories import Reading
from advisory_watch.core.health import Health, after_read
from advisory_watch.core.verdicts.blindness import (
    after_failure,
    after_part,
    after_partial_success,
    after_success,
)
from advisory_watch.core.verdicts.order import OLDER_READING
from advisory_watch.core.verdicts.verdict import Verdict


def remember(ledger: Ledger, health: Health, failure: str | None, at: datetime) -> None:
    """Save the health. This comes last, so that a crash before it repeats the work.

    A failure changes no record: it only says since when the source cannot be read.
    """
    if health.part:
        following, alerts = after_part(health, failure, at)
    elif failure is None:
        seeing, again = after_success(after_read(health, at), at)
        following, partly = after_partial_success(seeing, at)
        alerts = (*again, *partly)
    else:
        following, alerts = after_failure(health, failure, at)
    ledger.save_health(replace(following, revision=health.revision + 1), alerts)


def after_gathering(health: Health, gathered: Gathered) -> Health:
    """Store the endpoint that answered, and the validators for the next requests."""
    return replace(health, door=gathered.door.id, documents=gathered.documents)


def unless_too_late(following: Health, before: Health, verdicts: Iterable[Verdict]) -> Health:
    """Restore the old document health if a detection was rejected as an older snapshot.

    Clocks differ by seconds. A snapshot that one clock calls older may contain a change, which the
    next check must judge from the same page.
    """
    if any(verdict.rule == OLDER_READING for verdict in verdicts):
        return replace(following, documents=before.documents)
    return following


def after_judging(health: Health, reading: Reading, absent: Mapping[str, datetime]) -> Health:
    """Store the number of destinations, and the missing ones."""
    return replace(health, destinations=len(reading.destinations), absent=absent)
