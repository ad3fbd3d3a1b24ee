"""What is worth asking again, and when: only what a short wait can mend."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

from advisory_watch.adapters.web.causes import was_reached
from advisory_watch.adapters.web.exchange import Answer
from advisory_watch.core.errors import Unreachable

RETRIES = 2
"""Asking a third time finds what a passing fault hid; a fourth only adds to a crowd."""

RETRY_AFTER_MAX_S = 30.0
"""A publisher who asks for more than this is asked again at the next check instead."""

_PASSING = frozenset({429, 502, 503, 504})
_FIRST_PAUSE_S = 1.0
_PAUSE_MAX_S = 10.0


class Retries:
    """Decides the pauses: exponential, with full jitter, never shorter than Retry-After."""

    def __init__(self, *, random: Random, clock: Callable[[], datetime]) -> None:
        self._random = random
        self._clock = clock

    def pause_s(self, outcome: Answer | Unreachable, attempt: int) -> float | None:
        """Return how long to wait before asking again; None where it is not worth it.

        `attempt` counts from 0, the first try.
        """
        if attempt >= RETRIES or not _is_passing(outcome):
            return None
        jitter_s = self._random.uniform(0, min(_PAUSE_MAX_S, _FIRST_PAUSE_S * 2**attempt))
        asked_s = self._asked_s(outcome)
        return None if asked_s > RETRY_AFTER_MAX_S else max(jitter_s, asked_s)

    def _asked_s(self, outcome: Answer | Unreachable) -> float:
        """Return what `Retry-After` asks for, in seconds or as a date; 0 without one."""
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
    """Tell a hiccup from an absence: TCP itself has knocked several times where nobody is.

    Without a network each further try only makes the owner wait; the next door is asked
    at once, and this one again at the next check.
    """
    if isinstance(outcome, Unreachable):
        return was_reached(outcome)
    return outcome.status in _PASSING
