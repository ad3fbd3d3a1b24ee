"""Which time a check trusts: its own clock, the servers' dates, and what the ledger remembers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import lru_cache

from advisory_watch.core.lazy_pattern import lazy_pattern

CLOCKS_AGREE_WITHIN = timedelta(minutes=5)
"""Clocks that are set differ by seconds, and a cache may send a date that is minutes old.

Two checks that run at once differ by less, so that their race is never taken for a wrong clock.
"""

CLOCKS_SET_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
"""A server that sends an earlier date has no clock, or one that was never set."""

_AGE_MAX_DIGITS = 8

_HTTP_DATE = lazy_pattern(
    r"[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([1-9][0-9]{3})"
    r" ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
        """The time to record."""
        return trusted(self.local, self.servers)

    @property
    def ahead_s(self) -> int:
        """By how many seconds the clock of this computer is ahead; 0 if clocks agree."""
        return int((self.local - self.now).total_seconds())


def trusted(local: datetime, servers: datetime | None) -> datetime:
    """Return the time to record: never later than the servers know, and never moved forward.

    A time in the future would make later reads look old. A server whose clock is ahead must not
    cause that either.
    """
    return servers if servers is not None and is_after(local, servers) else local


@dataclass(frozen=True, slots=True)
class Sighting:
    """The time at a server, with the clock of this computer and its count of seconds then."""

    servers: datetime
    local: datetime
    counted_s: float

    def at(self, local: datetime, counted_s: float) -> datetime | None:
        """Return the server's time now; None if the clock was set or the process was suspended."""
        passed = timedelta(seconds=counted_s - self.counted_s)
        agree = abs(local - self.local - passed) <= CLOCKS_AGREE_WITHIN
        return self.servers + passed if agree else None


def stated_time(headers: Mapping[str, str]) -> datetime | None:
    """Return the time at a server: its `Date`, plus the `Age` of an answer from a cache.

    RFC 9110, 6.6.1, and RFC 9111, 5.1. Return None for a date that is absent or impossible.
    """
    return _stated_time(headers.get("date", ""), headers.get("age", "").strip())


@lru_cache(maxsize=64)  # many answers come in one second
def _stated_time(date: str, age: str) -> datetime | None:
    aged_s = int(age) if age.isascii() and age.isdecimal() and len(age) <= _AGE_MAX_DIGITS else 0
    try:
        stated = http_date(date).astimezone(UTC) + timedelta(seconds=aged_s)
    except (ValueError, OverflowError):
        return None
    return stated if stated >= CLOCKS_SET_SINCE else None


def http_date(text: str) -> datetime:
    """Read the date of a header; without a zone it is UTC. Raises `ValueError`, `OverflowError`.

    Servers must send the one form of RFC 9110, 5.6.7. What reads the others takes long to load.
    """
    usual = _HTTP_DATE.fullmatch(text)
    if usual is not None and usual[2] in _MONTHS:
        day, year, hour, minute, second = map(int, usual.group(1, 3, 4, 5, 6))
        month = _MONTHS.index(usual[2]) + 1
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    from email.utils import parsedate_to_datetime  # noqa: PLC0415

    date = parsedate_to_datetime(text)
    return date if date.tzinfo else date.replace(tzinfo=UTC)


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
