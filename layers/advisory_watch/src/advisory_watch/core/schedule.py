"""The intervals of EventBridge Scheduler expressions: how long a schedule may stay silent."""

import re
from datetime import timedelta

from advisory_watch.core.errors import UsageError

RATE = re.compile(r"rate\(([1-9]\d*) (minute|hour|day)s?\)")
CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")

DAY_MIN = 24 * 60
MINUTES = {"minute": 1, "hour": 60, "day": DAY_MIN}

LONGEST_OF_WEEK = timedelta(days=7)
LONGEST_OF_MONTH = timedelta(days=31)


def interval_of(expression: str) -> timedelta:
    """Return the longest time between two runs of an expression.

    A cron expression of certain days counts as weekly or monthly: the longest gap that it may have.
    Raises `UsageError`.
    """
    if rate := RATE.fullmatch(expression):
        number, unit = rate.groups()
        return timedelta(minutes=int(number) * MINUTES[unit])
    if cron := CRON.fullmatch(expression):
        minutes, hours, of_month, month, of_week, _ = cron.groups()
        if month not in ("*", "?") or of_month not in ("*", "?"):
            return LONGEST_OF_MONTH
        if of_week not in ("*", "?"):
            return LONGEST_OF_WEEK
        return _longest_gap(_values(minutes, 60, expression), _values(hours, 24, expression))
    raise _unknown(expression)


def _longest_gap(minutes: set[int], hours: set[int]) -> timedelta:
    runs = sorted(hour * 60 + minute for hour in hours for minute in minutes)
    following = [*runs[1:], runs[0] + DAY_MIN]
    return timedelta(
        minutes=max(after - before for before, after in zip(runs, following, strict=True))
    )


def _values(field: str, whole: int, expression: str) -> set[int]:
    """Return the values of a field out of `whole`: `*`, `0/5`, `7,19`, `6-22`."""
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
            raise _unknown(expression) from None
    if not named or not named <= set(range(whole)):
        raise _unknown(expression)
    return named


def _unknown(expression: str) -> UsageError:
    return UsageError(
        "expected rate(5 minutes), cron(0 7 * * ? *) or off, found "
        f"{expression!r}; correct the parameter of the stack"
    )
