"""Test how a process treats its memory."""

import subprocess
import sys

PROGRAM = """
import atexit, gc
atexit.register(lambda: print("scanned at exit:", len(gc.get_objects())))  # runs last
from advisory_watch.bootstrap.runtime import collect_garbage_rarely
collect_garbage_rarely()
kept = [[] for _ in range(9999)]
"""


def test_garbage_is_not_searched_at_exit() -> None:
    """A command of half a second would spend a fiftieth of it on memory that is released anyway."""
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM], capture_output=True, check=True, text=True
    )
    assert int(ran.stdout.rpartition(" ")[2]) < 999
