"""All that a run leaves behind, outside of Amazon SNS itself: each with the place it was found."""

import json
import subprocess
import zlib
from collections.abc import Iterator
from typing import Any

import boto3

from e2e.post import PostOffice
from e2e.stack import Stack
from e2e.waiting import WORK
from template import ROOT

Output = tuple[str, bytes]
"""Where something was found, and what."""

PROGRAM = str(ROOT / ".venv" / "bin" / "advisory-watch")


def logged() -> Iterator[Output]:
    """Return every line in every log group: logs, and the metrics, which are lines of logs."""
    client: Any = boto3.client("logs")
    for groups in client.get_paginator("describe_log_groups").paginate():
        for group in groups["logGroups"]:
            name = group["logGroupName"]
            for page in client.get_paginator("filter_log_events").paginate(logGroupName=name):
                for each in page["events"]:
                    yield f"log {name}", each["message"].encode()


def emulated() -> Iterator[Output]:
    """Return what the emulator wrote, but for its Amazon SNS, which knows whom it tells."""
    for line in (WORK / "emulator.log").read_bytes().splitlines():
        if b" [sns] " not in line:
            yield "emulator", line


def built_functions() -> Iterator[Output]:
    """Return what the built functions printed, which were started one by one."""
    for path in WORK.glob("*Function.log"):
        yield f"log {path.name}", path.read_bytes()


def measured() -> Iterator[Output]:
    """Return the names and dimensions of all metrics."""
    for page in boto3.client("cloudwatch").get_paginator("list_metrics").paginate():
        for each in page["Metrics"]:
            yield "metric", json.dumps(each).encode()


def settings(stack: Stack) -> Iterator[Output]:
    """Return what functions are told by their environment."""
    for name in (each for each in stack.outputs if each.endswith("Function")):
        yield f"environment of {name}", json.dumps(stack.environment(name)).encode()


def ledger(stack: Stack) -> Iterator[Output]:
    """Return every item, as it lies and unpacked."""
    for item in stack.items():
        place = f"item {item['pk']['S']} {item['sk']['S']}"
        yield place, repr(item).encode()
        yield place, zlib.decompress(item["record"]["B"]) if "record" in item else b""


def buckets(stack: Stack) -> Iterator[Output]:
    """Return every version of every object of archive and site, unpacked."""
    client: Any = boto3.client("s3")
    names = [
        stack.outputs[each] for each in ("ArchiveBucket", "SiteBucket") if each in stack.outputs
    ]
    for bucket in names:
        for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for each in page.get("Versions", []):
                key, version = each["Key"], each["VersionId"]
                found = client.get_object(Bucket=bucket, Key=key, VersionId=version)
                body = found["Body"].read()
                about = json.dumps([key, found["Metadata"], found["ContentType"]]).encode()
                yield f"object {key}", about + (_unpacked(body) if key.endswith(".gz") else body)


def dead_letters() -> Iterator[Output]:
    """Return what waits in queues; it stays there."""
    sqs: Any = boto3.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 0}
        for each in sqs.receive_message(**asked).get("Messages", []):
            yield f"queue {url}", each["Body"].encode()


def sent(office: PostOffice) -> Iterator[Output]:
    """Return what people and programs were sent: nobody reads of anybody else."""
    for each in office.published.values():
        yield "what was published", json.dumps(each.forms, ensure_ascii=False).encode()


def typed(*arguments: str) -> Output:
    """Run a command of the operator's; return all that it printed."""
    ran = subprocess.run([PROGRAM, *arguments], check=False, capture_output=True)
    return " ".join(arguments), ran.stdout + ran.stderr


def _unpacked(body: bytes) -> bytes:
    """Unpack a WARC file, whose records are packed one by one."""
    whole = b""
    while body:
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
        whole += unpack.decompress(body)
        body = unpack.unused_data
    return whole
