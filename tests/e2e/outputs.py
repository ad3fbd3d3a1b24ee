"""All output of a run outside Amazon SNS, each with its place."""

import json
import subprocess
import zlib
from collections.abc import Iterator
from typing import Any

import boto3

from e2e.mail_server import MailServer
from e2e.progress import WORK
from e2e.stack import Stack
from support.aws.template import ROOT

Output = tuple[str, bytes]
"""A place, and the bytes found there."""

PROGRAM = str(ROOT / ".venv" / "bin" / "advisory-watch")


def log_events() -> Iterator[Output]:
    """Yield every line of every log group: logs, and metrics, which are log lines too."""
    client: Any = boto3.client("logs")
    for groups in client.get_paginator("describe_log_groups").paginate():
        for group in groups["logGroups"]:
            name = group["logGroupName"]
            for page in client.get_paginator("filter_log_events").paginate(logGroupName=name):
                for event in page["events"]:
                    yield f"log {name}", event["message"].encode()


def emulator_log() -> Iterator[Output]:
    """Yield the log of the emulator, except its Amazon SNS, which must know the subscribers."""
    for line in (WORK / "emulator.log").read_bytes().splitlines():
        if b" [sns] " not in line:
            yield "emulator", line


def built_functions() -> Iterator[Output]:
    """Yield the output of the built functions that were started individually."""
    for path in WORK.glob("*Function.log"):
        yield f"log {path.name}", path.read_bytes()


def metric_names() -> Iterator[Output]:
    """Yield the names and dimensions of all metrics."""
    for page in boto3.client("cloudwatch").get_paginator("list_metrics").paginate():
        for metric in page["Metrics"]:
            yield "metric", json.dumps(metric).encode()


def settings(stack: Stack) -> Iterator[Output]:
    """Yield the environment variables of every function."""
    for name in (output for output in stack.outputs if output.endswith("Function")):
        yield f"environment of {name}", json.dumps(stack.environment(name)).encode()


def ledger(stack: Stack) -> Iterator[Output]:
    """Yield every item, raw and decompressed."""
    for item in stack.items():
        where = f"item {item['pk']['S']} {item['sk']['S']}"
        yield where, repr(item).encode()
        yield where, zlib.decompress(item["record"]["B"]) if "record" in item else b""


def buckets(stack: Stack) -> Iterator[Output]:
    """Yield every version of every object in the archive and the site, decompressed."""
    client: Any = boto3.client("s3")
    names = [
        stack.outputs[output]
        for output in ("ArchiveBucket", "SiteBucket")
        if output in stack.outputs
    ]
    for bucket in names:
        for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for version_entry in page.get("Versions", []):
                key, version = version_entry["Key"], version_entry["VersionId"]
                found = client.get_object(Bucket=bucket, Key=key, VersionId=version)
                body = found["Body"].read()
                about = json.dumps([key, found["Metadata"], found["ContentType"]]).encode()
                yield f"object {key}", about + (_unpacked(body) if key.endswith(".gz") else body)


def dead_letters() -> Iterator[Output]:
    """Yield the messages in all queues, without deleting them."""
    sqs: Any = boto3.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        options = {"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 0}
        for message in sqs.receive_message(**options).get("Messages", []):
            yield f"queue {url}", message["Body"].encode()


def sent(mail_server: MailServer) -> Iterator[Output]:
    """Yield the published messages: no reader may learn of another."""
    for message in mail_server.published.values():
        yield "what was published", json.dumps(message.forms, ensure_ascii=False).encode()


def run_command(*arguments: str) -> Output:
    """Run a command as the operator does; return all its output."""
    completed = subprocess.run([PROGRAM, *arguments], check=False, capture_output=True)
    return " ".join(arguments), completed.stdout + completed.stderr


def _unpacked(body: bytes) -> bytes:
    """Decompress a WARC file whose records are compressed one by one."""
    whole = b""
    while body:
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
        whole += unpack.decompress(body)
        body = unpack.unused_data
    return whole
