"""What the front page is made of: what is said everywhere now, how well seen, and what changed."""

from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core.chronicle import Chronicle
from advisory_watch.core.state import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All sources at one moment, in the order in which they are shown.

    A source that the ledger could not give is not among the `states`; `lost` says why, by
    its id.
    """

    at: datetime
    states: tuple[SourceState, ...]
    chronicle: Chronicle
    lost: tuple[tuple[str, str], ...] = ()
