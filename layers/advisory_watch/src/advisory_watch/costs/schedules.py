"""The number of runs per month of an EventBridge Scheduler expression."""

import re

from advisory_watch.core.errors import UsageError

HOURS = 730
"""The hours of a month, as AWS calculates it."""

DAYS = HOURS / 24

MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}


def runs_a_month(expression: str) -> float:
    """Return how often an expression runs in a month; 0 for `off`.

    Raises `UsageError` for an expression that is not supported, such as one for certain days only.
    """
    if expression == "off":
        return 0.0
    if rate := re.fullmatch(r"rate\((\d*[1-9]\d*) (minute|hour|day)s?\)", expression):
        return HOURS * 60 / (int(rate[1]) * MINUTES[rate[2]])
    cron = re.fullmatch(r"cron\((\S+) (\S+) [*?] [*?] [*?] [*?]\)", expression)
    times = [_count(cron[1], 60), _count(cron[2], 24)] if cron else [0]
    if not all(times):
        raise UsageError(
            f"expected rate(...), or cron(...) of every day, to reckon with; found {expression!r}"
        )
    return DAYS * times[0] * times[1]


def _count(field: str, whole: int) -> int:
    """Count the values of a field out of `whole`: `*`, `0/5`, `7,19`, `6-22`; 0 if it is wrong."""
    named: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.replace("*", f"0-{whole - 1}").partition("-")
        try:
            end = int(last or (whole - 1 if step else first))
            named |= set(range(int(first), end + 1, int(step or 1)))
        except ValueError:
            return 0
    return len(named) if named <= set(range(whole)) else 0
