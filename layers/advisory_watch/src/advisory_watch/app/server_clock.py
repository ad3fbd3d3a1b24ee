"""The time by the dates that servers send with their answers."""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock

from advisory_watch.core.clock import ClockReading, Sighting, stated_time, trusted


class ServerClock:
    """Implement `Clock`: the clock of this computer, but never ahead of every server.

    `local` is the clock of this computer, and `monotonic` counts seconds. Threads may share it.
    """

    def __init__(self, *, local: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._local, self._monotonic = local, monotonic
        self._newest: Sighting | None = None
        self._lock = Lock()

    def __call__(self) -> datetime:
        """Return the time to record."""
        return trusted(*self._times())

    def read(self) -> ClockReading:
        """Return the time by this computer, and the newest time by the servers."""
        local, servers = self._times()
        return ClockReading(local=local, servers=servers)

    def observe(self, headers: Mapping[str, str]) -> datetime:
        """Note the time that an answer states, and return the time to record for the answer.

        Header names are in lower case.
        """
        stated = stated_time(headers)
        with self._lock:
            local, servers = self._times()
            if stated is not None and (servers is None or servers < stated):
                self._newest = Sighting(stated, local, self._monotonic())
                servers = stated
        return trusted(local, servers)

    def _times(self) -> tuple[datetime, datetime | None]:
        local, newest = self._local(), self._newest
        return local, newest.at(local, self._monotonic()) if newest else None
