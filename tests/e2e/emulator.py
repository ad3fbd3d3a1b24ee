"""A local AWS for one run: IAM policies enforced, TLS, and isolated from this machine's account."""

import os
import platform
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from e2e.progress import WORK, wait_for
from support.aws.template import ROOT

REGION = "eu-west-1"
DEAD_PROXY = "http://127.0.0.1:9"
"""A proxy without a server: requests that are not redirected to this machine fail."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """The port that the emulator listens on, and its certificate."""

    port: int
    certificate: Path

    @property
    def endpoint(self) -> str:
        """Return the endpoint URL of every service."""
        return f"https://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Return the environment that leads a program to the emulator, and to no AWS account."""
        return {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_CA_BUNDLE": str(self.certificate),
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@contextmanager
def emulator() -> Iterator[Emulator]:
    """Run an emulator for the duration of the block; its state ends with it."""
    if platform.system() != "Linux":
        raise OSError("make e2e runs the functions as local processes, which needs Linux")
    temporary = WORK / "emulator"
    temporary.mkdir(parents=True)
    local = Emulator(free_port(), temporary / "ministack-tls" / "server.crt")
    with (WORK / "emulator.log").open("w") as log:
        program = subprocess.Popen(
            [ROOT / ".venv-emulator" / "bin" / "python", "-m", "ministack"],
            env=_settings(local.port, temporary),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(lambda: program.poll() is not None or _answers(local), "an emulator", 30)
        yield local
    finally:
        os.killpg(program.pid, signal.SIGTERM)
        program.wait(20)


def free_port() -> int:
    """Return a port that is not in use."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


def _settings(port: int, temporary: Path) -> Mapping[str, str]:
    """Return the complete environment of the emulator, which every function inherits."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(temporary),
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "IOT_MTLS_ENABLED": "0",
        "AUTH": "true",  # every call of a function needs a permission of its role
        "USE_SSL": "1",  # without it, the policies for `TLS only` refuse every call
        "HTTP_PROXY": DEAD_PROXY,
        "HTTPS_PROXY": DEAD_PROXY,
        "NO_PROXY": "127.0.0.1,localhost",
    }


def _answers(local: Emulator) -> bool:
    if not local.certificate.exists():
        return False
    context = ssl.create_default_context(cafile=str(local.certificate))
    try:
        with urlopen(  # noqa: S310, it is https
            f"{local.endpoint}/_ministack/health", timeout=5, context=context
        ) as answer:
            return bool(answer.status == 200)
    except URLError:
        return False
