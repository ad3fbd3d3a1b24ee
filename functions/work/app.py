"""Queue → check the partitions of large sources, hosts in parallel."""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities import batch, typing
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from advisory_watch import metrics
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap import check_function

logger = Logger()
line = batch.SqsFifoPartialProcessor(skip_group_on_error=True)


@logger.inject_lambda_context
def handler(event: dict[str, object], context: typing.LambdaContext) -> object:
    """Check each partition; a failed one is repeated before the others of its host."""
    until = check_function.until(context.get_remaining_time_in_millis())

    def work(record: SQSRecord) -> None:
        reported(check_function.worker().work(check_function.partition_in(record.body), until))

    return batch.process_partial_response(event, work, line, context)


def reported(outcome: SourceOutcome) -> None:
    """Log and count the result and the changes of a partition."""
    metrics.part_checked(outcome)
    with logger.append_context_keys(source=outcome.source, part=outcome.partition):
        say = logger.info if outcome.ok else logger.error
        say("part.checked", deferred=outcome.deferred, reason=outcome.reason)
        for problem in outcome.problems:
            logger.warning("item.refused", item=problem.subject, reason=problem.reason)
        for change in outcome.changes:
            logger.info("change.decided", destination=change.destination, change=change.kind)
