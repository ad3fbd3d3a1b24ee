"""The digest of the function `notify`, which loads this module once a day."""

from functools import cache
from typing import Any

import boto3

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.adapters.dynamodb.system_log import DynamoSystemLog
from advisory_watch.adapters.sns import SnsDigestNotifier
from advisory_watch.app.digest import DailyDigest
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import process_settings
from advisory_watch.sources import SOURCE_IDS, SOURCES


@cache
def digest() -> DailyDigest:
    """Build the digest of all sources."""
    settings, client = process_settings(), boto3.client("dynamodb")
    return DailyDigest(
        ledger=DynamoLedger(client, settings.table, SOURCE_IDS),
        outbox=DynamoOutbox(client, settings.table),
        sources=tuple(SOURCES.values()),
        digest_notifier=SnsDigestNotifier(boto3.client("sns"), settings.topic_arn),
        clock=now,
        followed=settings.digest_destinations,
        run_log=DynamoSystemLog(client, settings.table),
    )


def send(logger: Any) -> dict[str, int]:
    """Send the digest, on quiet days too; fail only if no carrier accepts it."""
    sent = digest().run()
    for day in sent.days:
        if day.trouble:
            logger.error("ledger.failed", source=day.source, reason=day.trouble)
    answer = {"sources": len(sent.watched), "unseen": len(sent.dark), "changes": len(sent.changes)}
    logger.info("digest.sent", **answer)
    return answer
