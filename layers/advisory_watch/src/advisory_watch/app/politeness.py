"""When a host may be asked: one request at a time, with delays, and not after the deadline."""

from collections.abc import Callable, Generator
from math import inf
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
    """Lets all callers use a host one by one, with a delay from the start of a request to the next.

    A request begins when the last one has ended, however long that took.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._busy: set[str] = set()
        self._began_at: dict[str, float] = {}

    def take(
        self, host: str, delay_s: float, may_begin: MayBegin
    ) -> Generator[float, object, None]:
        """Wait until the host is free and its delay is over; `end` must follow.

        Raises `TooLate` if the turn would come after the deadline.
        """
        while (rest_s := self._rest_s(host, delay_s)) > 0:
            if not may_begin(rest_s):
                raise TooLate
            yield rest_s
            if not may_begin(0):
                raise TooLate

    def end(self, host: str, *, is_reached: bool) -> None:
        """End a turn. A request that did not reach the host burdens it with nothing: no delay."""
        with self._lock:
            self._busy.discard(host)
            if not is_reached:
                self._began_at.pop(host, None)

    def _rest_s(self, host: str, delay_s: float) -> float:
        """Take the host and return 0, or return the seconds after which to try again."""
        with self._lock:
            if host in self._busy:
                return _BUSY_S
            now_s = self._monotonic()
            rest_s = self._began_at.get(host, -inf) + delay_s - now_s
            if rest_s > _NO_REST_S:
                return rest_s
            self._busy.add(host)
            self._began_at[host] = now_s
            return 0.0
