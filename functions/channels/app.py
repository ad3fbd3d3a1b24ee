"""Queue of alerts → the channels of a secret; without messages → a test to each channel."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities import typing

from advisory_watch.app.channel_batch import reason_of
from advisory_watch.app.channel_delivery import ChannelReport
from advisory_watch.bootstrap import channels_function

logger = Logger()


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: typing.LambdaContext) -> object:
    """Send each alert once to every channel; a message that a channel did not get comes again."""
    if "Records" not in event:
        results = channels_function.send_test()
        return [{"channel": result.channel, "reason": result.reason} for result in results]
    batch = channels_function.batch(event["Records"])
    for message_id, error in batch.unread.items():
        logger.error("message.refused", message_id=message_id, reason=str(error))
    until = channels_function.sending_until(context.get_remaining_time_in_millis())
    unfinished = batch.unfinished([reported(report) for report in batch.deliver(until)])
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in unfinished]}


def reported(report: ChannelReport) -> ChannelReport:
    """Log the deliveries of one channel; return them."""
    with logger.append_context_keys(channel=report.channel):
        for sent in report.deliveries:
            say, reason = logger.info, ""
            if sent.error is not None:
                say, reason = logger.error, reason_of(sent.error)
            text = "alert.failed" if reason else "alert.sent"
            say(text, source=sent.alert.source, alert_id=sent.alert.id, reason=reason)
        if report.error is not None:
            logger.error("channel.failed", reason=reason_of(report.error))
    return report
