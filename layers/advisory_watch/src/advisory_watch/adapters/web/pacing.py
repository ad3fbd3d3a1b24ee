"""Politeness in time: one request at a time to a host, and a pause after each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock


class Pacing:
    """Lets threads through to a host one by one.

    The pause is counted from the end of the last request to the host, in seconds.
    """

    def __init__(self, *, monotonic: Callable[[], float], wait: Callable[[float], None]) -> None:
        self._monotonic = monotonic
        self._wait = wait
        self._locks: dict[str, Lock] = {}
        self._ended_at: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, delay_s: float) -> Iterator[None]:
        """Wait for the host to be free and rested; the request is made inside."""
        with self._locks.setdefault(host, Lock()):  # setdefault is atomic
            rest_s = self._ended_at.get(host, float("-inf")) + delay_s - self._monotonic()
            if rest_s > 0:
                self._wait(rest_s)
            try:
                yield
            finally:
                self._ended_at[host] = self._monotonic()
