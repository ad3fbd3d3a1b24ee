"""Partitions of sources that are too large for one check of the function `check`.

Loaded only if the template defines a queue for them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import boto3

from advisory_watch.adapters.sqs import SqsPartitionQueue, read_partition
from advisory_watch.app.check import Check
from advisory_watch.app.partition_dispatcher import PartitionDispatcher
from advisory_watch.app.partition_worker import PartitionWorker
from advisory_watch.app.ports import Ledger
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import sources


def partition_dispatcher(settings: Settings, ledger: Ledger) -> PartitionDispatcher:
    """Build what passes partitions on to the queue."""
    return PartitionDispatcher(
        workers=SqsPartitionQueue(boto3.client("sqs"), settings.queue_url),
        ledger=ledger,
        from_documents=int(settings.partition_from),
    )


def record_work(
    check: Check, until: datetime, report: Callable[[SourceOutcome], object]
) -> Callable[[Mapping[str, Any]], None]:
    """Return what checks the partition of a record of the queue, and reports its outcome."""
    worker = PartitionWorker(check=check, source_of=lambda source: sources((source,))[0])

    def check_partition(record: Mapping[str, Any]) -> None:
        report(worker.work(read_partition(record["body"]), until))

    return check_partition
