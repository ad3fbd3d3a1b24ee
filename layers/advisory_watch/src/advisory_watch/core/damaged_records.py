"""Records of the ledger that cannot be read: each darkens its destination, and nothing else.

Such a destination is not judged: without its record, all of its advice would look like a first
sight, and the record could be overwritten. A person restores it; until then operators are alerted
as for a document that cannot be read (`core.detection.outages`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from advisory_watch.core.advisory import Problem, Snapshot
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.fetch_plan import after_failure
from advisory_watch.core.health import Health
from advisory_watch.core.source_state import SourceState

if TYPE_CHECKING:  # a check with nothing to judge reads no record
    from advisory_watch.core.record import DestinationRecord

Raw = TypeVar("Raw")
RecordOrError: TypeAlias = "DestinationRecord | CorruptLedger"

NAMED_MAX = 5
"""Records named in a report: enough to see what they have in common."""


def read_each(
    read: "Callable[[Raw], DestinationRecord]", raws: Iterable[tuple[str, Raw]]
) -> dict[str, RecordOrError]:
    """Read the record of each destination; an unreadable one gives its error in its place."""
    found: dict[str, RecordOrError] = {}
    for code, raw in raws:
        try:
            found[code] = read(raw)
        except CorruptLedger as error:
            found[code] = error
    return found


def readable(found: Mapping[str, RecordOrError]) -> "dict[str, DestinationRecord]":
    """Return the records that could be read."""
    return {code: read for code, read in found.items() if not isinstance(read, CorruptLedger)}


def unreadable(found: Mapping[str, RecordOrError]) -> dict[str, str]:
    """Return the reason for each record that could not be read."""
    return {code: str(read) for code, read in found.items() if isinstance(read, CorruptLedger)}


def with_found(state: SourceState, found: Mapping[str, RecordOrError]) -> SourceState:
    """Add complete records to a state, or the reasons why they cannot be read."""
    whole, damaged = readable(found), unreadable(found)
    kept = {code: record for code, record in state.records.items() if code not in damaged}
    left = {code: text for code, text in state.left_out.items() if code not in found}
    return replace(
        state,
        records={**kept, **whole},
        left_out=left,
        unreadable={**state.unreadable, **damaged},
    )


def require_readable(state: SourceState) -> None:
    """Raise `CorruptLedger` if any record of a source is missing from its state."""
    if state.unreadable:
        raise CorruptLedger(describe(state.unreadable))


def describe(damaged: Mapping[str, str]) -> str:
    """Name the first records that cannot be read, and the reasons."""
    named = [f"{code} ({reason})" for code, reason in sorted(damaged.items())[:NAMED_MAX]]
    more = len(damaged) - len(named)
    listed = ", ".join([*named, *([f"and {more} more"] if more > 0 else [])])
    return f"the ledger has a damaged record of {listed}: restore it, docs/runbook.md"


def problems_of(damaged: Mapping[str, str]) -> tuple[Problem, ...]:
    """Report each destination whose record cannot be read as unread."""
    return tuple(
        Problem(
            subject=code,
            reason=f"its record in the ledger is damaged: {reason}",
            destinations=frozenset({code}),
        )
        for code, reason in sorted(damaged.items())
    )


def without_damaged(snapshot: Snapshot, damaged: Mapping[str, str]) -> Snapshot:
    """Return the snapshot without the destinations whose records cannot be read."""
    if not damaged:
        return snapshot
    judged = (copy for copy in snapshot.advisories if copy.destination not in damaged)
    return replace(snapshot, advisories=tuple(judged))


def after_damage(health: Health, state: SourceState, at: datetime) -> Health:
    """Remember since when records cannot be read, for the alert to operators.

    Those that can be read again are removed. If only the text of a record is missing from the
    state, the record is not known to be readable.
    """
    whole = state.records.keys() - state.left_out.keys()
    kept = {code: known for code, known in health.damaged.items() if code not in whole}
    found = {
        code: after_failure(health.damaged.get(code), f"its record in the ledger: {reason}", at)
        for code, reason in state.unreadable.items()
    }
    return replace(health, damaged={**kept, **found})
