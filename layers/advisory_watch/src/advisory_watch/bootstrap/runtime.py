"""The time."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Return the present time, aware, in UTC."""
    return datetime.now(UTC)


def in_seconds(seconds: float) -> datetime:
    """Return the time after so many seconds; a negative number gives a time in the past."""
    return now() + timedelta(seconds=seconds)
