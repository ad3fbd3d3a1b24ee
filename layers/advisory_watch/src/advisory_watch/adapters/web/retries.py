"""Decide which failures are retried, and when: only those that a short wait can fix."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

from advisory_watch.adapters.web.causes import was_reached
from advisory_watch.adapters.web.exchange import Answer
from advisory_watch.core.errors import Unreachable

RETRIES = 2
"""A third try gets past a passing fault; a fourth only adds load."""

RETRY_AFTER_MAX_S = 30.0
"""If a publisher asks for a longer wait, the next check tries again instead."""

_PASSING = frozenset({429, 502, 503, 504})
_FIRST_PAUSE_S = 1.0
_PAUSE_MAX_S = 10.0


class Retries:
    """Decides the pauses: exponential, with full jitter, never shorter than Retry-After."""

    def __init__(self, *, random: Random, clock: Callable[[], datetime]) -> None:
        self._random = random
        self._clock = clock

    def pause_s(self, outcome: Answer | Unreachable, attempt: int) -> float | None:
        """Return how many seconds to wait before a retry, or None if a retry is not useful.

        `attempt` counts from 0, the first try.
        """
        if attempt >= RETRIES or not _is_passing(outcome):
            return None
        jitter_s = self._random.uniform(0, min(_PAUSE_MAX_S, _FIRST_PAUSE_S * 2**attempt))
        asked_s = self._asked_s(outcome)
        return None if asked_s > RETRY_AFTER_MAX_S else max(jitter_s, asked_s)

    def _asked_s(self, outcome: Answer | Unreachable) -> float:
        """Return the seconds that `Retry-After` asks for (a number or a date); 0 if absent."""
        value = outcome.headers.get("retry-after", "") if isinstance(outcome, Answer) else ""
        if value.strip().isdecimal():
            return float(value)
        try:
            until = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return 0.0
        aware = until if until.tzinfo else until.replace(tzinfo=UTC)
        return (aware - self._clock()).total_seconds()


def _is_passing(outcome: Answer | Unreachable) -> bool:
    """Return whether a failure is temporary: TCP itself has retried if the host was not reached.

    Without a network, each further try only makes the owner wait. The next endpoint is tried at
    once, and this one again at the next check.
    """
    if isinstance(outcome, Unreachable):
        return was_reached(outcome)
    return outcome.status in _PASSING
