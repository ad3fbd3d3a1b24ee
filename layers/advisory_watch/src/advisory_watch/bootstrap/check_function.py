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

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.s3.pages import S3Archive
from advisory_watch.adapters.threads import side_by_side
from advisory_watch.app.check import Check
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.pages import pack, unpack
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.bootstrap.runtime import in_seconds
from advisory_watch.bootstrap.settings import process_settings
from advisory_watch.bootstrap.web import http_client, limits, sources
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.source import Source
from advisory_watch.sources import SOURCE_IDS

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
    built = Check(
        rule_set_version=rule_set_version,
        web=web,
        ledger=DynamoLedger(boto3.client("dynamodb"), settings.table, SOURCE_IDS),
        archive=S3Archive(s3, settings.archive_bucket, pack, unpack),
        clock=web.server_clock,
        clocks=web.server_clock.read,
        side_by_side=side_by_side,
        first_read=BoundedSemaphore(FIRST_READS_AT_ONCE),
    )
    if settings.readers:
        from advisory_watch.bootstrap.ingest import intake  # noqa: PLC0415 - few stacks have any

        built = replace(built, ingest=intake(s3, settings))
    if settings.queue_url:
        from advisory_watch.bootstrap.partitions import partition_dispatcher  # noqa: PLC0415

        dispatcher = partition_dispatcher(settings, built.ledger)
        built = replace(built, partition_dispatcher=dispatcher)
    return built


def work(
    until: datetime, report: Callable[[SourceOutcome], object]
) -> Callable[[Mapping[str, Any]], None]:
    """Return what checks the partition of a record of the queue, and reports its outcome."""
    from advisory_watch.bootstrap.partitions import record_work  # noqa: PLC0415 - for wide sources

    return record_work(check(), until, report)


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
