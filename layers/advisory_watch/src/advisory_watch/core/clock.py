"""Which time a check trusts: its own clock, the servers' dates, and what the ledger remembers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

CLOCKS_AGREE_WITHIN = timedelta(minutes=5)
"""Clocks that are set differ by seconds, and a cache may send a date that is minutes old.

Two checks that run at once differ by less, so that their race is never taken for a wrong clock.
"""


class ClockFault(Enum):
    """A fault of the time, which the program can name but not mend: a person sets the clock."""

    AHEAD = "ahead of the servers"
    BEHIND = "behind the servers and the ledger"
    LEDGER_AHEAD = "behind the ledger, but not behind the servers"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """The time by the clock of this computer, and by the servers that answered.

    `servers` is the newest time of all servers, or None if no answer had a date. One server whose
    clock is behind therefore proves nothing against the others.
    """

    local: datetime
    servers: datetime | None = None

    @property
    def now(self) -> datetime:
        """The time to record: never later than the servers know, and never moved forward.

        A time in the future would make later reads look old. A server whose clock is ahead must
        not cause that either.
        """
        if self.servers is not None and is_after(self.local, self.servers):
            return self.servers
        return self.local

    @property
    def ahead_s(self) -> int:
        """By how many seconds the clock of this computer is ahead; 0 if clocks agree."""
        return int((self.local - self.now).total_seconds())


def is_after(moment: datetime, other: datetime) -> bool:
    """Tell whether a time is later than another by more than two set clocks can differ."""
    return moment - other > CLOCKS_AGREE_WITHIN


def find_faults(clocks: ClockReading, recorded: datetime | None) -> tuple[ClockFault, ...]:
    """Return the faults of the time; `recorded` is the newest time in the ledger.

    The ledger is from the future if neither this computer nor any server has reached its time.
    """
    faults = [ClockFault.AHEAD] if clocks.now != clocks.local else []
    if recorded is not None and is_after(recorded, clocks.now):
        confirmed = clocks.servers is not None and not is_after(recorded, clocks.servers)
        faults.append(ClockFault.BEHIND if confirmed else ClockFault.LEDGER_AHEAD)
    return tuple(faults)


def describe_faults(clocks: ClockReading, recorded: datetime | None) -> tuple[str, ...]:
    """Describe each fault of the time, with both times and the remedy."""
    here, there, stored = map(_minute, (clocks.local, clocks.servers, recorded))
    cause = "an earlier check ran under a clock that was ahead"
    if clocks.servers is None:
        cause += ", or the clock of this computer is behind: set it"
    words = {
        ClockFault.AHEAD: f"the clock of this computer is ahead: it says {here}, the servers say"
        f" {there}, which is recorded. Set the clock",
        ClockFault.BEHIND: f"the clock of this computer is behind: it says {here}, the servers say"
        f" {there}, and the ledger was written at {stored}. Set the clock",
        ClockFault.LEDGER_AHEAD: f"the ledger is from the future: it was written at {stored}, and"
        f" now it is {_minute(clocks.now)}. Its times are put right: {cause}",
    }
    return tuple(words[fault] for fault in find_faults(clocks, recorded))


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "nothing"
