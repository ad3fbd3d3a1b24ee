"""Objects of the function `digest`: built on first use and kept warm."""

from functools import cache

import boto3

from advisory_watch.adapters.dynamodb import DynamoLedger, DynamoOutbox
from advisory_watch.adapters.sns import SnsBulletin
from advisory_watch.app.digest import DailyDigest
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.cloud_environment import required
from advisory_watch.wiring.moments import now
from advisory_watch.wiring.settings import digest_destinations


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
