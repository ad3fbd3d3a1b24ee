"""Check the partitions of a source that is too large for one check."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.app.check import Check
from advisory_watch.app.results import SourceOutcome
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.partition import Partition, restrict_to_partition
from advisory_watch.core.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionWorker:
    """Checks partitions that another process passed on; `source_of` finds a source by its id."""

    check: Check
    source_of: Callable[[str], Source]

    def work(self, partition: Partition, until: datetime | None = None) -> SourceOutcome:
        """Check one partition; documents skipped for lack of time come first in the next run.

        A partition that cannot be read is a result, and it is stored. Raises `LedgerError` if it
        could not be stored: then the partition must be processed again.
        """
        source = restrict_to_partition(self.source_of(partition.source), partition)
        check = replace(self.check, partition=partition, partition_dispatcher=None)
        outcome = check.check(source, until)
        if not outcome.ok and check.ledger.health(source.id, partition.name).failure is None:
            where = f"{partition.source} {partition.name}"
            raise LedgerError(f"{where}: this was not remembered: {outcome.reason}")
        return replace(outcome, partition=partition.name)
