"""Gives a process the share of a processor that Lambda gives to a function with little memory."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from pathlib import Path
from subprocess import Popen

PERIOD_S = 0.02
"""A process cannot save up its share for longer than this."""

_SHARE, _FREE_S, _IS_FREE = range(3)


class ProcessorQuota:
    """The share of a process and the work that does not count, in a file shared with its keeper."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            file.truncate(3 * 8)
            self._cells = memoryview(mmap(file.fileno(), 3 * 8)).cast("d")

    @contextmanager
    def limited(self, share: float) -> Iterator[None]:
        """Run the block with a share of a processor, such as 0.1."""
        self._cells[_SHARE] = share
        try:
            yield
        finally:
            self._cells[_SHARE] = 0.0

    @contextmanager
    def free(self) -> Iterator[None]:
        """Run the block at full speed; the processor time of its thread does not count."""
        began_s, self._cells[_IS_FREE] = time.thread_time(), 1.0
        try:
            yield
        finally:
            self._cells[_FREE_S] += time.thread_time() - began_s
            self._cells[_IS_FREE] = 0.0

    @property
    def free_s(self) -> float:
        """The processor seconds that did not count so far."""
        return self._cells[_FREE_S]

    def keep(self, process: "Popen[str]") -> None:
        """Stop a process whenever it has used more than its share, until it ends."""
        clock = (~process.pid << 3) | 2  # the processor time of another process, on Linux
        credit_s, last_s, last_used_s = 0.0, time.monotonic(), 0.0
        while process.poll() is None:
            time.sleep(PERIOD_S / 10)  # noqa: TID251 - another process is watched
            share, now_s = self._cells[_SHARE], time.monotonic()
            try:
                used_s = time.clock_gettime(clock) - self.free_s
            except OSError:  # it has ended
                continue
            credit_s += (now_s - last_s) * share - (used_s - last_used_s)
            credit_s = min(credit_s, share * PERIOD_S) if share else 0.0
            last_s, last_used_s = now_s, used_s
            if credit_s < 0 and not self._cells[_IS_FREE]:
                _stop(process.pid, -credit_s / share)


def _stop(pid: int, seconds: float) -> None:
    os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)  # noqa: TID251 - the other process waits
    finally:
        os.kill(pid, signal.SIGCONT)
