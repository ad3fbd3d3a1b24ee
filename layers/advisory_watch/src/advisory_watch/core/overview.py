"""The data of the front page: current advice, source status and recent changes."""

from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core.chronicle import Chronicle
from advisory_watch.core.state import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All sources at one moment, in display order.

    A source whose state the ledger could not return is not in `states`; `lost` has the reason,
    by source id.
    """

    at: datetime
    states: tuple[SourceState, ...]
    chronicle: Chronicle
    lost: tuple[tuple[str, str], ...] = ()
