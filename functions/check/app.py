"""Schedule → check the sources named in the event, or all sources."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from advisory_watch import metrics
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap import check_function, web
from advisory_watch.core.errors import LedgerError

logger = Logger()


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Report every outcome; fail only if the ledger fails (docs/adr/0005)."""
    wanted, check = web.sources(event.get("sources") or ()), check_function.check()
    until = check_function.until(context.get_remaining_time_in_millis())
    unread = [result for result in check.run(wanted, until) if not reported(result).ok]
    for result in unread:
        health = check.ledger.state(result.source).health
        if health.failing_since is None:
            raise LedgerError(f"{result.source}: this was not remembered: {result.reason}")
        metrics.source_blind(health, result.decided_at)
    return {"sources": len(wanted), "failures": len(unread)}


def reported(outcome: SourceOutcome) -> SourceOutcome:
    """Log and count the result and the changes of a source; return it."""
    metrics.source_checked(outcome)
    with logger.append_context_keys(source=outcome.source):
        say = logger.info if outcome.ok else logger.error
        say("source.checked", endpoint=outcome.endpoint, reason=outcome.reason)
        for problem in outcome.problems:
            logger.warning("item.refused", item=problem.subject, reason=problem.reason)
        for change in outcome.changes:
            logger.info("change.decided", destination=change.destination, change=change.kind)
    return outcome
