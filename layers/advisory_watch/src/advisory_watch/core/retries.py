"""When a request is made again: after a passing fault, with growing and random pauses."""

from collections.abc import Callable
from datetime import datetime

from advisory_watch.core.clock import http_date
from advisory_watch.core.errors import NotReached, SourceError, Unreachable
from advisory_watch.core.http_message import HttpResponse

RETRIES = 2
"""A third try gets past a passing fault; a fourth only adds load."""

RETRY_AFTER_MAX_S = 30.0
"""If a publisher asks for a longer wait, the next check tries again instead."""

_PASSING = frozenset({429, 502, 503, 504})
_FIRST_PAUSE_S = 1.0
_PAUSE_MAX_S = 10.0


def retry_pause_s(
    outcome: HttpResponse | SourceError,
    attempt: int,
    random_between: Callable[[float, float], float],
    clock: Callable[[], datetime],
) -> float | None:
    """Return the wait before a retry, or None if it is not useful; `attempt` counts from 0.

    The wait grows exponentially, with full jitter, and is never shorter than `Retry-After`. A host
    that was not reached is not tried again: TCP has done so, and without a network each further
    try only makes the owner wait.
    """
    if isinstance(outcome, HttpResponse):
        is_passing = outcome.status in _PASSING
        retry_after = outcome.headers.get("retry-after", "")
    else:
        is_passing = isinstance(outcome, Unreachable) and not isinstance(outcome, NotReached)
        retry_after = ""
    if not is_passing or attempt >= RETRIES:
        return None
    asked_s = _seconds_until(retry_after, clock())
    jitter_s = random_between(0, min(_PAUSE_MAX_S, _FIRST_PAUSE_S * 2**attempt))
    return None if asked_s > RETRY_AFTER_MAX_S else max(jitter_s, asked_s)


def _seconds_until(retry_after: str, now: datetime) -> float:
    """Return the seconds that `Retry-After` asks for (a number or a date); 0 if it is absent."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return (http_date(retry_after) - now).total_seconds()
    except (ValueError, OverflowError):
        return 0.0
