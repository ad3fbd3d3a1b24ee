"""Schedule → send the daily digest of changes and of the health of every source."""

from aws_lambda_powertools import Logger

from advisory_watch.bootstrap import digest_function

logger = Logger()


@logger.inject_lambda_context
def handler(_event: object, _context: object) -> dict[str, int]:
    """Send the digest, on quiet days too; fail only if no carrier accepts it."""
    digest = digest_function.digest().run()
    for day in digest.days:
        if day.trouble:
            logger.error("ledger.failed", source=day.source, reason=day.trouble)
    watched, unseen, changes = len(digest.watched), len(digest.dark), len(digest.changes)
    logger.info("digest.sent", sources=watched, unseen=unseen, changes=changes)
    return {"sources": watched, "unseen": unseen, "changes": changes}
