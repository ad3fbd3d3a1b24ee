"""Measures one run of a program, from the start of its process to the end."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRun:
    """One run: wall-clock and CPU seconds, peak memory in MB, and its output.

    Child processes that it waited for are included; their memory counts by the largest of
    them.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    printed: str
    sent: int = 0
    answers: int = 0


def run(
    command: Sequence[str | Path], environment: Mapping[str, str], log: Path, folder: Path
) -> MeasuredRun:
    """Run a program to its end; raises `OSError` if it reports a failure."""
    out = log.with_suffix(".out")
    with out.open("w") as printed, log.open("w") as errors:
        began = time.perf_counter()
        program = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=printed, stderr=errors
        )
        _, status, used = os.wait4(program.pid, 0)
        wall_s = time.perf_counter() - began
        program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode:
        raise OSError(f"{command[0]}: status {program.returncode}: {log.read_text()[-2000:]}")
    return MeasuredRun(
        wall_s=wall_s,
        cpu_s=used.ru_utime + used.ru_stime,
        peak_mb=used.ru_maxrss / 1024,
        printed=out.read_text(),
    )


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a program: no proxy, and a separate home."""
    kept = ("PATH", "LANG", "PYTHONPATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"HOME": str(folder)}
