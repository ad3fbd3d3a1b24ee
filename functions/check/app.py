"""Schedule → check the sources named in the event, or every one."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from advisory_watch import metrics
from advisory_watch.app.outcomes import SourceOutcome
from advisory_watch.core.errors import SourceError
from advisory_watch.wiring import cloud, settings

logger = Logger()


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Report every outcome; fail only when no source at all could be read."""
    wanted = settings.sources(event.get("sources") or ())
    failures: list[SourceError] = []
    until = cloud.until(context.get_remaining_time_in_millis())
    for outcome in cloud.check().run(wanted, until):
        report(outcome)
        metrics.source_checked(outcome)
        if not outcome.ok:
            failures.append(SourceError(outcome.source, outcome.reason))
    if len(failures) == len(wanted):
        raise ExceptionGroup("no source could be read", failures)
    return {"sources": len(wanted), "failures": len(failures)}


def report(outcome: SourceOutcome) -> None:
    """Log what a source said, and what of it is news."""
    with logger.append_context_keys(source=outcome.source):
        say = logger.info if outcome.ok else logger.error
        say("source.checked", door=outcome.door, reason=outcome.reason)
        for problem in outcome.problems:
            logger.warning("item.refused", item=problem.subject, reason=problem.reason)
        for change in outcome.changes:
            logger.info("change.decided", destination=change.destination, change=change.kind)
