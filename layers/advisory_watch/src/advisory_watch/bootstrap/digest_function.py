"""Objects of the function `digest`: built on first use and kept warm."""

from functools import cache

import boto3

from advisory_watch.adapters.dynamodb import DynamoLedger, DynamoOutbox
from advisory_watch.adapters.sns import SnsDigestNotifier
from advisory_watch.app.digest import DailyDigest
from advisory_watch.bootstrap.runtime import now, required
from advisory_watch.bootstrap.settings import digest_destinations
from advisory_watch.sources import SOURCES


@cache
def digest() -> DailyDigest:
    """Build the digest of the function `digest`."""
    client, table = boto3.client("dynamodb"), required("TABLE_NAME")
    return DailyDigest(
        ledger=DynamoLedger(client, table, tuple(SOURCES)),
        outbox=DynamoOutbox(client, table),
        sources=tuple(SOURCES.values()),
        digest_notifier=SnsDigestNotifier(boto3.client("sns"), required("TOPIC_ARN")),
        clock=now,
        followed=digest_destinations(),
    )
