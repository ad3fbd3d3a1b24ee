"""What a month would cost, from the template as it is and the settings that are asked about."""

from collections.abc import Mapping
from pathlib import Path

from advisory_watch.adapters.template import read_stack
from advisory_watch.core.costs.bill import Bill
from advisory_watch.core.costs.reckoning import reckon
from advisory_watch.core.costs.stack import checking_every, reading_only
from advisory_watch.core.costs.usage import Audience
from advisory_watch.wiring.settings import sources

TEMPLATE = Path("template.yaml")
"""Where the repository has it; the library alone is installed without one."""


def month(
    template: Path,
    audience: Audience,
    *,
    source_ids: tuple[str, ...] | None = None,
    interval: str | None = None,
    parameters: Mapping[str, str] | None = None,
) -> Bill:
    """Reckon a month; None leaves sources and intervals to the template.

    Raises `UsageError` for a source, a parameter or an expression that is none.
    """
    stack = read_stack(template, parameters or {})
    if source_ids is not None:
        wanted = [each.id for each in sources(source_ids, {})] if source_ids else []
        stack = reading_only(stack, wanted)
    if interval is not None:
        stack = checking_every(stack, interval)
    return reckon(stack, audience)
