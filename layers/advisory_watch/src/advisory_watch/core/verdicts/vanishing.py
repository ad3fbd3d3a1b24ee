"""Destinations missing from a snapshot: never a lowering, rarely a withdrawal."""

from collections.abc import Mapping
from datetime import datetime

from advisory_watch.core.advisories import Reading
from advisory_watch.core.scales import Change
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.order import is_older_reading
from advisory_watch.core.verdicts.verdict import Outcome, Verdict
from advisory_watch.core.versions import Known


def absences(
    reading: Reading, known: Mapping[str, Known], absent: Mapping[str, datetime]
) -> dict[str, datetime]:
    """Return since when each known destination is missing from good snapshots.

    A destination whose item could not be read is not missing. If an unreadable item may
    belong to any destination, no further destination counts as missing.
    """
    unnamed = {code: known[code] for code in known.keys() - reading.destinations}
    may_hide = any(not problem.destinations for problem in reading.problems)
    missing = {
        code
        for code, record in unnamed.items()
        if record.number > 0 and not record.is_withdrawn
        if not is_older_reading(record, reading.read_at)
    }
    return {
        code: absent.get(code, reading.read_at)
        for code in sorted(missing)
        if code in absent or not may_hide
    }


def withdrawals(
    known: Mapping[str, Known], absent: Mapping[str, datetime], read_at: datetime
) -> tuple[Verdict, ...]:
    """Report a destination as withdrawn after days of absence, but never many at once.

    Real case: destinations vanished and returned 252 times in a year; nearly all of them
    returned within days.
    """
    long_gone = [
        code for code, since in absent.items() if read_at - since >= limits.WITHDRAWN_AFTER
    ]
    if len(long_gone) > max(1, limits.WITHDRAWN_SHARE_MAX * len(known)):
        return ()
    return tuple(_withdrawn(code, absent[code]) for code in long_gone)


def _withdrawn(code: str, since: datetime) -> Verdict:
    return Verdict(
        destination=code,
        outcome=Outcome.CHANGED,
        rule="withdrawn_after_days",
        reason=f"missing from every reading since {since:%Y-%m-%d}",
        advisory=None,
        changes=(Change.WITHDRAWN,),
    )
