"""Wait for events elsewhere, and write the log of a run."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TypeVar

from support.aws.template import ROOT

T = TypeVar("T")

WORK = ROOT / "build" / "e2e"
"""The folder for files of a run; emptied at the start of every run."""

LOG = ROOT / "build" / "e2e.log"

POLL_INTERVAL_S = 0.25

_began = time.monotonic()


def wait_for(condition: Callable[[], T], what: str, timeout_s: float) -> T:
    """Poll `condition` until it returns a true value, and return that value."""
    until = time.monotonic() + timeout_s
    while not (value := condition()):
        if time.monotonic() > until:
            raise TimeoutError(f"expected {what} within {timeout_s:.0f} s, found {value!r}")
        Event().wait(POLL_INTERVAL_S)
    return value


def note(line: str) -> None:
    """Write one line to the log of this run."""
    with LOG.open("a") as log:
        log.write(f"{time.monotonic() - _began:6.1f} s  {line}\n")


def new_log() -> Path:
    """Start the log of a run."""
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("")
    return LOG
