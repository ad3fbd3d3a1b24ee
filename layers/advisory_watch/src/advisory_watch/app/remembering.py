"""What a check remembers of how it went: when a source was last read, or since when it is not."""

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
    """Save how it went; last, so that a crash before it repeats the work.

    A failure touches no destination: it says since when we cannot tell what they say.
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
    """Note through which door it was read, and what its documents are asked with next."""
    return replace(health, door=gathered.door.id, documents=gathered.documents)


def unless_too_late(following: Health, before: Health, verdicts: Iterable[Verdict]) -> Health:
    """Forget the documents again of which something was rejected for having been read earlier.

    Clocks differ by seconds: what one of them calls older may be news that the next check,
    given the same page, must judge.
    """
    if any(each.rule == OLDER_READING for each in verdicts):
        return replace(following, documents=before.documents)
    return following


def after_judging(health: Health, reading: Reading, absent: Mapping[str, datetime]) -> Health:
    """Note how many destinations there are, and what was missing."""
    return replace(health, destinations=len(reading.destinations), absent=absent)
