"""Schedule → check the sources named in the event, or every one."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from advisory_watch import metrics, wiring
from advisory_watch.app.outcomes import SourceOutcome
from advisory_watch.core.errors import SourceError

logger = Logger()


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, int]:
    """Report every source; fail only when none at all could be read."""
    outcomes = list(wiring.aws_check().run(wiring.sources(event.get("sources") or ())))
    for outcome in outcomes:
        report(outcome)
    failures = [SourceError(each.source, each.reason) for each in outcomes if not each.ok]
    if len(failures) == len(outcomes):
        raise ExceptionGroup("no source could be read", failures)
    changes = sum(len(each.changes) for each in outcomes)
    return {"sources": len(outcomes), "failures": len(failures), "changes": changes}


def report(outcome: SourceOutcome) -> None:
    """Log and count what one source said."""
    about = {"source": outcome.source, "door": outcome.door, "reason": outcome.reason}
    if not outcome.ok:
        logger.error("source.failed", **about)
        return metrics.source_failed(outcome.source)
    logger.info("source.read", destinations=outcome.destinations, **about)
    metrics.source_read(outcome.source, outcome.destinations)
    for problem in outcome.problems:
        logger.warning("item.unread", source=outcome.source, **asdict(problem))
    for change in outcome.changes:
        logger.info("change.decided", **asdict(change))
        metrics.change_decided(change.source, change.destination, change.kind)
