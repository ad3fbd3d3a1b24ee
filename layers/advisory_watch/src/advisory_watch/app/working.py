"""Check one partition of a large source, and nothing else of the source."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.app.check import Check
from advisory_watch.app.outcomes import SourceOutcome
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.parts import Part, narrowed
from advisory_watch.core.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Checks partitions that another process handed on; `source_of` finds a source by its id."""

    check: Check
    source_of: Callable[[str], Source]

    def work(self, part: Part, until: datetime | None = None) -> SourceOutcome:
        """Check one partition; documents skipped for lack of time come first in the next run.

        A partition that cannot be read is a result, and it is stored. Raises `LedgerError` if it
        could not be stored: then the partition must be processed again.
        """
        source = narrowed(self.source_of(part.source), part)
        outcome = replace(self.check, part=part, handing=None).check(source, until)
        if not outcome.ok and self.check.ledger.part(part.source, part.name).failure is None:
            message = f"{part.source} {part.name}: this was not remembered: {outcome.reason}"
            raise LedgerError(message)
        return replace(outcome, part=part.name)
