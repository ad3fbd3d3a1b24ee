"""Start a built function as Lambda does: like `sam local invoke`, but without a container.

It uses the Python version of the runtime. AWS's runtime interface emulator is part of the SAM CLI.
"""

import json
import platform
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from e2e.emulator import free_port
from e2e.progress import WORK, wait_for
from e2e.sam import BUILT
from support.aws.template import ROOT

Invoke = Callable[[Any], Any]
PYTHON = ROOT / ".venv-runtime" / "bin" / "python"
INVOKE = "/2015-03-31/functions/function/invocations"


def emulator_binary() -> Path:
    """Return the path of the runtime interface emulator inside the SAM CLI."""
    machine = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
    (found,) = ROOT.glob(f".venv-sam/lib/python*/site-packages/samcli/local/rapid/*-{machine}")
    return found


@contextmanager
def start_function(function: str, handler: str, environment: Mapping[str, str]) -> Iterator[Invoke]:
    """Start a function with only the given environment; yield a function that invokes it."""
    port, api_port = free_port(), free_port()
    code = BUILT / function
    clean = {
        "PATH": "/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PYTHONPATH": str(code),
        "PYTHONNOUSERSITE": "1",
        "LAMBDA_TASK_ROOT": str(code),
        "_HANDLER": handler,
        "AWS_LAMBDA_FUNCTION_NAME": function,
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "300",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
    }
    command = [str(emulator_binary()), "--log-level", "error"]
    command += ["--runtime-interface-emulator-address", f"127.0.0.1:{port}"]
    command += ["--runtime-api-address", f"127.0.0.1:{api_port}"]
    command += [str(PYTHON), "-m", "awslambdaric", handler]
    with (WORK / f"{function}.log").open("a") as log:
        program = subprocess.Popen(
            command, cwd=code, env={**clean, **environment}, stdout=log, stderr=log
        )
    try:
        wait_for(lambda: program.poll() is not None or _is_listening(port), "the emulator", 10)
        yield lambda event: _invoke(port, event)
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(10)


def _is_listening(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.connect()
    except OSError:
        return False
    connection.close()
    return True


def _invoke(port: int, event: Any) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("POST", INVOKE, json.dumps(event))
    answer = connection.getresponse().read()
    connection.close()
    return json.loads(answer)
