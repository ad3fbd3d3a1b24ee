"""Check whether a snapshot can be complete, before any item is judged."""

from collections.abc import Iterable, Mapping

from advisory_watch.core.advisories import Reading
from advisory_watch.core.errors import Implausible
from advisory_watch.core.verdicts.circumstances import is_mass
from advisory_watch.core.versions import Known

PROBLEMS_SHOWN = 3
"""Enough examples to see the fault; the archived page has all of them."""


def require_plausible(
    reading: Reading, known: Mapping[str, Known], expected: tuple[int, int]
) -> None:
    """Raise `Implausible` for a snapshot that is empty, truncated or in a new format.

    A broken page must not look like a quiet day: if destinations vanish together, the
    source is at fault. Real cases: a feed had zero rows twice in a month; a redesign lost
    all 211 levels; the 20 gravest destinations were gone for four days.
    """
    named = reading.destinations
    low, high = expected
    if not low <= len(named) <= high:
        message = f"expected {low} to {high} destinations, found {len(named)}"
        raise Implausible(reading.source, message + _examples(reading))
    lost = _recorded(known, known.keys() - named)
    if not lost:
        return
    recorded = _recorded(known, known)
    if is_mass(lost, recorded):
        message = f"expected the known {recorded} destinations, {lost} of them are gone"
        raise Implausible(reading.source, message + _examples(reading))


def _recorded(known: Mapping[str, Known], codes: Iterable[str]) -> int:
    """Count the destinations in `codes` that the publisher has advice for."""
    records = (known[code] for code in codes)
    return sum(record.number > 0 and not record.is_withdrawn for record in records)


def _examples(reading: Reading) -> str:
    shown = [
        f"{problem.subject}: {problem.reason}" for problem in reading.problems[:PROBLEMS_SHOWN]
    ]
    return f" ({len(reading.problems)} unread, such as {'; '.join(shown)})" if shown else ""
