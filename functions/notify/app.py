"""Stream trigger and scheduled retry → send every pending alert."""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities import batch, typing
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from advisory_watch import metrics
from advisory_watch.app.deliveries import Delivery
from advisory_watch.wiring import cloud_notify

logger = Logger()
doorbell = batch.BatchProcessor(event_type=batch.EventType.DynamoDBStreams)


@logger.inject_lambda_context
def handler(event: dict[str, object], context: typing.LambdaContext) -> object:
    """Empty the outbox once; a stream record fails if its alert is still pending."""
    relay, left_ms = cloud_notify.relay(), context.get_remaining_time_in_millis()
    deliveries = [reported(each) for each in relay.drain(cloud_notify.sending_until(left_ms))]
    metrics.outbox_age(*relay.backlog())
    owed: dict[str, Exception] = {each.alert_id: each.error for each in deliveries if each.error}
    if "Records" in event:
        return batch.process_partial_response(event, lambda record: answer(record, owed), doorbell)
    if owed and len(owed) == len(deliveries):
        raise ExceptionGroup("no alert could be sent", list(owed.values()))
    return {"sent": len(deliveries) - len(owed), "failures": len(owed)}


def reported(each: Delivery) -> Delivery:
    """Log and count one attempt; return it."""
    say, message = (logger.error, "alert.failed") if each.error else (logger.info, "alert.sent")
    say(message, source=each.source, alert_id=each.alert_id, reason=str(each.error or ""))
    metrics.delivery_tried(each)
    return each


def answer(ring: DynamoDBRecord, owed: dict[str, Exception]) -> None:
    """Fail the stream record of a pending alert, so that the stream repeats it."""
    if error := owed.get(ring["dynamodb"]["Keys"]["sk"]["S"].rpartition("#")[2]):
        raise error
