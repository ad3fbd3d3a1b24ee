"""The time, and the memory of a process."""

import atexit
import gc
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Return the present time, aware, in UTC."""
    return datetime.now(UTC)


def in_seconds(seconds: float) -> datetime:
    """Return the time after so many seconds; a negative number gives a time in the past."""
    return now() + timedelta(seconds=seconds)


def collect_garbage_rarely() -> None:
    """Look for cycles of garbage after 50,000 new objects instead of 700, from now on.

    A program that loads hundreds of modules and thousands of records makes few cycles, and
    looking for them takes a tenth of its processor time. Looking once more at exit, when all
    memory is released anyway, takes as long as requesting a hundred pages.
    """
    gc.set_threshold(50_000, 20, 100)
    atexit.register(gc.freeze)
