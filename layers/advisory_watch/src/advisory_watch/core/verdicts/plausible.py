"""Whether a reading can be the whole of what a publisher says, before any item is judged."""

from collections.abc import Mapping

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
    recorded = {code for code, each in known.items() if each.number > 0 and not each.is_withdrawn}
    lost = recorded - named
    if is_mass(len(lost), len(recorded)):
        message = f"expected the known {len(recorded)} destinations, {len(lost)} of them are gone"
        raise Implausible(reading.source, message + _examples(reading))


def _examples(reading: Reading) -> str:
    shown = [f"{each.subject}: {each.reason}" for each in reading.problems[:PROBLEMS_SHOWN]]
    return f" ({len(reading.problems)} unread, such as {'; '.join(shown)})" if shown else ""
