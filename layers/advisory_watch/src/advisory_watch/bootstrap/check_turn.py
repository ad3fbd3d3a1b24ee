"""Checks of one home take turns: two at once would overtake each other, and report failures."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from advisory_watch.adapters.process_lock import try_lock
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.errors import LedgerError, UsageError

FILE = "check.lock"
"""The system ends the lock with its process; the file stays, and names the last holder."""

WAIT_MAX_S = 300
"""A check of all sources takes a minute or two; one that takes longer may be stuck."""

POLL_S = 0.2

HOLDER_MAX_CHARS = 80


@contextmanager
def check_turn(
    folder: Path,
    wait_max_s: float | None,
    report: Callable[[str], None],
    *,
    monotonic: Callable[[], float] = time.monotonic,
    wait: Callable[[float], None] = time.sleep,  # noqa: TID251 - the only real wait for a check
) -> Iterator[None]:
    """Hold the lock of the checks of a home; wait for another check, and report that once.

    Raises `UsageError` that names the holder after `wait_max_s` seconds, 300 if None, and
    `LedgerError` if the home cannot be written.
    """
    limit_s = WAIT_MAX_S if wait_max_s is None else min(wait_max_s, WAIT_MAX_S)
    path = folder / FILE
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise LedgerError(f"{path}: expected to write, found: {error.strerror}") from error
    with file:
        ends_at = monotonic() + limit_s
        is_reported = False
        while not try_lock(file):
            holder = _holder(file)
            if monotonic() >= ends_at:
                raise UsageError(
                    f"check: expected its turn within {limit_s:g} seconds, found another check of "
                    f"{folder} at work, {holder}; wait for it, or end that process"
                )
            if not is_reported:
                report(f"another check is at work, {holder}: waiting up to {limit_s:g} seconds")
                is_reported = True
            wait(POLL_S)
        _name_holder(file)
        yield


def _holder(file: TextIO) -> str:
    file.seek(0)
    return file.readline(HOLDER_MAX_CHARS).strip() or "its process is unknown"


def _name_holder(file: TextIO) -> None:
    file.truncate(0)
    file.write(f"process {os.getpid()}, since {now():%Y-%m-%d %H:%M:%S} UTC\n")
    file.flush()
