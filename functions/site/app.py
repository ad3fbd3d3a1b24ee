"""Stream and schedules → write the pages that a change affects, and once a day all pages."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities import batch, typing

from advisory_watch.app.publish_pages import Outcome, unreadable
from advisory_watch.bootstrap import site_function

logger = Logger()
stream = batch.BatchProcessor(event_type=batch.EventType.DynamoDBStreams)


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: typing.LambdaContext) -> object:
    """Write what can be written and fail for the rest, which the stream or a schedule repeats."""
    publisher = site_function.publisher()
    if "Records" not in event:
        if failed := reported(list(site_function.retry(publisher, event.get("sweep")))):
            raise ExceptionGroup("something was held back", list(failed.values()))
        return {"failures": 0}
    changed = site_function.changed_destinations(publisher, event["Records"])
    failed = reported(list(publisher.touched(filter(None, changed.values()))))

    def answer(record: Any) -> None:
        if error := failed.get(changed[record["dynamodb"]["Keys"]["sk"]["S"]] or ""):
            raise error

    return batch.process_partial_response(event, answer, stream)


def reported(outcomes: list[Outcome]) -> dict[str, Exception]:
    """Log one run; return the errors of the ledger, by destination or source."""
    for about, error in (failed := unreadable(outcomes)).items():
        logger.error("page.held_back", about=about, reason=str(error))
    logger.info("site.written", files=len(outcomes) - len(failed), failures=len(failed))
    return failed
