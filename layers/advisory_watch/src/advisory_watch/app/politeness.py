"""When a host may be asked: one request at a time, with pauses, and not after the deadline."""

from collections.abc import Callable, Generator
from threading import Lock

MayBegin = Callable[[float], bool]
"""Tells whether a request may still begin, after some seconds from now."""

_BUSY_S = 0.01
"""How often to ask for a host that another caller uses."""

_NO_REST_S = 1e-6
"""Less than that is an error of rounding, and no pause."""


class TooLate(Exception):
    """The turn at a host would come after the deadline; no request was sent."""


class Turns:
    """Lets all callers use a host one by one, with a pause after the end of each request."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._busy: set[str] = set()
        self._ended_at: dict[str, float] = {}

    def take(
        self, host: str, delay_s: float, may_begin: MayBegin
    ) -> Generator[float, object, None]:
        """Wait until the host is free and its pause is over; `end` must follow.

        Raises `TooLate` if the turn would come after the deadline.
        """
        while (rest_s := self._rest_s(host, delay_s)) > 0:
            if not may_begin(rest_s):
                raise TooLate
            yield rest_s
            if not may_begin(0):
                raise TooLate

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
