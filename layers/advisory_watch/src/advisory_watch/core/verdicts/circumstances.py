"""Build the batch context: many items that change in the same way at once mean a fault."""

from collections.abc import Mapping

from advisory_watch.core.advisories import Advisory, Reading
from advisory_watch.core.fingerprint import normal_text
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.dates import day_of_feed, redated_days
from advisory_watch.core.verdicts.verdict import Circumstances
from advisory_watch.core.versions import Known


def circumstances_of(reading: Reading, known: Mapping[str, Known]) -> Circumstances:
    """Count the changes of level and wording in a snapshot, compared with the records."""
    moved: set[str] = set()
    stayed: set[str] = set()
    reworded: set[str] = set()
    for copy in reading.advisories:
        before = _recorded(known.get(copy.destination))
        if before is None or copy.is_stub:
            continue
        (moved if copy.severity != before.severity else stayed).add(copy.destination)
        if _is_reworded(before, copy):
            reworded.add(copy.destination)
    moved -= stayed
    may_be_mass = max(len(moved), len(reworded)) >= limits.MASS_MIN  # else no count is needed
    whole = known.values() if may_be_mass else ()
    recorded = sum(_recorded(record) is not None for record in whole)
    return Circumstances(
        read_at=reading.read_at,
        as_of=day_of_feed(reading),
        redated_on=redated_days(reading.advisories, known, reading.read_at),
        is_mass_move=is_mass(len(moved), recorded),
        is_new_wording=is_mass(len(reworded), recorded),
    )


def is_mass(count: int, whole: int) -> bool:
    """Check whether so many items of the whole changed at once that the source is at fault."""
    return count >= max(limits.MASS_MIN, limits.MASS_SHARE * whole)


def _recorded(known: Known | None) -> Advisory | None:
    return known.advisory if known is not None else None


def _is_reworded(before: Advisory, copy: Advisory) -> bool:
    same_step = before.severity == copy.severity
    return same_step and normal_text(before.native_level) != normal_text(copy.native_level)
