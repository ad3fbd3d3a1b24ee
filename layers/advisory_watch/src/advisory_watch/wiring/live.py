"""A survey of the real endpoints, started by a person and never by a build."""

import os
from collections.abc import Mapping

from advisory_watch.app.survey import Survey
from advisory_watch.core.errors import UsageError
from advisory_watch.wiring.settings import polite_web


def survey(documents_per_host: int, environment: Mapping[str, str] | None = None) -> Survey:
    """Build the survey. Raises `UsageError` in CI, which would send requests on every push."""
    settings = os.environ if environment is None else environment
    if settings.get("CI"):
        raise UsageError(
            "sources --live: expected to run by hand, found the environment variable CI; "
            "a build must not depend on publishers, nor burden them"
        )
    return Survey(web=polite_web(), documents_per_host=documents_per_host)
