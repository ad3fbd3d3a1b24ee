"""Settings that the template passes to a function."""

import os

from advisory_watch.core.errors import UsageError


def required(name: str) -> str:
    """Return a setting from the template. Raises `UsageError` if it is missing or empty."""
    value = os.environ.get(name)
    if not value:
        raise UsageError(
            f"expected the environment variable {name}, found none; template.yaml sets it"
        )
    return value
