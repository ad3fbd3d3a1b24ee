"""Findings of a health check, and how serious they are."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum


class Concern(IntEnum):
    """The action that a finding asks of a person; the worst is also the exit status."""

    OK = 0
    LOOK = 1
    ACT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of a health check: the subject, the finding, and what to do about it."""

    about: str
    concern: Concern
    found: str
    todo: str = ""


def well(about: str, found: str) -> Finding:
    """Report that all is well."""
    return Finding(about=about, concern=Concern.OK, found=found)


def look(about: str, found: str, todo: str) -> Finding:
    """Report something that a person should look at this week."""
    return Finding(about=about, concern=Concern.LOOK, found=found, todo=todo)


def act(about: str, found: str, todo: str) -> Finding:
    """Report something that does not work."""
    return Finding(about=about, concern=Concern.ACT, found=found, todo=todo)


def words(span: timedelta) -> str:
    """Format a time span in words: `40 minutes`, `5 hours`, `3 days`."""
    minutes = max(0, round(span / timedelta(minutes=1)))
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}s"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
