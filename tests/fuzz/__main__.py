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

from fuzz.folders import findings_folder
from fuzz.targets import targets

REPRODUCE_WITHIN_S = 60
"""The time limit to reproduce a finding, in seconds: normally it takes one, so a minute is a hang.
"""

_RUNS = re.compile(r"^Done (\d+) runs", re.MULTILINE)
_SO_FAR = re.compile(r"^#(\d+)\t", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult:
    """The number of inputs of a target, and its findings: faults by the command that shows them."""

    name: str
    runs: int
    findings: dict[str, str]


def main(total_s: int) -> int:
    """Divide the seconds among the targets; print the share and the findings of each."""
    names, workers = list(targets()), os.cpu_count() or 1
    seconds_each = max(1, total_s * workers // len(names))
    with ThreadPoolExecutor(workers) as pool:
        results = []
        for result in pool.map(lambda name: _fuzz(name, seconds_each), names):
            print(f"{result.name:24}{result.runs:>10} inputs in {seconds_each} s", flush=True)
            results.append(result)
    findings = {line: fault for result in results for line, fault in result.findings.items()}
    for line, fault in findings.items():
        print(f"FOUND {fault}\n  {line}")
    total = sum(result.runs for result in results)
    print(f"{len(names)} targets, {total} inputs, {len(findings)} findings")
    return 1 if findings else 0


def _fuzz(name: str, seconds: int) -> TargetResult:
    """Run a worker to its end, and try to reproduce all its findings."""
    for old in findings_folder(name).iterdir():
        old.unlink()
    output = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "fuzz.worker", name, str(seconds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        errors="replace",
    ).stdout
    runs = [int(count) for count in (_RUNS.findall(output) or _SO_FAR.findall(output))]
    findings = dict(_reproduced(name, sorted(findings_folder(name).iterdir())))
    if not runs and not findings:
        findings[f"python -m fuzz.worker {name} {seconds}"] = f"no input tried: {output[-400:]}"
    return TargetResult(name=name, runs=max(runs, default=0), findings=findings)


def _reproduced(name: str, inputs: list[Path]) -> Iterator[tuple[str, str]]:
    """Yield the command that reproduces each finding, with its fault; delete the others."""
    for path in inputs:
        fault = _reproduce(name, path)
        if fault is None:
            path.unlink()
        else:
            yield f"PYTHONPATH=tests .venv/bin/python -m fuzz.reproduce {name} {path}", fault


def _reproduce(name: str, path: Path) -> str | None:
    try:
        completed = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", "fuzz.reproduce", name, str(path)],
            capture_output=True,
            check=False,
            text=True,
            timeout=REPRODUCE_WITHIN_S,
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {REPRODUCE_WITHIN_S} s"
    if completed.returncode == 0:
        return None
    return completed.stdout.strip() or f"the process ended with {completed.returncode}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
