"""Send one request at a time to a host, with a pause after each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from advisory_watch.adapters.web.deadline import Deadline


class Pacing:
    """Lets threads use a host one by one.

    The pause, in seconds, is counted from the end of the last request to the host.
    """

    def __init__(self, *, monotonic: Callable[[], float], wait: Callable[[float], None]) -> None:
        self._monotonic = monotonic
        self._wait = wait
        self._locks: dict[str, Lock] = {}
        self._ended_at: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, delay_s: float, deadline: Deadline) -> Iterator[None]:
        """Wait until the host is free and its pause is over; the `with` block makes the request.

        Raises `TooLate` if the turn would come after the deadline.
        """
        with self._locks.setdefault(host, Lock()):  # setdefault is atomic
            self._rest(host, delay_s, deadline)
            try:
                yield
            finally:
                self._ended_at[host] = self._monotonic()

    def _rest(self, host: str, delay_s: float, deadline: Deadline) -> None:
        """Wait for the pause, unless the deadline comes first; it may also end meanwhile."""
        rest_s = self._ended_at.get(host, float("-inf")) + delay_s - self._monotonic()
        deadline.require(max(rest_s, 0.0))
        if rest_s > 0:
            self._wait(rest_s)
            deadline.require()
