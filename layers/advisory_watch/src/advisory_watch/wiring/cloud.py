"""The Lambda functions: DynamoDB, S3 and SNS, each built on first use and kept warm."""

import os
from datetime import datetime
from functools import cache

import boto3

from advisory_watch.adapters.dynamodb import DynamoLedger, DynamoOutbox
from advisory_watch.adapters.kms import KmsSigner
from advisory_watch.adapters.s3 import S3Archive
from advisory_watch.adapters.seal_bucket import BucketSeals
from advisory_watch.adapters.sns import SnsBulletin, SnsNotifier
from advisory_watch.adapters.threads import side_by_side
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.app.check import Check
from advisory_watch.app.digest import DailyDigest
from advisory_watch.app.relay import Relay
from advisory_watch.app.sealing import Sealing
from advisory_watch.core.errors import UsageError
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.mail import inbox_relay
from advisory_watch.wiring.settings import (
    digest_destinations,
    in_seconds,
    limits,
    now,
    polite_web,
)

RECORDING_S = 60
"""What a check needs after its last page was fetched, to judge and record what all of them said."""

MARKING_S = 30
"""What a relay needs after its last alert, to send the email of a storm and mark all of it."""


@cache
def check() -> Check:
    """Build the check of the function `check`."""
    return Check(
        web=polite_web(),
        ledger=DynamoLedger(boto3.client("dynamodb"), required("TABLE_NAME"), tuple(SOURCES)),
        archive=S3Archive(boto3.client("s3"), required("ARCHIVE_BUCKET"), pack_page, unpack_page),
        clock=now,
        side_by_side=side_by_side,
    )


def until(remaining_ms: int) -> datetime:
    """Return when the last page may be begun by a function that is stopped after that time."""
    return in_seconds(remaining_ms / 1000 - limits().total_s - RECORDING_S)


@cache
def relay() -> Relay:
    """Build the relay of the function `notify`."""
    notifier = SnsNotifier(
        boto3.client("sns"),
        topic_arn=required("TOPIC_ARN"),
        operators_topic_arn=os.environ.get("OPERATORS_TOPIC_ARN"),
    )
    outbox = DynamoOutbox(boto3.client("dynamodb"), required("TABLE_NAME"))
    return inbox_relay(outbox, notifier, now)


def sending_until(remaining_ms: int) -> datetime:
    """Return when the last alert may be begun by a function that is stopped after that time."""
    return in_seconds(remaining_ms / 1000 - MARKING_S)


@cache
def digest() -> DailyDigest:
    """Build the digest of the function `digest`."""
    client, table = boto3.client("dynamodb"), required("TABLE_NAME")
    return DailyDigest(
        ledger=DynamoLedger(client, table, tuple(SOURCES)),
        outbox=DynamoOutbox(client, table),
        sources=tuple(SOURCES.values()),
        bulletin=SnsBulletin(boto3.client("sns"), required("TOPIC_ARN")),
        clock=now,
        followed=digest_destinations(),
    )


@cache
def sealing() -> Sealing:
    """Build what the function `seal` does."""
    return Sealing(
        ledger=DynamoLedger(boto3.client("dynamodb"), required("TABLE_NAME"), tuple(SOURCES)),
        sources=tuple(SOURCES),
        seals=BucketSeals(boto3.client("s3"), required("ARCHIVE_BUCKET")),
        signer=KmsSigner(boto3.client("kms"), required("SIGNING_KEY")),
        clock=now,
    )


def required(name: str) -> str:
    """Return a setting that the template gives. Raises `UsageError` where it does not."""
    value = os.environ.get(name)
    if not value:
        raise UsageError(
            f"expected the environment variable {name}, found none; template.yaml sets it"
        )
    return value
