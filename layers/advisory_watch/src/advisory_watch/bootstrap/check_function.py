"""The use cases of the function `check`: sources, and partitions of wide sources.

Each function has a module of its own, so that none loads what only another one needs
(docs/performance.md; `tests/functions/test_imports.py` holds the list).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore
from typing import Any

import boto3

from advisory_watch.adapters.dynamodb import DynamoLedger
from advisory_watch.adapters.s3 import S3Archive, S3IngestStore
from advisory_watch.adapters.sqs import SqsPartitionQueue, read_partition
from advisory_watch.adapters.threads import side_by_side
from advisory_watch.adapters.warc import pack_page, unpack_page, unpack_records
from advisory_watch.app.check import Check
from advisory_watch.app.ingest import Ingest
from advisory_watch.app.partition_dispatcher import PartitionDispatcher
from advisory_watch.app.partition_worker import PartitionWorker
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.bootstrap.runtime import in_seconds
from advisory_watch.bootstrap.settings import Settings, process_settings
from advisory_watch.bootstrap.web import http_client, limits, sources
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.ingest.registry import parse_readers
from advisory_watch.core.source import Source
from advisory_watch.parsing.classify import check_is_document
from advisory_watch.sources import SOURCES

RECORDING_S = 60
"""Seconds that a check needs after its last fetch, to judge and record all pages."""

FIRST_READS_AT_ONCE = 2
"""Number of sources that are read for the first time at once, with all documents in memory.

The processor of a small function is no faster with more.
"""


@cache
def check() -> Check:
    """Build the check of the function `check`, with workers if the template defines a queue."""
    settings = process_settings()
    web, s3 = http_client(settings), boto3.client("s3")
    alone = Check(
        rule_set_version=rule_set_version,
        web=web,
        ledger=DynamoLedger(boto3.client("dynamodb"), settings.table, tuple(SOURCES)),
        archive=S3Archive(s3, settings.archive_bucket, pack_page, unpack_page),
        clock=web.server_clock,
        clocks=web.server_clock.read,
        side_by_side=side_by_side,
        ingest=_ingest(s3, settings),
        first_read=BoundedSemaphore(FIRST_READS_AT_ONCE),
    )
    if not settings.queue_url:
        return alone
    partition_dispatcher = PartitionDispatcher(
        workers=SqsPartitionQueue(boto3.client("sqs"), settings.queue_url),
        ledger=alone.ledger,
        from_documents=int(settings.partition_from),
    )
    return replace(alone, partition_dispatcher=partition_dispatcher)


def _ingest(s3: Any, settings: Settings) -> Ingest | None:
    """Build the intake of readers elsewhere; without one in `READERS`, S3 is not asked."""
    readers = parse_readers(settings.readers, tuple(SOURCES))
    if not readers:
        return None
    return Ingest(
        store=S3IngestStore(s3, settings.archive_bucket),
        readers=readers,
        unpack=unpack_records,
        judge=check_is_document,
    )


def wanted(event: Mapping[str, Any]) -> tuple[Source, ...]:
    """Return the sources that an event names, or all, without those that the owner turned off."""
    off = process_settings().sources_off.split(",")
    return tuple(source for source in sources(event.get("sources") or ()) if source.id not in off)


def require_remembered(outcome: SourceOutcome) -> None:
    """Raise `LedgerError` if a failure was not recorded: nobody would learn of it."""
    if check().ledger.health(outcome.source).failing_since is None:
        raise LedgerError(f"{outcome.source}: this was not remembered: {outcome.reason}")


def until(remaining_ms: int) -> datetime:
    """Return the time of the last possible fetch, given the remaining run time of the function."""
    return in_seconds(remaining_ms / 1000 - limits(process_settings()).total_s - RECORDING_S)


@cache
def worker() -> PartitionWorker:
    """Build the use case that checks one partition."""
    return PartitionWorker(check=check(), source_of=lambda source: sources((source,))[0])


def work(
    until: datetime, report: Callable[[SourceOutcome], object]
) -> Callable[[Mapping[str, Any]], None]:
    """Return what checks the partition of a record of the queue, and reports its outcome."""

    def check_partition(record: Mapping[str, Any]) -> None:
        report(worker().work(read_partition(record["body"]), until))

    return check_partition
