"""Waiting for something that happens elsewhere, and what a run writes down meanwhile."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TypeVar

from template import ROOT

T = TypeVar("T")

WORK = ROOT / "build" / "e2e"
"""Where a run keeps what it builds; anew for every run."""

LOG = ROOT / "build" / "e2e.log"

LOOK_EVERY_S = 0.25

_began = time.monotonic()


def wait_for(look: Callable[[], T], what: str, timeout_s: float) -> T:
    """Look until there is something to see, and return it."""
    until = time.monotonic() + timeout_s
    while not (seen := look()):
        if time.monotonic() > until:
            raise TimeoutError(f"expected {what} within {timeout_s:.0f} s, found {seen!r}")
        Event().wait(LOOK_EVERY_S)
    return seen


def note(line: str) -> None:
    """Write one line into the log of this run."""
    with LOG.open("a") as log:
        log.write(f"{time.monotonic() - _began:6.1f} s  {line}\n")


def new_log() -> Path:
    """Begin the log of a run."""
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("")
    return LOG
