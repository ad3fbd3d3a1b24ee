"""A local AWS for `make bench-wide`: the emulator with a table, a bucket and a queue."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3

ROOT = Path(__file__).resolve().parent.parent
REGION = "eu-west-1"


@contextmanager
def local_aws() -> Iterator[None]:
    """Start the emulator; every client created meanwhile uses it, and no real account."""
    with TemporaryDirectory() as home, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        settings = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "TMPDIR": home,
            "LANG": "C.UTF-8",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "MINISTACK_REGION": REGION,
            "IOT_MTLS_ENABLED": "0",
        }
        command = [str(ROOT / ".venv-emulator" / "bin" / "python"), "-m", "ministack"]
        with (Path(home) / "log").open("w") as log:
            program = subprocess.Popen(command, env=settings, stdout=log, stderr=log)
        try:
            os.environ |= _environment(port)
            _wait_for(f"http://127.0.0.1:{port}/_ministack/health")
            yield
        finally:
            program.terminate()
            program.wait(20)


def _environment(port: int) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_RETRY_MODE": "standard",
        "NO_PROXY": "*",
    }


def _wait_for(url: str) -> None:
    for _ in range(120):
        try:
            with urlopen(url, timeout=5):  # noqa: S310, our own address
                return
        except (URLError, ConnectionError):
            Event().wait(0.25)
    raise TimeoutError(f"expected an emulator at {url}, found none: `make e2e` sets it up")


def create_resources(from_documents: int) -> str:
    """Create the resources that the functions need, set their variables, return the queue URL."""
    keys = {"pk": "HASH", "sk": "RANGE"}
    dynamodb: Any = boto3.client("dynamodb")
    dynamodb.create_table(
        TableName="ledger",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
    )
    location: Any = {"LocationConstraint": REGION}
    boto3.client("s3").create_bucket(Bucket="archive", CreateBucketConfiguration=location)
    url: str = boto3.client("sqs").create_queue(
        QueueName="parts.fifo",
        Attributes={
            "FifoQueue": "true",
            "VisibilityTimeout": "1200",
            "MessageRetentionPeriod": "3600",
        },
    )["QueueUrl"]
    os.environ |= {
        "TABLE_NAME": "ledger",
        "ARCHIVE_BUCKET": "archive",
        "WIDE_FROM_DOCUMENTS": str(from_documents),
        "PARTS_QUEUE_URL": url,
        "ADVISORY_WATCH_CONTACT": "bench@example.org",
        "ADVISORY_WATCH_TIMEOUT_S": "1",
    }
    return url
