"""Run every target in turn, as many at once as there are processors: `make fuzz`.

A finding must be reproducible in a process of its own. Its input is kept, and the command that
reproduces it is printed. The exit status is 1 if there is a finding.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from fuzz.folders import found_by
from fuzz.targets import targets

LONGEST_S = 60
"""The time limit to reproduce a finding, in seconds: normally it takes one, so a minute is a hang.
"""

_RUNS = re.compile(r"^Done (\d+) runs", re.MULTILINE)
_SO_FAR = re.compile(r"^#(\d+)\t", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The number of inputs of a target, and its findings: faults by the command that shows them."""

    name: str
    runs: int
    check_results: dict[str, str]


def main(total_s: int) -> int:
    """Divide the seconds among the targets; print the share and the findings of each."""
    names, at_once = list(targets()), os.cpu_count() or 1
    each_s = max(1, total_s * at_once // len(names))
    with ThreadPoolExecutor(at_once) as pool:
        results = []
        for result in pool.map(lambda name: _fuzzed(name, each_s), names):
            print(f"{result.name:24}{result.runs:>10} inputs in {each_s} s", flush=True)
            results.append(result)
    check_results = {
        line: fault for outcome in results for line, fault in outcome.check_results.items()
    }
    for line, fault in check_results.items():
        print(f"FOUND {fault}\n  {line}")
    total = sum(outcome.runs for outcome in results)
    print(f"{len(names)} targets, {total} inputs, {len(check_results)} findings")
    return 1 if check_results else 0


def _fuzzed(name: str, seconds: int) -> Result:
    """Run a worker to its end, and try to reproduce all its findings."""
    for old in found_by(name).iterdir():
        old.unlink()
    said = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "fuzz.worker", name, str(seconds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        errors="replace",
    ).stdout
    runs = [int(count) for count in (_RUNS.findall(said) or _SO_FAR.findall(said))]
    check_results = dict(_shown_again(name, sorted(found_by(name).iterdir())))
    if not runs and not check_results:
        check_results[f"python -m fuzz.worker {name} {seconds}"] = f"no input tried: {said[-400:]}"
    return Result(name=name, runs=max(runs, default=0), check_results=check_results)


def _shown_again(name: str, inputs: list[Path]) -> Iterator[tuple[str, str]]:
    """Yield the command that reproduces each finding, with its fault; delete the others."""
    for path in inputs:
        fault = _again(name, path)
        if fault is None:
            path.unlink()
        else:
            yield f"PYTHONPATH=tests .venv/bin/python -m fuzz.reproduce {name} {path}", fault


def _again(name: str, path: Path) -> str | None:
    try:
        shown = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", "fuzz.reproduce", name, str(path)],
            capture_output=True,
            check=False,
            text=True,
            timeout=LONGEST_S,
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {LONGEST_S} s"
    if shown.returncode == 0:
        return None
    return shown.stdout.strip() or f"the process ended with {shown.returncode}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
