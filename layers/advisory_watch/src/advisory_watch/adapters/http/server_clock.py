"""The time by the dates that servers send with their answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from threading import Lock

from advisory_watch.core.clock import CLOCKS_AGREE_WITHIN, ClockReading

CLOCKS_SET_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
"""A server that sends an earlier date has no clock, or one that was never set."""

_AGE_MAX_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sighting:
    """A server's time, and the two local clocks when it came."""

    servers: datetime
    local: datetime
    monotonic_s: float


class ServerClock:
    """Implement `Clock`: the clock of this computer, but never ahead of every server.

    `local` is the clock of this computer, and `monotonic` counts seconds. Threads may share it.
    """

    def __init__(self, *, local: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._local = local
        self._monotonic = monotonic
        self._sighting: _Sighting | None = None
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
        new = _Sighting(servers=stated, local=local, monotonic_s=self._monotonic())
        with self._lock:
            newest = self._servers_at(local)
            if newest is None or newest < stated:
                self._sighting = new

    def _servers_at(self, local: datetime) -> datetime | None:
        """Return the servers' time now, unless the process was suspended or the clock was set."""
        seen = self._sighting
        if seen is None:
            return None
        passed = timedelta(seconds=self._monotonic() - seen.monotonic_s)
        if abs(local - seen.local - passed) > CLOCKS_AGREE_WITHIN:
            return None
        return seen.servers + passed


def stated_time(headers: Mapping[str, str]) -> datetime | None:
    """Return the time at a server: its `Date`, plus the `Age` of an answer from a cache.

    RFC 9110, 6.6.1, and RFC 9111, 5.1. Return None for a date that is absent or impossible.
    """
    age = headers.get("age", "").strip()
    aged_s = int(age) if age.isascii() and age.isdecimal() and len(age) <= _AGE_MAX_DIGITS else 0
    try:
        dated = http_date(headers.get("date", "")).astimezone(UTC)
        stated = dated + timedelta(seconds=aged_s)
    except (ValueError, OverflowError):
        return None
    return stated if stated >= CLOCKS_SET_SINCE else None


@lru_cache(maxsize=64)  # many answers come in one second
def http_date(text: str) -> datetime:
    """Read the date of a header; without a zone it is UTC. Raises `ValueError`, `OverflowError`."""
    date = parsedate_to_datetime(text)
    return date if date.tzinfo else date.replace(tzinfo=UTC)
