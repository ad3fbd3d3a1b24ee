"""A reader elsewhere: the real program, with its own key, home and credentials."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3

from advisory_watch.core.ingest.record import IngestFolder
from e2e.emulator import Emulator
from e2e.outputs import PROGRAM
from e2e.progress import WORK, note, wait_for
from e2e.stack import Item, Stack, endpoints_at
from support.aws.template import event, template
from support.publishers.http_publisher import Site

STACK, NAME, SOURCE = "walled", "berlin", "us_state"
FOLDER = IngestFolder(reader=NAME, source=SOURCE)
ONE = event("check_one_source")
ENDS_WITHIN_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What a check answered before the first record, and what `doctor` said of it."""

    answer: Item
    doctor: str


@dataclass
class Reader:
    """A computer at another connection; `site` has the addresses that the stack asks, too."""

    local: Emulator
    site: str
    home: Path = field(default_factory=lambda: WORK / "reader")
    log: Path = field(default_factory=lambda: WORK / "reader.log")
    bucket: str = ""
    credentials: dict[str, str] = field(default_factory=dict)
    entry: str = ""

    def __post_init__(self) -> None:
        self.home.mkdir()
        self.entry = self.run("read-for", STACK, SOURCE, "--new-key", NAME).stdout.split()[-1]

    def receive_credentials(self, stack: Stack) -> None:
        """Deploy reader.yaml, and make the access key of its user.

        The local AWS has no groups in templates, so the user gets the policy of the group itself.
        """
        self.bucket = stack.outputs["ArchiveBucket"]
        whole = deepcopy(template("reader.yaml"))
        group, user = whole["Resources"].pop("Group"), whole["Resources"]["User"]
        user["Properties"] |= {"Groups": [], "Policies": group["Properties"]["Policies"]}
        parameters = {"ArchiveBucket": self.bucket, "Reader": NAME}
        client: Any = boto3.client("cloudformation")
        client.create_stack(
            StackName=NAME,
            TemplateBody=json.dumps(whole),
            Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": n, "ParameterValue": v} for n, v in parameters.items()],
        )
        user_name = wait_for(lambda: _output_of_new(NAME, "User"), "the user of reader.yaml", 60)
        key = boto3.client("iam").create_access_key(UserName=user_name)["AccessKey"]
        self.credentials = {
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        }

    def client(self, service: str) -> Any:
        """Create a client with the credentials of the reader."""
        named: Any = {name.lower(): text for name, text in self.credentials.items()}
        return boto3.client(service, **named)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command on this computer."""
        return subprocess.run(
            [PROGRAM, *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=True,
        )

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let the program read every minute, and end it as systemd does."""
        command = [PROGRAM, "read-for", STACK, SOURCE, "--bucket", self.bucket]
        command += ["--interval", f"{SOURCE}=1"]
        note(" ".join(command))
        with self.log.open("w") as log:
            program = subprocess.Popen(command, env=self._environment(), stdout=log, stderr=log)
        try:
            yield
        finally:
            program.send_signal(signal.SIGTERM)
            status = program.wait(ENDS_WITHIN_S)
            note(f"the reader ended with status {status}")
        assert status == 0

    def objects(self) -> list[str]:
        """Return the keys of all objects of the reader, in order of time."""
        client: Any = boto3.client("s3")
        found = client.list_objects_v2(Bucket=self.bucket, Prefix=FOLDER.prefix)
        return [entry["Key"] for entry in found.get("Contents", [])]

    def requests_of_the_stack(self, site: Site) -> int:
        """Count the requests that the stack itself sent to the publisher."""
        return sum("/walled" in request.headers["user-agent"] for request in site.asked)

    def doctor(self) -> str:
        """Return what the owner of the stack reads about this reader."""
        command = [PROGRAM, "doctor", "--stack", STACK, "--json"]
        lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        return "\n".join(line for line in lines.splitlines() if f"reader {NAME}" in line)

    def _environment(self) -> dict[str, str]:
        mine = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "NO_PROXY": "127.0.0.1",
            "ADVISORY_WATCH_HOME": str(self.home),
            "ADVISORY_WATCH_CONTACT": "https://example.net/reader",
        }
        return mine | endpoints_at(self.site) | self.local.environment() | self.credentials


def _output_of_new(stack: str, output: str) -> str:
    (found,) = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    assert found["StackStatus"] in {"CREATE_IN_PROGRESS", "CREATE_COMPLETE"}, found
    named = {entry["OutputKey"]: entry["OutputValue"] for entry in found.get("Outputs", [])}
    return str(named.get(output, ""))
