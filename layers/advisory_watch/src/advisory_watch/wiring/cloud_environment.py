"""What the template tells a function."""

import os

from advisory_watch.core.errors import UsageError


def required(name: str) -> str:
    """Return a setting that the template gives. Raises `UsageError` where it does not."""
    value = os.environ.get(name)
    if not value:
        raise UsageError(
            f"expected the environment variable {name}, found none; template.yaml sets it"
        )
    return value
