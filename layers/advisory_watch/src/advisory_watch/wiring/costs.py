"""The monthly cost, computed from the template and the given settings."""

from collections.abc import Mapping
from pathlib import Path

from advisory_watch.adapters.template import read_stack
from advisory_watch.core.costs.bill import Bill
from advisory_watch.core.costs.reckoning import reckon
from advisory_watch.core.costs.stack import checking_every, reading_only
from advisory_watch.core.costs.usage import Audience
from advisory_watch.wiring.settings import sources

TEMPLATE = Path("template.yaml")
"""Path of the template in the repository; the installed library has none."""


def month(
    template: Path,
    audience: Audience,
    *,
    source_ids: tuple[str, ...] | None = None,
    interval: str | None = None,
    parameters: Mapping[str, str] | None = None,
) -> Bill:
    """Estimate the cost of a month; None leaves sources and intervals to the template.

    Raises `UsageError` for an unknown source, an unknown parameter or an invalid expression.
    """
    stack = read_stack(template, parameters or {})
    if source_ids is not None:
        wanted = [source.id for source in sources(source_ids, {})] if source_ids else []
        stack = reading_only(stack, wanted)
    if interval is not None:
        stack = checking_every(stack, interval)
    return reckon(stack, audience)
