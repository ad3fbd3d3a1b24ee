"""The metrics that alarms watch, as CloudWatch reads them from the log."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from advisory_watch import metrics
from advisory_watch.core.health import Health

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the service name, as the template does."""
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "test")


def printed(capsys: pytest.CaptureFixture[str], name: str) -> float:
    """Return the only value that was logged under a name, in seconds."""
    line = json.loads(capsys.readouterr().out)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == metrics.NAMESPACE
    assert directive["Dimensions"] == [["service"]]
    assert directive["Metrics"] == [{"Name": name, "Unit": "Seconds"}]
    (value,) = line[name]
    return float(value)


@pytest.mark.parametrize(
    ("health", "seconds"),
    [
        (Health(source="us_state", last_good_at=NOON - timedelta(hours=1)), 3600),
        (Health(source="us_state", failing_since=NOON - timedelta(minutes=5)), 300),
        (Health(source="us_state"), 0),
    ],
)
def test_a_source_is_unread_since_its_last_good_read(
    health: Health, seconds: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the first failure it would be one interval short; a source never read counts as 0."""
    metrics.source_blind(health, NOON)
    assert printed(capsys, "SecondsUnread") == seconds


@pytest.mark.parametrize(("oldest", "seconds"), [(NOON - timedelta(minutes=11), 660), (None, 0)])
def test_an_outbox_is_as_old_as_its_oldest_alert(
    oldest: datetime | None, seconds: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a value for an empty outbox, the alarm could not distinguish it from a crash."""
    metrics.outbox_age(oldest, NOON)
    assert printed(capsys, "OutboxAge") == seconds
