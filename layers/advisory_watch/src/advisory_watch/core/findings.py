"""What a check-up found, and how grave it is."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum


class Concern(IntEnum):
    """What a finding asks of a person; also the exit status of the worst."""

    OK = 0
    LOOK = 1
    ACT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of a check-up: about what, what was found, and what to do about it."""

    about: str
    concern: Concern
    found: str
    todo: str = ""


def well(about: str, found: str) -> Finding:
    """Say that all is as it should be."""
    return Finding(about=about, concern=Concern.OK, found=found)


def look(about: str, found: str, todo: str) -> Finding:
    """Say that a person should look at it this week."""
    return Finding(about=about, concern=Concern.LOOK, found=found, todo=todo)


def act(about: str, found: str, todo: str) -> Finding:
    """Say that something does not work."""
    return Finding(about=about, concern=Concern.ACT, found=found, todo=todo)


def words(span: timedelta) -> str:
    """Say a time span as a person would: `40 minutes`, `5 hours`, `3 days`."""
    minutes = max(0, round(span / timedelta(minutes=1)))
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}s"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
