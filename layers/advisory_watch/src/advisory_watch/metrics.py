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
    from advisory_watch.app.system_check import JudgedSystem
    from advisory_watch.core.health import Health

NAMESPACE = "AdvisoryWatch"


def source_checked(outcome: SourceOutcome) -> None:
    """Count one check of one source, and its results."""
    if outcome.ok:
        _send("SourcesRead", source=outcome.source)
        _send("SecondsUnread", 0, MetricUnit.Seconds, source=outcome.source)
    else:
        _send("SourcesFailed", source=outcome.source)
    part_checked(outcome)


def part_checked(outcome: SourceOutcome) -> None:
    """Count the results of a partition; whether it was read counts for the whole source alone."""
    if outcome.problems:
        _send("ItemsRefused", len(outcome.problems), source=outcome.source)
    if outcome.deferred:
        _send("DocumentsDeferred", outcome.deferred, source=outcome.source)
    for change in outcome.changes:
        _send("ChangesDecided", source=change.source, change=change.kind)


def delivery_tried(delivery: Delivery) -> None:
    """Count one attempt to send one alert."""
    if delivery.error is None:
        _send("AlertsSent", source=delivery.alert.source)
    else:
        _send("AlertsFailed", source=delivery.alert.source)


def site_written(files: int, held_back: int) -> None:
    """Count the files that one run wrote, and the pages that the ledger could not give.

    Both numbers are sent even if they are 0.
    """
    _send("FilesWritten", files)
    _send("PagesHeldBack", held_back)


def source_blind(health: Health, at: datetime) -> None:
    """Report the time since a failed source was last read, or at least since its first failure.

    An alarm watches the longest.
    """
    seconds = (at - (health.last_good_at or health.failing_since or at)).total_seconds()
    _send("SecondsUnread", seconds, MetricUnit.Seconds, source=health.source)


def outbox_age(oldest_at: datetime | None, at: datetime) -> None:
    """Report the age of the oldest pending alert at the end of a run; 0 if none is pending."""
    seconds = (at - oldest_at).total_seconds() if oldest_at else 0.0
    _send("OutboxAge", seconds, MetricUnit.Seconds)


def system_judged(judged: JudgedSystem) -> None:
    """Report the number of faults of the whole system, which the alarms watch, and each by name.

    Two stacks of an account have the same service names, so its only dimension is the stack.
    """
    findings, dimensions = judged.health.findings, {"Stack": judged.stack}
    with single_metric(
        "Unhealthy",
        MetricUnit.Count,
        len(findings),
        namespace=NAMESPACE,
        default_dimensions=dimensions,
    ) as metric:
        metric.service = ""  # else it becomes a second dimension
        metric.add_metadata("findings", {finding.name: finding.found for finding in findings})
        if judged.trouble:
            metric.add_metadata("operators_not_told", judged.trouble)


def _send(
    name: str, value: float = 1, unit: MetricUnit = MetricUnit.Count, **metadata: str
) -> None:
    """Print one number in CloudWatch's embedded metric format, without a call or state to flush."""
    with single_metric(name, unit, value, namespace=NAMESPACE) as metric:
        for key, text in metadata.items():
            metric.add_metadata(key, text)
