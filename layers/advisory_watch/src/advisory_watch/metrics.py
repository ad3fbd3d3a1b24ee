"""What is counted, under names that the dashboard and the alarms know.

CloudWatch bills every name once for each set of dimension values, so that a dimension
for each source would cost more than all the rest. What a number is about stands beside
it as metadata instead, where the logs can be searched for it. Ten names are free: there
are nine here, and two more that only the site counts, where there is one. A name is billed
by the hours in which it is sent, so that what is always 0 is not sent at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools.metrics import MetricUnit, single_metric

if TYPE_CHECKING:  # what one function counts, another need not load
    from datetime import datetime

    from advisory_watch.app.deliveries import Delivery
    from advisory_watch.app.outcomes import SourceOutcome
    from advisory_watch.core.health import Health

NAMESPACE = "AdvisoryWatch"


def source_checked(outcome: SourceOutcome) -> None:
    """Count one check of one source, and what came of it."""
    if not outcome.ok:
        source_failed(outcome.source)
        return
    source_read(outcome.source)
    source_unread(outcome.source, 0)
    part_checked(outcome)


def part_checked(outcome: SourceOutcome) -> None:
    """Count what came of one part; how its source could be read, the check of the whole counts."""
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
    """Count the files that one run wrote, and what the ledger could not give it; both also if 0."""
    _count("FilesWritten", files)
    _count("PagesHeldBack", held_back)


def source_read(source: str) -> None:
    """Count a source that could be read; of how many destinations, its health remembers."""
    _count("SourcesRead", source=source)


def source_failed(source: str) -> None:
    """Count a source of which no door could be read."""
    _count("SourcesFailed", source=source)


def source_blind(health: Health, at: datetime) -> None:
    """Tell for how long a source that failed has not been read; at least since it fails."""
    since = health.last_good_at or health.failing_since or at
    source_unread(health.source, (at - since).total_seconds())


def source_unread(source: str, seconds: float) -> None:
    """Tell for how long a source has not been read; an alarm watches the longest."""
    _tell("SecondsUnread", MetricUnit.Seconds, seconds, source=source)


def items_refused(source: str, items: int) -> None:
    """Count the items that could not be read in a source that could."""
    _count("ItemsRefused", items, source=source)


def documents_deferred(source: str, documents: int) -> None:
    """Count the documents that were due and that a check had no time for."""
    _count("DocumentsDeferred", documents, source=source)


def change_decided(source: str, kind: str) -> None:
    """Count a change that we believe."""
    _count("ChangesDecided", source=source, change=kind)


def alert_sent(source: str) -> None:
    """Count an alert that its carrier accepted."""
    _count("AlertsSent", source=source)


def alert_failed(source: str) -> None:
    """Count an alert that stays owed."""
    _count("AlertsFailed", source=source)


def outbox_age(oldest_owed_at: datetime | None, at: datetime) -> None:
    """Tell for how long the oldest alert is owed at the end of a drain; 0 where none is."""
    seconds = (at - oldest_owed_at).total_seconds() if oldest_owed_at else 0.0
    _tell("OutboxAge", MetricUnit.Seconds, seconds)


def _count(name: str, value: int = 1, **about: str) -> None:
    _tell(name, MetricUnit.Count, value, **about)


def _tell(name: str, unit: MetricUnit, value: float, **about: str) -> None:
    """Print one number in CloudWatch's embedded metric format: no call, and no state to flush."""
    with single_metric(name, unit, value, namespace=NAMESPACE) as metric:
        for key, text in about.items():
            metric.add_metadata(key, text)
