"""The number of runs per month of an EventBridge Scheduler expression."""

import re

from advisory_watch.core.errors import UsageError

HOURS = 730
"""The hours of a month, as AWS calculates it."""

DAYS = HOURS / 24

RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")

MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}


def runs_a_month(expression: str) -> float:
    """Return how often an expression runs in a month; 0 for `off`.

    Raises `UsageError` for an expression that is not supported, such as one for certain days only.
    """
    if expression == "off":
        return 0.0
    if rate := RATE.fullmatch(expression):
        number, unit = rate.groups()
        if int(number) > 0:
            return HOURS * 60 / (int(number) * MINUTES[unit])
    if cron := CRON.fullmatch(expression):
        minutes, hours, *days = cron.groups()
        if all(day in ("*", "?") for day in days):
            return DAYS * _count(minutes, 60, expression) * _count(hours, 24, expression)
    raise _uncountable(expression)


def _count(field: str, whole: int, expression: str) -> int:
    """Count the values of a field out of `whole`: `*`, `0/5`, `7,19`, `6-22`."""
    named: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if span == "*":
            first, last = "0", str(whole - 1)
        try:
            end = int(last or (whole - 1 if step else first))
            named |= set(range(int(first), end + 1, int(step or 1)))
        except ValueError:
            raise _uncountable(expression) from None
    if not named or not named <= set(range(whole)):
        raise _uncountable(expression)
    return len(named)


def _uncountable(expression: str) -> UsageError:
    return UsageError(
        f"expected rate(...), or cron(...) of every day, to reckon with; found {expression!r}"
    )
