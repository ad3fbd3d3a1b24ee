"""Stream trigger and scheduled retry → send every pending alert; daily → send the digest."""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities import typing

from advisory_watch.app.delivery import Delivery
from advisory_watch.bootstrap import notify_function

logger = Logger()


@logger.inject_lambda_context
def handler(event: dict[str, object], context: typing.LambdaContext) -> object:
    """Empty the outbox once; a stream record fails if its alert is still pending.

    A scheduled run also fails if the system is not well: the alarm Unhealthy counts errors.
    """
    if "digest" in event:
        return notify_function.send_digest(logger)
    until = notify_function.sending_until(context.get_remaining_time_in_millis())
    with notify_function.judged_afterwards(event, logger):
        deliveries = list(map(reported, notify_function.dispatcher().drain(until)))
        notify_function.send_due_digest(event, logger)
    pending: dict[str, Exception] = {sent.alert.id: sent.error for sent in deliveries if sent.error}
    if "Records" in event:
        # Loads every event class; most runs are scheduled.
        from aws_lambda_powertools.utilities import batch  # noqa: PLC0415

        stream = batch.BatchProcessor(event_type=batch.EventType.DynamoDBStreams)
        return batch.process_partial_response(event, notify_function.answer(pending), stream)
    return {"sent": len(deliveries) - len(pending), "failures": len(pending)}


def reported(sent: Delivery) -> Delivery:
    """Log one attempt; return it."""
    say, message = (logger.error, "alert.failed") if sent.error else (logger.info, "alert.sent")
    say(message, source=sent.alert.source, alert_id=sent.alert.id, reason=str(sent.error or ""))
    return sent
