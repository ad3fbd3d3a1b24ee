"""All that the ledger knows of one source."""

from collections.abc import Mapping
from dataclasses import dataclass

from advisory_watch.core.health import Health
from advisory_watch.core.versions import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """All that the ledger knows of one source: its destinations by code, and its health."""

    known: Mapping[str, Known]
    health: Health
