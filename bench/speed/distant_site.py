"""The race on a distant site, where the result depends on how waiting is distributed."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from speed.measure import environment, run
from speed.peers import OURS_NAME, TUNED_NAME, listed_documents, programs
from speed.site import build
from speed.slow_server import LATENCY_S

DISTANT_PROGRAMS = {OURS_NAME, TUNED_NAME}
"""The programs that run on the distant site, which takes longer."""

DISTANT_GOAL = 1.3
DISTANT_SHARE = 4
"""The distant site has one document in four: 50 at each host."""


def compare_distant(work: Path, share: int, rounds: int) -> bool:
    """Check a site whose answers are slow; tell whether the goal was missed.

    The theoretical minimum has one connection per host, one page after the other, all hosts at
    once.
    """
    documents = build(work / "far", share * DISTANT_SHARE)
    print(f"\n### far away: {LATENCY_S * 1000:.0f} ms a page, unchanged, with validators\n")
    port = 20_000 + os.getpid() % 10_000
    at_host = Counter(document.publisher for document in documents)
    allowed_s = (max(at_host.values()) + 1) * LATENCY_S
    print("| program | wall s | × what one connection a host allows | CPU s | peak MB |")
    print("|---|---|---|---|---|")
    print(f"| {len(documents) + 1} pages, {len(at_host) + 1} hosts | {allowed_s:.2f} | 1.00 | | |")
    ratio = 0.0
    with slow_site(port, work / "far" / "before"), TemporaryDirectory(dir=work) as folder:
        for program in (known for known in programs() if known.name in DISTANT_PROGRAMS):
            work_folder = Path(folder) / program.name
            work_folder.mkdir()
            program.set_up(work_folder, listed_documents(documents, port))
            command = program.command(work_folder, port)
            runs = [
                run(command, environment(work_folder), work_folder / "log", work_folder)
                for _ in range(rounds + 2)
            ][2:]
            wall, cpu = (
                median(measured.wall_s for measured in runs),
                median(measured.cpu_s for measured in runs),
            )
            peak = max(measured.peak_mb for measured in runs)
            ratio_to_minimum = wall / allowed_s
            ratio = ratio_to_minimum if program.name == OURS_NAME else ratio
            print(
                f"| {program.name} | {wall:.2f} | {ratio_to_minimum:.2f} | {cpu:.2f} | {peak:.0f} |"
            )
    print(f"\ngoal: {DISTANT_GOAL} × what the connections allow")
    return ratio > DISTANT_GOAL


@contextmanager
def slow_site(port: int, root: Path) -> Iterator[None]:
    """Serve a folder with a delay."""
    program = Path(__file__).with_name("slow_server.py")
    command = [sys.executable, str(program), str(port), str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        try:
            (server.stdout or sys.stdin).readline()
            yield
        finally:
            server.terminate()
