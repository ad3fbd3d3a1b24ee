"""Run the SAM CLI as an operator does: build the template, and deploy it to the local AWS."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from e2e.emulator import Emulator
from e2e.progress import WORK, note
from e2e.stack import Stack
from support.aws.template import ROOT

SAM = ROOT / ".venv-sam" / "bin" / "sam"
BUILT = WORK / "built"
CURRENT = ROOT / "template.yaml"
PREVIOUS = Path(__file__).parent / "previous" / "template.yaml"

METRIC_MATH = re.compile(r"^  HealthRunMissing:\n(?:    .*\n|\n)+", re.MULTILINE)
"""The alarm that the local AWS refuses; tests of the template look at its expression."""

READER = "reader@example.org"
OPERATOR = "operator@example.org"
PHONE = "+442079460187"


def build() -> None:
    """Build the template, with wheels for this machine instead of arm64."""
    machine = platform.machine()
    wheels = [f"--platform {tag}_{machine}" for tag in ("manylinux_2_28", "manylinux2014")]
    escaped = " ".join(wheels).replace(" ", "\\ ")
    environment = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    _sam(
        environment | {"MAKEFLAGS": f"PLATFORMS={escaped}"},
        *("build", "--build-dir", str(BUILT), "--template", str(CURRENT)),
    )
    built = BUILT / "template.yaml"
    built.write_text(METRIC_MATH.sub("", built.read_text()))


def previous_built() -> Path:
    """Write the template of the last release with the paths of the built code, as `sam build` does.

    The code is the current one: the test shows that the data of a stack survives an upgrade. That
    release had a layer, and functions of their own for the digest and for partitions.
    """
    artefact, layer = BUILT / "CheckFunction", WORK / "layer"
    shutil.copytree(artefact, layer / "python", dirs_exist_ok=True)
    text = PREVIOUS.read_text().replace(
        "ContentUri: layers/advisory_watch\n", f"ContentUri: {layer}\n"
    )
    for name in ("check", "work", "notify", "digest", "seal", "site"):
        code = artefact / "functions" / {"work": "check", "digest": "notify"}.get(name, name)
        text = text.replace(f"CodeUri: functions/{name}\n", f"CodeUri: {code}\n")
    written = WORK / "previous.yaml"
    written.write_text(text)
    return written


def deploy(local: Emulator, name: str, built: Path, parameters: Mapping[str, str]) -> Stack:
    """Deploy a built template; an existing stack is updated in place."""
    overrides = [f'{name}="{value}"' for name, value in parameters.items()]
    note(f"sam deploy --stack-name {name} --template {built} {' '.join(overrides)}")
    _sam(
        _machine() | local.environment(),
        *("deploy", "--stack-name", name, "--template-file", str(built), "--resolve-s3"),
        *("--no-confirm-changeset", "--no-progressbar", "--capabilities", "CAPABILITY_IAM"),
        *("--parameter-overrides", *overrides),
    )
    return Stack(name)


def parameters_of(path: Path) -> dict[str, str]:
    """Return the parameters for a test: one source, every minute, and no scheduled digest."""
    _, _, after = path.read_text().partition("\nParameters:\n")
    names = re.findall(r"^  (\w+):$", after.partition("\nConditions:")[0], re.MULTILINE)
    parameters = {"Contact": "https://example.org/watch", "Email": READER, "Phone": PHONE}
    for name in names:
        if name.endswith("Schedule"):
            parameters[name] = (
                "rate(1 minute)" if name in {"Schedule", "UsStateSchedule"} else "off"
            )
    if "CheckSchedules" in names:
        parameters["CheckSchedules"] = "rate(1 minute),off"
    if "DigestHour" in names:
        parameters["DigestHour"] = str((datetime.now(UTC).hour + 12) % 24)
    return parameters


def _sam(environment: Mapping[str, str], *arguments: str) -> None:
    """Run the SAM CLI; the error of a failed run includes its output."""
    path = f"{SAM.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [SAM, *arguments],
        cwd=ROOT,
        env={**environment, "PATH": path, "SAM_CLI_TELEMETRY": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    with (WORK / "sam.log").open("a") as log:
        log.write(done.stdout + done.stderr)
    if done.returncode:
        raise OSError(f"sam {arguments[0]}: {done.stdout[-2000:]}{done.stderr[-4000:]}")


def _machine() -> dict[str, str]:
    """Return the part of the environment that reveals nothing about an AWS account."""
    home = WORK / "home"
    home.mkdir(exist_ok=True)
    return {"HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8"}
