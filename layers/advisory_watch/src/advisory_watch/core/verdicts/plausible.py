"""Whether a reading can be the whole of what a publisher says, before any item is judged."""

from collections.abc import Iterable, Mapping

from advisory_watch.core.advisories import Reading
from advisory_watch.core.errors import Implausible
from advisory_watch.core.verdicts.circumstances import is_mass
from advisory_watch.core.versions import Known

PROBLEMS_SHOWN = 3
"""Enough examples to see what is wrong; all of them are in the archived page."""


def require_plausible(
    reading: Reading, known: Mapping[str, Known], expected: tuple[int, int]
) -> None:
    """Raise `Implausible` for a reading that is empty, truncated or in a new format.

    A broken page must not look like a quiet world: destinations that vanish together
    are the source's fault. Real cases: a feed of zero rows twice in a month; a redesign
    in which all 211 levels were lost; the 20 gravest destinations gone for four days.
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
    """Count those of some destinations that the publisher is known to say something of."""
    some = (known[code] for code in codes)
    return sum(each.number > 0 and not each.is_withdrawn for each in some)


def _examples(reading: Reading) -> str:
    shown = [f"{each.subject}: {each.reason}" for each in reading.problems[:PROBLEMS_SHOWN]]
    return f" ({len(reading.problems)} unread, such as {'; '.join(shown)})" if shown else ""
