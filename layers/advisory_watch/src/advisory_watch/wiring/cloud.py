"""Objects of the function `check`: built on first use and kept warm.

Each function has a module of its own, so that none loads what only another one needs
(docs/performance.md; `tests/functions/test_imports.py` holds the list).
"""

import os
from dataclasses import replace
from datetime import datetime
from functools import cache

import boto3

from advisory_watch.adapters.dynamodb import DynamoLedger
from advisory_watch.adapters.parts_queue import PartsQueue
from advisory_watch.adapters.s3 import S3Archive
from advisory_watch.adapters.threads import side_by_side
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.app.check import Check
from advisory_watch.app.handing import Handing
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.cloud_environment import required
from advisory_watch.wiring.moments import in_seconds, now
from advisory_watch.wiring.settings import limits, polite_web

RECORDING_S = 60
"""Seconds that a check needs after its last fetch, to judge and record all pages."""


@cache
def check() -> Check:
    """Build the check of the function `check`, with workers if the template defines a queue."""
    alone = Check(
        web=polite_web(),
        ledger=DynamoLedger(boto3.client("dynamodb"), required("TABLE_NAME"), tuple(SOURCES)),
        archive=S3Archive(boto3.client("s3"), required("ARCHIVE_BUCKET"), pack_page, unpack_page),
        clock=now,
        side_by_side=side_by_side,
    )
    url = os.environ.get("PARTS_QUEUE_URL")
    if not url:
        return alone
    handing = Handing(
        workers=PartsQueue(boto3.client("sqs"), url),
        ledger=alone.ledger,
        from_documents=int(required("WIDE_FROM_DOCUMENTS")),
    )
    return replace(alone, handing=handing)


def until(remaining_ms: int) -> datetime:
    """Return the time of the last possible fetch, given the remaining run time of the function."""
    return in_seconds(remaining_ms / 1000 - limits().total_s - RECORDING_S)
