"""What is counted, under names that the dashboard and the alarms know.

CloudWatch bills every name once for each set of dimension values, so that a dimension
for each source would cost more than everything else. What a number is about stands
beside it as metadata instead, where the logs can be searched for it.
"""

from aws_lambda_powertools.metrics import MetricUnit, single_metric

NAMESPACE = "AdvisoryWatch"


def source_read(source: str, destinations: int) -> None:
    """Count a source that could be read, and the destinations it had something to say about."""
    _count("SourcesRead", source=source)
    _count("DestinationsRead", destinations, source=source)


def source_failed(source: str) -> None:
    """Count a source of which no door could be read."""
    _count("SourcesFailed", source=source)


def items_unread(source: str, items: int) -> None:
    """Count the items of a source that was read, but not all of it."""
    _count("ItemsUnread", items, source=source)


def change_decided(source: str, destination: str, kind: str) -> None:
    """Count a change that we believe."""
    _count("ChangesDecided", source=source, destination=destination, change=kind)


def alert_sent(source: str, alert_id: str) -> None:
    """Count an alert that its carrier accepted."""
    _count("AlertsSent", source=source, alert_id=alert_id)


def alert_failed(source: str, alert_id: str) -> None:
    """Count an alert that stays owed."""
    _count("AlertsFailed", source=source, alert_id=alert_id)


def _count(name: str, value: int = 1, **about: str) -> None:
    """Print one metric in CloudWatch's embedded format, which costs no call and keeps no state."""
    with single_metric(name, MetricUnit.Count, value, namespace=NAMESPACE) as metric:
        for key, what in about.items():
            metric.add_metadata(key, what)
