"""Schedule → check the sources named in the event, or all; queue → check partitions."""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities import typing

from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap import check_function

logger = Logger()


@logger.inject_lambda_context
def handler(event: dict[str, object], context: typing.LambdaContext) -> object:
    """Report every outcome; fail only if the ledger fails (docs/adr/0005)."""
    until = check_function.until(context.get_remaining_time_in_millis())
    if "Records" in event:
        from aws_lambda_powertools.utilities import batch  # noqa: PLC0415 - slow; for wide sources

        queue, work = batch.SqsFifoPartialProcessor(skip_group_on_error=True), check_function.work
        return batch.process_partial_response(event, work(until, reported), queue, context)
    wanted, check = check_function.wanted(event), check_function.check()
    unread = [outcome for outcome in check.run(wanted, until) if not reported(outcome).ok]
    for outcome in unread:
        check_function.require_remembered(outcome)
    return {"sources": len(wanted), "failures": len(unread)}


def reported(outcome: SourceOutcome) -> SourceOutcome:
    """Log the result and the changes of a source or of a partition; return it."""
    part = outcome.partition
    with logger.append_context_keys(source=outcome.source, part=part or None):
        say, subject = logger.info if outcome.ok else logger.error, "part" if part else "source"
        say(f"{subject}.checked", endpoint=outcome.endpoint, reason=outcome.reason)
        if outcome.deferred:
            logger.info("documents.deferred", number=outcome.deferred)
        for problem in outcome.problems:
            logger.warning("item.refused", item=problem.subject, reason=problem.reason)
        for change in outcome.changes:
            logger.info("change.decided", destination=change.destination, change=change.kind)
    return outcome
