"""How much sooner several processes replay recorded months than one (`make bench-replay`).

usage: python bench/replay.py [FOLDER]

FOLDER holds `<source>.warc.gz`; the default is `corpus` in the folder named by
ADVISORY_WATCH_SHARED, or in `../shared`. Processes take turns, so that whatever else runs on
the machine meets all of them. Work is what the processors did: it grows by what a process
costs to start. A source is one process's alone, so the longest of them bounds the gain.
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
    """Replay each file alone, then all of them; return 1 where processes printed other lines."""
    shared = Path(os.environ.get("ADVISORY_WATCH_SHARED", "../shared"))
    files = sorted((Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "corpus").glob("*.gz"))
    alone = {each: _replayed([each], 1)[1] for each in files}
    for each, work_s in alone.items():
        print(f"{each.name:<24} {work_s:>7.2f} s of work")
    print(f"gain at most             {sum(alone.values()) / max(alone.values()):>7.2f} times")
    rounds = [(_replayed(files, 1), _replayed(files, 2)) for _ in range(ROUNDS)]
    for jobs, column in enumerate(zip(*rounds, strict=True), start=1):
        clock_s, work_s = (median(each[place] for each in column) for place in (0, 1))
        print(f"{jobs} process(es)            {clock_s:>7.2f} s, {work_s:.2f} s of work")
    gains = [one[0] / two[0] for one, two in rounds]
    print(
        f"gain of two, median      {median(gains):>7.2f} times ({min(gains):.2f}–{max(gains):.2f})"
    )
    return int(any(one[2] != two[2] for one, two in rounds))


def _replayed(files: Sequence[Path], jobs: int) -> tuple[float, float, bytes]:
    """Return the seconds of the clock, those of all processors, and what was printed."""
    advisory_watch = str(Path(sys.executable).with_name("advisory-watch"))
    command = [advisory_watch, "replay", *map(str, files), "--json", "--jobs", str(jobs)]
    began, before = time.perf_counter(), os.times()
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    took, after = time.perf_counter() - began, os.times()
    work_s = after.children_user + after.children_system
    return took, work_s - before.children_user - before.children_system, printed


if __name__ == "__main__":
    sys.exit(main())
