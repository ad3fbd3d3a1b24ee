"""Readings are judged in the order of time: what was read before cannot correct what is known."""

from datetime import datetime

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.verdicts.verdict import Outcome, Verdict
from advisory_watch.core.versions import Known

OLDER_READING = "older_reading"


def is_older_reading(known: Known, read_at: datetime) -> bool:
    """Tell whether a reading was made before the one that decided what is known."""
    return known.recorded_at is not None and read_at < known.recorded_at


def older_reading(copy: Advisory, known: Known) -> Verdict:
    """Reject what was read before we decided: it was judged then, or came too late.

    Real case: captures replayed into the ledger that they made; a door without text has
    nothing else by which to tell that its old levels are old.
    """
    return Verdict(
        destination=copy.destination,
        outcome=Outcome.REJECTED,
        rule=OLDER_READING,
        reason=f"read before what is known, which was read at {known.recorded_at:%Y-%m-%d %H:%M}",
        advisory=copy,
    )
