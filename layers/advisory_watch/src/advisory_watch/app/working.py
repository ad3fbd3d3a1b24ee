"""Working a part of a wide source: the check of a source, of which nothing else is looked at."""

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
    """Works parts, whoever handed them on; `source_of` finds a source by its id."""

    check: Check
    source_of: Callable[[str], Source]

    def work(self, part: Part, until: datetime | None = None) -> SourceOutcome:
        """Check one part; what there was no time for comes first when it is handed on again.

        That it cannot be read is an answer, and remembered. Raises `LedgerError` where even
        that could not be: then it is to be worked again.
        """
        source = narrowed(self.source_of(part.source), part)
        outcome = replace(self.check, part=part, handing=None).check(source, until)
        if not outcome.ok and self.check.ledger.part(part.source, part.name).failure is None:
            message = f"{part.source} {part.name}: this was not remembered: {outcome.reason}"
            raise LedgerError(message)
        return replace(outcome, part=part.name)
