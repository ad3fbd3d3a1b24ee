"""The time, and what the environment of a Lambda function requires."""

import os
from datetime import UTC, datetime, timedelta

from advisory_watch.core.errors import UsageError


def now() -> datetime:
    """Return the present time, aware, in UTC."""
    return datetime.now(UTC)


def in_seconds(seconds: float) -> datetime:
    """Return the time after so many seconds; a negative number gives a time in the past."""
    return now() + timedelta(seconds=seconds)


def required(name: str) -> str:
    """Return a setting from the template. Raises `UsageError` if it is missing or empty."""
    value = os.environ.get(name)
    if not value:
        raise UsageError(
            f"expected the environment variable {name}, found none; template.yaml sets it"
        )
    return value
