"""What is counted, under names that the dashboard and the alarms know.

CloudWatch bills every name once for each set of dimension values, so that a dimension
for each source would cost more than all the rest. What a number is about stands beside
it as metadata instead, where the logs can be searched for it.
"""

from aws_lambda_powertools.metrics import MetricUnit, single_metric

from advisory_watch.app.outcomes import Delivery, SourceOutcome

NAMESPACE = "AdvisoryWatch"


def source_checked(outcome: SourceOutcome) -> None:
    """Count one check of one source, and what came of it."""
    if not outcome.ok:
        source_failed(outcome.source)
        return
    source_read(outcome.source, outcome.destinations)
    if outcome.problems:
        items_refused(outcome.source, len(outcome.problems))
    for change in outcome.changes:
        change_decided(change.source, change.kind)


def delivery_tried(delivery: Delivery) -> None:
    """Count one attempt to send one alert."""
    if delivery.error is None:
        alert_sent(delivery.source)
    else:
        alert_failed(delivery.source)


def source_read(source: str, destinations: int) -> None:
    """Count a source that could be read, and the destinations it spoke of."""
    _count("SourcesRead", source=source)
    _count("DestinationsRead", destinations, source=source)


def source_failed(source: str) -> None:
    """Count a source of which no door could be read."""
    _count("SourcesFailed", source=source)


def items_refused(source: str, items: int) -> None:
    """Count the items that could not be read in a source that could."""
    _count("ItemsRefused", items, source=source)


def change_decided(source: str, kind: str) -> None:
    """Count a change that we believe."""
    _count("ChangesDecided", source=source, change=kind)


def alert_sent(source: str) -> None:
    """Count an alert that its carrier accepted."""
    _count("AlertsSent", source=source)


def alert_failed(source: str) -> None:
    """Count an alert that stays owed."""
    _count("AlertsFailed", source=source)


def _count(name: str, value: int = 1, **about: str) -> None:
    """Print one number in CloudWatch's embedded metric format: no call, and no state to flush."""
    with single_metric(name, MetricUnit.Count, value, namespace=NAMESPACE) as metric:
        for key, text in about.items():
            metric.add_metadata(key, text)
