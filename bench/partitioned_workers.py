"""Worker processes that receive messages as Lambda's poller does and call the handler.

The handlers are the real ones in functions/. Only the source of this benchmark is injected,
and the permission to request its hosts although they are on this machine.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from multiprocessing.queues import Queue as ReportQueue
from pathlib import Path
from typing import Any

import boto3
from portal_source import HOSTS, ID, SOURCE

from advisory_watch.adapters.sqs import read_partition
from advisory_watch.bootstrap import check_function, web

ROOT = Path(__file__).resolve().parent.parent
INVOCATION_S = 150
"""Time limit of a worker for one partition; 63 s are reserved for the last request (template:
600).
"""

Handler = Callable[[Mapping[str, Any], Any], Any]


class Context:
    """The invocation data that Lambda passes to a handler."""

    function_name = "work"
    memory_limit_in_mb = 256
    invoked_function_arn = "arn:aws:lambda:eu-west-1:000000000000:function:work"
    aws_request_id = "00000000-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """Return the time until Lambda stops the function."""
        return INVOCATION_S * 1000


def handler_of(function: str) -> Handler:
    """Load a handler, and inject the source of this benchmark into its process."""
    web.SOURCES = {ID: SOURCE}  # type: ignore[assignment,attr-defined]
    web.SOURCE_IDS = check_function.SOURCE_IDS = (ID,)  # type: ignore[attr-defined]
    check_function.http_client = partial(web.http_client, own_hosts=frozenset(HOSTS))  # type: ignore[attr-defined]
    spec = spec_from_file_location(function, ROOT / "functions" / function / "app.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(function)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    logging.getLogger(function).setLevel(logging.CRITICAL)
    loaded: Handler = module.handler
    return loaded


def work(queue_url: str, reports: "ReportQueue[dict[str, Any]]") -> None:
    """Process one message after the other, until the process is terminated."""
    os.environ["POWERTOOLS_SERVICE_NAME"] = "work"
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - hides metrics; open until exit
    handle, sqs = handler_of("work"), boto3.client("sqs")
    while True:
        answer = sqs.receive_message(
            QueueUrl=queue_url, WaitTimeSeconds=1, MessageSystemAttributeNames=["All"]
        )
        for message in answer.get("Messages", []):
            _work(handle, sqs, queue_url, message, reports)


def _work(
    handle: Handler,
    sqs: Any,
    queue_url: str,
    message: Mapping[str, Any],
    reports: "ReportQueue[dict[str, Any]]",
) -> None:
    """Process a message, delete it unless it failed, and report the times."""
    began, partition = time.time(), read_partition(message["Body"])
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "eventSource": "aws:sqs",
    }
    try:
        failed = bool(handle({"Records": [record]}, Context())["batchItemFailures"])
    except Exception as error:  # noqa: BLE001 - Lambda would report it and retry the message
        sys.stderr.write(f"{partition.name}: {error}\n")
        failed = True
    ended = time.time()
    if not failed:
        sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    reports.put(
        {
            "host": partition.host,
            "part": partition.name,
            "documents": len(partition.documents),
            "number": int(message["Attributes"]["SequenceNumber"]),
            "began": began,
            "ended": ended,
            "failed": failed,
        }
    )


def check() -> Mapping[str, Any]:
    """Check the source once, as its schedule does."""
    os.environ["POWERTOOLS_SERVICE_NAME"] = "check"
    answer = handler_of("check")({"sources": [ID]}, Context())
    return dict(json.loads(json.dumps(answer)))
