"""Judge snapshots in order of time: an older snapshot cannot correct the record."""

from datetime import datetime

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.verdicts.verdict import Outcome, Verdict
from advisory_watch.core.versions import Known

OLDER_READING = "older_reading"


def is_older_reading(known: Known, read_at: datetime) -> bool:
    """Check whether a snapshot is older than the one that decided the record."""
    return known.recorded_at is not None and read_at < known.recorded_at


def older_reading(copy: Advisory, known: Known) -> Verdict:
    """Reject a snapshot read before the record was decided: it was judged then, or is too late.

    Real case: captures were replayed into the ledger that they had produced. An endpoint
    without text gives no other evidence that its old levels are old.
    """
    return Verdict(
        destination=copy.destination,
        outcome=Outcome.REJECTED,
        rule=OLDER_READING,
        reason=f"read before what is known, which was read at {known.recorded_at:%Y-%m-%d %H:%M}",
        advisory=copy,
    )
