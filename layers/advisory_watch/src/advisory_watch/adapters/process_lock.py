"""A lock between programs: one instance at a time. It ends with its process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from advisory_watch.core.errors import AlreadyRunning


@contextmanager
def process_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a file; it names the process. Raises `AlreadyRunning` without waiting."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        if not try_lock(file):
            file.seek(0)
            holder = file.read(20).strip() or "unknown"
            raise AlreadyRunning(
                f"{path.parent}: expected no other watch, found one (process {holder}); "
                "stop it first, or choose another --home"
            )
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def try_lock(file: TextIO) -> bool:
    """Lock an open file for this process without waiting; False if another process holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
