"""What time it really is; every other room is told."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Tell the time, aware, in UTC."""
    return datetime.now(UTC)


def in_seconds(seconds: float) -> datetime:
    """Tell the time at which so many seconds will have passed; less than none is the past."""
    return now() + timedelta(seconds=seconds)
