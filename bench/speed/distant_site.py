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

DISTANT_SHARE = 4
"""The distant site has one document in four: 50 at each host."""

WARM_UP_RUNS = 2


def compare_distant(work: Path, share: int, rounds: int) -> tuple[float, dict[str, float]]:
    """Check a site whose answers are slow.

    Return our wall time as a multiple of the theoretical minimum, and of each peer's. The minimum
    has one connection per host, one page after the other, all hosts at once.
    """
    documents = build(work / "far", share * DISTANT_SHARE)
    port = 20_000 + os.getpid() % 10_000
    at_host = Counter(document.publisher for document in documents)
    allowed_s = (max(at_host.values()) + 1) * LATENCY_S
    wall_s: dict[str, float] = {}
    with slow_site(port, work / "far" / "before"), TemporaryDirectory(dir=work) as folder:
        for program in (known for known in programs() if known.name in DISTANT_PROGRAMS):
            work_folder = Path(folder) / program.name
            work_folder.mkdir()
            program.set_up(work_folder, listed_documents(documents, port))
            command = program.command(work_folder, port)
            runs = [
                run(command, environment(work_folder), work_folder / "log", work_folder)
                for _ in range(rounds + WARM_UP_RUNS)
            ][WARM_UP_RUNS:]
            wall_s[program.name] = median(measured.wall_s for measured in runs)
    ours = wall_s.pop(OURS_NAME)
    return ours / allowed_s, {peer: ours / peer_s for peer, peer_s in wall_s.items()}


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
