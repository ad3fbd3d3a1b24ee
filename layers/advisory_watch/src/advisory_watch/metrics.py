"""Metrics, under the names that the dashboard and the alarms use.

CloudWatch bills every name once for each set of dimension values, so a dimension for each source
would cost more than everything else. The subject of a number is written as metadata instead, which
can be searched for in the logs.

Ten names are free. There are nine here, and two more that only the site sends, if there is one. A
name is billed by the hours in which it is sent, so a value that is always 0 is not sent at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools.metrics import MetricUnit, single_metric

if TYPE_CHECKING:  # each function loads only what it counts
    from datetime import datetime

    from advisory_watch.app.results import Delivery, SourceOutcome
    from advisory_watch.core.health import Health

NAMESPACE = "AdvisoryWatch"


def source_checked(outcome: SourceOutcome) -> None:
    """Count one check of one source, and its results."""
    if not outcome.ok:
        source_failed(outcome.source)
        return
    source_read(outcome.source)
    source_unread(outcome.source, 0)
    part_checked(outcome)


def part_checked(outcome: SourceOutcome) -> None:
    """Count the results of one partition.

    The check of the whole source counts whether it could be read.
    """
    if outcome.problems:
        items_refused(outcome.source, len(outcome.problems))
    if outcome.deferred:
        documents_deferred(outcome.source, outcome.deferred)
    for change in outcome.changes:
        change_decided(change.source, change.kind)


def delivery_tried(delivery: Delivery) -> None:
    """Count one attempt to send one alert."""
    if delivery.error is None:
        alert_sent(delivery.source)
    else:
        alert_failed(delivery.source)


def site_written(files: int, held_back: int) -> None:
    """Count the files that one run wrote, and the pages that the ledger could not give.

    Both numbers are sent even if they are 0.
    """
    _count("FilesWritten", files)
    _count("PagesHeldBack", held_back)


def source_read(source: str) -> None:
    """Count a source that could be read; the number of destinations is in its health."""
    _count("SourcesRead", source=source)


def source_failed(source: str) -> None:
    """Count a source whose endpoints all failed."""
    _count("SourcesFailed", source=source)


def source_blind(health: Health, at: datetime) -> None:
    """Report the time since a failed source was last read, or at least since its first failure."""
    since = health.last_good_at or health.failing_since or at
    source_unread(health.source, (at - since).total_seconds())


def source_unread(source: str, seconds: float) -> None:
    """Report the time since a source was last read; an alarm watches the longest."""
    _tell("SecondsUnread", MetricUnit.Seconds, seconds, source=source)


def items_refused(source: str, items: int) -> None:
    """Count the unreadable items of a source that was read."""
    _count("ItemsRefused", items, source=source)


def documents_deferred(source: str, documents: int) -> None:
    """Count the due documents that a check skipped for lack of time."""
    _count("DocumentsDeferred", documents, source=source)


def change_decided(source: str, kind: str) -> None:
    """Count an accepted change."""
    _count("ChangesDecided", source=source, change=kind)


def alert_sent(source: str) -> None:
    """Count an alert that its carrier accepted."""
    _count("AlertsSent", source=source)


def alert_failed(source: str) -> None:
    """Count an alert that stays pending."""
    _count("AlertsFailed", source=source)


def outbox_age(oldest_owed_at: datetime | None, at: datetime) -> None:
    """Report the age of the oldest pending alert at the end of a run; 0 if none is pending."""
    seconds = (at - oldest_owed_at).total_seconds() if oldest_owed_at else 0.0
    _tell("OutboxAge", MetricUnit.Seconds, seconds)


def _count(name: str, value: int = 1, **about: str) -> None:
    _tell(name, MetricUnit.Count, value, **about)


def _tell(name: str, unit: MetricUnit, value: float, **about: str) -> None:
    """Print one number in CloudWatch's embedded metric format, without a call or state to flush."""
    with single_metric(name, unit, value, namespace=NAMESPACE) as metric:
        for key, text in about.items():
            metric.add_metadata(key, text)
