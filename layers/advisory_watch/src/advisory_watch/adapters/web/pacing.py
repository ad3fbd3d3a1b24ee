"""Politeness in time: one request at a time to a host, and a pause after each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from advisory_watch.adapters.web.deadline import Deadline


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
    def turn(self, host: str, delay_s: float, deadline: Deadline) -> Iterator[None]:
        """Wait for the host to be free and rested; the request is made inside.

        Raises `TooLate` where the turn would come after the deadline.
        """
        with self._locks.setdefault(host, Lock()):  # setdefault is atomic
            self._rest(host, delay_s, deadline)
            try:
                yield
            finally:
                self._ended_at[host] = self._monotonic()

    def _rest(self, host: str, delay_s: float, deadline: Deadline) -> None:
        """Let the host rest, unless that would be in vain; the deadline may end meanwhile."""
        rest_s = self._ended_at.get(host, float("-inf")) + delay_s - self._monotonic()
        deadline.require(max(rest_s, 0.0))
        if rest_s > 0:
            self._wait(rest_s)
            deadline.require()
