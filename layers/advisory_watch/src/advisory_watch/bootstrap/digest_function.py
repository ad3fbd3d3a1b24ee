"""Objects of the function `digest`: built on first use and kept warm."""

from functools import cache

import boto3

from advisory_watch.adapters.dynamodb import DynamoLedger, DynamoOutbox
from advisory_watch.adapters.sns import SnsDigestNotifier
from advisory_watch.app.digest import DailyDigest
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import process_settings
from advisory_watch.sources import SOURCES


@cache
def digest() -> DailyDigest:
    """Build the digest of the function `digest`."""
    settings, client = process_settings(), boto3.client("dynamodb")
    return DailyDigest(
        ledger=DynamoLedger(client, settings.table, tuple(SOURCES)),
        outbox=DynamoOutbox(client, settings.table),
        sources=tuple(SOURCES.values()),
        digest_notifier=SnsDigestNotifier(boto3.client("sns"), settings.topic_arn),
        clock=now,
        followed=settings.digest_destinations,
    )
