"""Measures the cold start of each function, compared with an unavoidable minimum.

usage: python bench/cold_start.py [ROUNDS]

AWS's own runtime interface client starts every function with the built layer, bytecode
included, but with wheels for this machine's processor. The time ends when the client asks for
its first event. The floor is the same client with a boto3 session and the three AWS clients
that the functions use.

`init` is a function as shipped: its clients are built by the first event. `ready` also builds
everything that the first event needs, so that moving work out of the start does not improve
the result. Programs take turns, so that other load on the machine affects all of them equally.
Ratios are of medians. CPU is user and system time.
"""

import os
import platform
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from statistics import median

from speed.goals import COLD_START

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv-runtime" / "bin" / "python"
WORK = ROOT / "build" / "cold"
LAYER = WORK / "layer" / "python"
LAYER_MAX_MB = 25
ROUNDS = 11
STARTED_WITHIN_S = 30.0

HANDLER = "\n\ndef handler(event, context):\n    return event\n"
FLOOR = """import boto3

session = boto3.Session()
clients = [session.client(name) for name in ("dynamodb", "s3", "sns")]
"""
READY = """import app
from advisory_watch.bootstrap import {module}

{module}.{build}
"""

BUILDS = {
    "check": ("check_function", "check().web.wires.session"),
    "notify": ("notify_function", "dispatcher()"),
}
"""What builds the objects for the first event of each function, in a module of `bootstrap`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One start: milliseconds until the first event was requested, and CPU milliseconds."""

    wall_ms: float
    cpu_ms: float


def main() -> int:
    """Print the table; return 1 if a goal is missed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    size_mb = build_layer()
    programs = write_programs()
    for name in programs:
        start(programs[name])  # the first start after a build reads from the disk
    starts: dict[str, list[Start]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, folder in programs.items():
            starts[name].append(start(folder))
    floor = median_start(starts["floor"])
    print(f"{rounds} rounds, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
    print("| start | wall | CPU | wall, of the floor | CPU, of the floor | goal |")
    print("|---|---|---|---|---|---|")
    for name, program_starts in starts.items():
        print_row(name, median_start(program_starts), floor)
    print(f"\nlayer, unzipped, without an SDK: {size_mb:.1f} MB (goal: {LAYER_MAX_MB})")
    missed = [
        name
        for name, goal in COLD_START.items()
        if median_start(starts[f"{name}: init"]).wall_ms > goal * floor.wall_ms
    ]
    return int(bool(missed) or size_mb > LAYER_MAX_MB)


def median_start(starts: list[Start]) -> Start:
    """Return the median of each measure."""
    return Start(
        wall_ms=median(start.wall_ms for start in starts),
        cpu_ms=median(start.cpu_ms for start in starts),
    )


def print_row(name: str, start_time: Start, floor: Start) -> None:
    """Print the row of one program."""
    wall, cpu = start_time.wall_ms / floor.wall_ms, start_time.cpu_ms / floor.cpu_ms
    goal = COLD_START.get(name.removesuffix(": init"), "")
    print(
        f"| {name} | {start_time.wall_ms:.0f} ms | {start_time.cpu_ms:.0f} ms "
        f"| {wall:.2f} | {cpu:.2f} | {goal} |"
    )


def build_layer() -> float:
    """Build the layer with wheels for this machine; return its size in MB."""
    shutil.rmtree(WORK, ignore_errors=True)
    LAYER.mkdir(parents=True)
    machine = platform.machine()
    wheels = f"--platform manylinux_2_28_{machine} --platform manylinux2014_{machine}"
    settings = [f"ARTIFACTS_DIR={LAYER}", f"PLATFORMS={wheels}"]
    subprocess.run(
        ["make", "--silent", "build-CheckFunction", *settings],
        cwd=ROOT / "functions",
        env={**os.environ, "PATH": f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"},
        check=True,
    )
    return sum(path.stat().st_size for path in LAYER.rglob("*") if path.is_file()) / 1e6


def write_programs() -> dict[str, Path]:
    """Write a folder for each program, with the code that Lambda would get."""
    programs = {"floor": FLOOR}
    for name, (module, build) in BUILDS.items():
        programs[f"{name}: init"] = "import app\n"
        programs[f"{name}: ready"] = READY.format(module=module, build=build)
    folders: dict[str, Path] = {}
    for name, text in programs.items():
        folder = folders[name] = WORK / name.replace(": ", "-")
        folder.mkdir()
        (folder / "probe.py").write_text(text + HANDLER)
        if name != "floor":
            function = name.partition(":")[0]
            shutil.copy(ROOT / "functions" / function / "app.py", folder)
    return folders


def start(folder: Path) -> Start:
    """Start a function, wait until it asks for its first event, and stop it there."""
    with socket.create_server(("127.0.0.1", 0)) as api:
        api.settimeout(STARTED_WITHIN_S)
        began = time.perf_counter()
        program = subprocess.Popen(
            [PYTHON, "-m", "awslambdaric", "probe.handler"],
            cwd=folder,
            env=environment(folder, api.getsockname()[1]),
        )
        try:
            connection, _ = api.accept()
            with connection:
                request = connection.recv(4096)
                wall_ms = (time.perf_counter() - began) * 1000
                os.kill(program.pid, SIGKILL)  # before the connection closes, or it would complain
        finally:
            os.kill(program.pid, SIGKILL)  # `Popen.kill` would take the usage of a dead process
            _, _, used = os.wait4(program.pid, 0)
            program.returncode = -9
    if b"/invocation/next" not in request.partition(b"\r\n")[0]:
        raise OSError(f"{folder.name}: expected to start, found {request[:400]!r}")
    return Start(wall_ms=wall_ms, cpu_ms=(used.ru_utime + used.ru_stime) * 1000)


def environment(folder: Path, port: int) -> dict[str, str]:
    """Return only the variables that Lambda sets and the settings of the template."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PYTHONPATH": f"{folder}:{LAYER}",
        "PYTHONNOUSERSITE": "1",
        "LAMBDA_TASK_ROOT": str(folder),
        "_HANDLER": "probe.handler",
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}",
        "AWS_LAMBDA_FUNCTION_NAME": folder.name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "POWERTOOLS_SERVICE_NAME": folder.name,
        "TABLE_NAME": "ledger",
        "ARCHIVE_BUCKET": "archive",
        "TOPIC_ARN": "arn:aws:sns:eu-west-1:123456789012:alerts",
    }


if __name__ == "__main__":
    sys.exit(main())
