"""The time by the dates that servers send with their answers."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from threading import Lock

from advisory_watch.core.clock import CLOCKS_AGREE_WITHIN, ClockReading

CLOCKS_SET_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
"""A server that sends an earlier date has no clock, or one that was never set."""

_AGE_MAX_DIGITS = 8


class ServerClock:
    """Implement `Clock`: the clock of this computer, but never ahead of every server.

    `local` is the clock of this computer, and `monotonic` counts seconds. Threads may share it.
    """

    def __init__(self, *, local: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._local, self._monotonic = local, monotonic
        self._sighting: tuple[datetime, datetime, float] | None = None
        """A server's time, and the two local clocks when it came."""
        self._lock = Lock()

    def __call__(self) -> datetime:
        """Return the time to record."""
        return self.read().now

    def read(self) -> ClockReading:
        """Return the time by this computer, and the newest time by the servers."""
        local = self._local()
        return ClockReading(local=local, servers=self._servers_at(local))

    def observe(self, headers: Mapping[str, str]) -> None:
        """Note the time that an answer states; header names are in lower case."""
        stated = stated_time(headers)
        if stated is None:
            return
        local = self._local()
        with self._lock:
            newest = self._servers_at(local)
            if newest is None or newest < stated:
                self._sighting = stated, local, self._monotonic()

    def _servers_at(self, local: datetime) -> datetime | None:
        """Return the servers' time now, unless the process was suspended or the clock was set."""
        if self._sighting is None:
            return None
        servers, seen_at, counted_s = self._sighting
        passed = timedelta(seconds=self._monotonic() - counted_s)
        return servers + passed if abs(local - seen_at - passed) <= CLOCKS_AGREE_WITHIN else None


def stated_time(headers: Mapping[str, str]) -> datetime | None:
    """Return the time at a server: its `Date`, plus the `Age` of an answer from a cache.

    RFC 9110, 6.6.1, and RFC 9111, 5.1. Return None for a date that is absent or impossible.
    """
    age = headers.get("age", "").strip()
    aged_s = int(age) if age.isascii() and age.isdecimal() and len(age) <= _AGE_MAX_DIGITS else 0
    try:
        stated = http_date(headers.get("date", "")).astimezone(UTC) + timedelta(seconds=aged_s)
    except (ValueError, OverflowError):
        return None
    return stated if stated >= CLOCKS_SET_SINCE else None


@lru_cache(maxsize=64)  # many answers come in one second
def http_date(text: str) -> datetime:
    """Read the date of a header; without a zone it is UTC. Raises `ValueError`, `OverflowError`."""
    date = parsedate_to_datetime(text)
    return date if date.tzinfo else date.replace(tzinfo=UTC)
