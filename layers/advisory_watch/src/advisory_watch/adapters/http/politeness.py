"""When a host may be asked: one request at a time, with pauses, and not after the deadline."""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from random import Random
from threading import Event, Lock

from advisory_watch.adapters.http.failures import was_reached
from advisory_watch.adapters.http.response import HttpResponse
from advisory_watch.adapters.http.server_clock import http_date
from advisory_watch.core.errors import Unreachable

RETRIES = 2
"""A third try gets past a passing fault; a fourth only adds load."""

RETRY_AFTER_MAX_S = 30.0
"""If a publisher asks for a longer wait, the next check tries again instead."""

_PASSING = frozenset({429, 502, 503, 504})
_FIRST_PAUSE_S = 1.0
_PAUSE_MAX_S = 10.0

_BUSY_S = 0.01
"""How often to ask for a host that another caller uses."""

_NO_REST_S = 1e-6
"""Less than that is an error of rounding, and no pause."""


class TooLate(Exception):
    """The turn at a host would come after the deadline; no request was sent."""


class Deadline:
    """An optional time limit for beginning requests, which `closed` ends early.

    A request that has begun goes on: it has limits of its own.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        until: datetime | None = None,
        closed: Event | None = None,
    ) -> None:
        self._clock, self._until, self._closed = clock, until, closed

    def allows(self, after_s: float = 0.0) -> bool:
        """Return whether a request may still begin, now or after some seconds."""
        if self._closed is not None and self._closed.is_set():
            return False
        return self._until is None or self._clock() + timedelta(seconds=after_s) <= self._until

    def require(self, after_s: float = 0.0) -> None:
        """Raise `TooLate` unless a request may still begin."""
        if not self.allows(after_s):
            raise TooLate


class Turns:
    """Lets all callers use a host one by one, with a pause after the end of each request."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._busy: set[str] = set()
        self._ended_at: dict[str, float] = {}

    def take(self, host: str, delay_s: float, deadline: Deadline) -> Generator[float, object, None]:
        """Wait until the host is free and its pause is over; `end` must follow.

        Raises `TooLate` if the turn would come after the deadline.
        """
        while (rest_s := self._rest_s(host, delay_s)) > 0:
            deadline.require(rest_s)
            yield rest_s
            deadline.require()

    def end(self, host: str, *, is_reached: bool) -> None:
        """End a turn. A request that did not reach the host burdens it with nothing: no pause."""
        with self._lock:
            self._busy.discard(host)
            if is_reached:
                self._ended_at[host] = self._monotonic()

    def _rest_s(self, host: str, delay_s: float) -> float:
        """Take the host and return 0, or return the seconds after which to try again."""
        with self._lock:
            if host in self._busy:
                return _BUSY_S
            ended_at = self._ended_at.get(host)
            if delay_s and ended_at is not None:
                rest_s = ended_at + delay_s - self._monotonic()
                if rest_s > _NO_REST_S:
                    return rest_s
            self._busy.add(host)
            return 0.0


def retry_pause_s(
    outcome: HttpResponse | Unreachable, attempt: int, random: Random, now: datetime
) -> float | None:
    """Return the wait before a retry, or None if it is not useful; `attempt` counts from 0.

    The wait grows exponentially, with full jitter, and is never shorter than `Retry-After`. A host
    that was not reached is not tried again: TCP has done so, and without a network each further
    try only makes the owner wait.
    """
    if isinstance(outcome, Unreachable):
        is_passing, retry_after = was_reached(outcome), ""
    else:
        is_passing = outcome.status in _PASSING
        retry_after = outcome.headers.get("retry-after", "")
    if not is_passing or attempt >= RETRIES:
        return None
    asked_s = _seconds_until(retry_after, now)
    jitter_s = random.uniform(0, min(_PAUSE_MAX_S, _FIRST_PAUSE_S * 2**attempt))
    return None if asked_s > RETRY_AFTER_MAX_S else max(jitter_s, asked_s)


def _seconds_until(retry_after: str, now: datetime) -> float:
    """Return the seconds that `Retry-After` asks for (a number or a date); 0 if it is absent."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return (http_date(retry_after) - now).total_seconds()
    except (ValueError, OverflowError):
        return 0.0
