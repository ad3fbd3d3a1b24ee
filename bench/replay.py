"""Compares replaying recorded months in several processes and in one (`make bench-replay`).

usage: python bench/replay.py [FOLDER]

FOLDER holds `<source>.warc.gz`. The default is `corpus` in the folder named by
ADVISORY_WATCH_SHARED, or in `../shared`. Processes take turns, so that other load on the
machine affects all of them equally. Work is the time of all processors; it includes the start
of each process. One process handles a whole source, so the longest source limits the gain.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROUNDS = 5


def main() -> int:
    """Replay each file alone, then all; return 1 if several processes printed other lines."""
    shared = Path(os.environ.get("ADVISORY_WATCH_SHARED", "../shared"))
    files = sorted((Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "corpus").glob("*.gz"))
    alone = {path: _replay([path], 1)[1] for path in files}
    for path, work_s in alone.items():
        print(f"{path.name:<24} {work_s:>7.2f} s of work")
    print(f"gain at most             {sum(alone.values()) / max(alone.values()):>7.2f} times")
    rounds = [(_replay(files, 1), _replay(files, 2)) for _ in range(ROUNDS)]
    for jobs, column in enumerate(zip(*rounds, strict=True), start=1):
        clock_s, work_s = (median(run[field] for run in column) for field in (0, 1))
        print(f"{jobs} process(es)            {clock_s:>7.2f} s, {work_s:.2f} s of work")
    gains = [single[0] / double[0] for single, double in rounds]
    print(
        f"gain of two, median      {median(gains):>7.2f} times ({min(gains):.2f}–{max(gains):.2f})"
    )
    return int(any(single[2] != double[2] for single, double in rounds))


def _replay(files: Sequence[Path], jobs: int) -> tuple[float, float, bytes]:
    """Return wall-clock seconds, CPU seconds of all processors, and the printed output."""
    advisory_watch = str(Path(sys.executable).with_name("advisory-watch"))
    command = [advisory_watch, "replay", *map(str, files), "--json", "--jobs", str(jobs)]
    began, before = time.perf_counter(), os.times()
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    took, after = time.perf_counter() - began, os.times()
    work_s = after.children_user + after.children_system
    return took, work_s - before.children_user - before.children_system, printed


if __name__ == "__main__":
    sys.exit(main())
