"""What a check knows of a source: its health, and the records of its destinations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from advisory_watch.core.health import Health

if TYPE_CHECKING:  # a check with nothing to judge reads no record
    from advisory_watch.core.record import DestinationRecord

LONG_TEXT_MIN_CHARS = 257
"""The shortest text that a ledger leaves out: texts are most of the bytes of a state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The ledger state of one source: its destination records by code, and its health.

    A ledger leaves long texts out, so that a check does not hold them all. `left_out` then maps
    the code to the hash of the text (`exact_text_hash`), empty where the ledger does not know it,
    and `advisory.text` in that record is None. The text must be restored before anything is judged.
    With `are_records_left_out`, no record was read yet, and all must be before that.

    `unreadable` maps a code to the reason why its record cannot be read; nothing is known of it.

    For a partition, `records` starts empty and `not_loaded` lists its destinations; their
    records must also be loaded before anything is judged. `awaited` are the destinations whose
    record was not read, and has a pending candidate that a repeated reading would confirm.
    """

    records: "Mapping[str, DestinationRecord]"
    health: Health
    left_out: Mapping[str, str] = field(default_factory=dict)
    not_loaded: frozenset[str] = frozenset()
    awaited: frozenset[str] = frozenset()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    are_records_left_out: bool = False
