"""Measures the peak memory of checks: each source, full-size pages, and hostile documents.

usage: python bench/memory_use.py [SOURCE… | all]

Every source that has recorded documents is checked twice on loopback, each time in a process of
its own: the first check, and a check a day later under new rules, which judges all pages again.
Then come documents of 20 MB that must be refused. The last rows have all sources in one process, as
in the function. Prints a Markdown table, and exits with 1 if a goal is missed.

The recorded documents come from the folder named by ADVISORY_WATCH_SHARED (default `../shared`).
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from speed.measure import MeasuredRun, run

PEAK_MAX_MB = 160
"""Most resident memory of the check of one source, as the design promises."""

TOGETHER_MAX_MB = 192
"""Most resident memory of all sources together: two thirds of the memory of the function.

The function also loads the SDK.
"""

HOSTILE_MAX_S = 30
"""Most processor time for a hostile document: the same function has to read the other sources."""

ALL = "all"
ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "bench" / "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One process: what it did, what it used, and what came of it, in words."""

    subject: str
    scene: str
    used: MeasuredRun
    outcome: str
    is_expected: bool
    cpu_max_s: float = float("inf")
    peak_max_mb: float = PEAK_MAX_MB

    @property
    def is_met(self) -> bool:
        """Whether the outcome is right, and found within the limits."""
        is_small = self.used.peak_mb <= self.peak_max_mb and self.used.cpu_s <= self.cpu_max_s
        return self.is_expected and is_small

    def row(self) -> str:
        """Return a row of the table."""
        used = f"{self.used.peak_mb:.0f} | {self.used.cpu_s:.1f}"
        verdict = "met" if self.is_met else "**missed**"
        return f"| {self.subject} | {self.scene} | {used} | {self.outcome} | {verdict} |"


def main() -> int:
    """Print the table; return 1 if a goal is missed, 2 without recorded documents."""
    shared = Path(os.environ.get("ADVISORY_WATCH_SHARED", "../shared")).resolve()
    if not (shared / "corpus").is_dir():
        print(f"{shared}: expected a folder with recorded documents, found none", file=sys.stderr)
        return 2
    wanted, missed = sys.argv[1:], 0
    print("| source or document | check | peak MB | CPU s | outcome | goal |")
    print("|---|---|---|---|---|---|")
    with _publisher(shared) as served, TemporaryDirectory() as folder:
        for measured in _judged(served, Path(folder), wanted):
            missed += not measured.is_met
            print(measured.row(), flush=True)
    print(f"\n{missed} goals missed: at most {PEAK_MAX_MB} MB, and as expected")
    return int(missed > 0)


@contextmanager
def _publisher(shared: Path) -> Iterator[Mapping[str, Any]]:
    """Serve the documents from another process: ours must stay smaller than what it measures."""
    paths = [str(ROOT / "tests"), str(ROOT / "bench"), os.environ.get("PYTHONPATH", "")]
    settings = {"PYTHONPATH": os.pathsep.join(paths), "ADVISORY_WATCH_SHARED": str(shared)}
    command = [sys.executable, str(HERE / "full_size_pages.py")]
    with subprocess.Popen(
        command, env=os.environ | settings, stdout=subprocess.PIPE, text=True
    ) as program:
        try:
            yield json.loads(program.stdout.readline() if program.stdout else "")
        finally:
            program.terminate()


def _judged(
    served: Mapping[str, Any], folder: Path, wanted: Sequence[str]
) -> Iterator[Measurement]:
    settings = served["settings"]
    for source in [name for name in wanted or _played(settings) if name != ALL]:
        yield from _twice(settings, folder / source, [source])
    for number, (what, source, hostile) in enumerate([] if wanted else served["hostile"]):
        used = _check(hostile, folder / f"hostile{number}", 1, [source])
        (found,) = map(json.loads, used.printed.splitlines())
        yield Measurement(
            subject=what,
            scene="20 MB",
            used=used,
            outcome="refused" if not found["ok"] else "read",
            is_expected=not found["ok"] and "expected" in found["reason"],
            cpu_max_s=HOSTILE_MAX_S,
        )
    if not wanted or wanted == [ALL]:
        yield from _twice(settings, folder / ALL, [])


def _played(settings: Mapping[str, str]) -> tuple[str, ...]:
    """Return the sources that the publisher plays, in display order."""
    command = [sys.executable, "-c", "from advisory_watch.sources import SOURCES; print(*SOURCES)"]
    known = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    doors = [name.removeprefix("ADVISORY_WATCH_DOOR_").lower() for name in settings]
    return tuple(source for source in known if any(d.startswith(f"{source}_") for d in doors))


def _twice(
    settings: Mapping[str, str], home: Path, sources: Sequence[str]
) -> Iterator[Measurement]:
    for rules, scene in ((1, "first"), (2, "new rules")):
        used = _check(settings, home, rules, sources)
        found = [json.loads(line) for line in used.printed.splitlines()]
        judged = sum(outcome["judged"] for outcome in found)
        yield Measurement(
            subject=" ".join(sources) or "all sources together",
            scene=scene,
            used=used,
            outcome=f"{judged} judged",
            is_expected=bool(found) and all(outcome["ok"] for outcome in found),
            peak_max_mb=PEAK_MAX_MB if sources else TOGETHER_MAX_MB,
        )


def _check(
    settings: Mapping[str, str], home: Path, rules: int, sources: Sequence[str]
) -> MeasuredRun:
    home.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
    environment = kept | dict(settings) | {"HOME": str(home), "NO_PROXY": "*"}
    environment |= {
        "MALLOC_ARENA_MAX": "1",
        "MALLOC_MMAP_THRESHOLD_": "65536",
    }  # as in the template
    script = HERE / "check_once.py"
    command: list[str | Path] = [sys.executable, script, home, str(rules), *sources]
    return run(command, environment, home / "log", home)


if __name__ == "__main__":
    sys.exit(main())
