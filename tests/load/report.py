"""The figures of a run, as a chapter of docs/reliability."""

from collections import Counter
from collections.abc import Iterable, Iterator

from load.advice import advisories
from load.calls import SEND
from load.faults import FAILING_SHARE, STUMBLING_SHARE, FaultKind
from load.proxy_log import LoggedCall
from load.result import LoadResult


def write_report(result: LoadResult) -> str:
    """Write the chapter."""
    return "\n".join([*_size(result), "", *_calls(result), "", *_alerts(result), ""])


def _size(result: LoadResult) -> Iterator[str]:
    changed = sum(result.quiet[path] != result.news[path] for path in result.quiet)
    scheduler = result.scheduler
    yield "| | |"
    yield "|---|---|"
    yield f"| documents served, of seven sources | {len(result.quiet):,} |"
    yield f"| advisories in them (a source's word on a destination) | {advisories():,} |"
    yield f"| of those changed, in {changed} documents | {len(result.true_changes)} |"
    yield f"| rounds of seven checks until all was recorded | {result.quiet_rounds} |"
    yield f"| rounds until every change was recorded | {result.news_rounds} |"
    invocations = f"{scheduler.checks}, {scheduler.retries}"
    yield f"| invocations of `check`, and scheduled retries of `notify` | {invocations} |"
    yield f"| invocations that ended with an error | {len(scheduler.failures)} |"
    yield f"| from the first check to the last scheduled retry | {result.took_s:.0f} s |"


def _calls(result: LoadResult) -> Iterator[str]:
    """Count calls by service and action; a call includes all its attempts."""
    at_risk = [logged_call for logged_call in result.log if logged_call.is_at_risk]
    head = ["call", "calls", "attempts", *(kind.value for kind in FaultKind), "first attempt only"]
    yield (
        f"{FAILING_SHARE:.0%} of the calls fail on every attempt, in three ways, and "
        f"{STUMBLING_SHARE:.0%} more on the first attempt only, which the SDK hides:"
    )
    yield ""
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for name in sorted({_name(logged_call) for logged_call in at_risk}):
        yield _row(
            f"`{name}`", [logged_call for logged_call in at_risk if _name(logged_call) == name]
        )
    yield _row("all", at_risk)


def _row(name: str, calls: list[LoggedCall]) -> str:
    lasting = Counter(
        logged_call.fault.kind
        for logged_call in calls
        if logged_call.fault and logged_call.fault.is_lasting
    )
    once = sum(
        logged_call.fault is not None and not logged_call.fault.is_lasting for logged_call in calls
    )
    attempts = sum(logged_call.attempts for logged_call in calls)
    kinds = " | ".join(f"{lasting[kind]:,}" for kind in FaultKind)
    return f"| {name} | {len(calls):,} | {attempts:,} | {kinds} | {once:,} |"


def _alerts(result: LoadResult) -> Iterator[str]:
    true_changes = frozenset(result.true_changes)
    sends = [logged_call for logged_call in result.log if logged_call.call.purpose == SEND]
    alone = [logged_call for logged_call in sends if "data" in logged_call.call.channels]
    doubtful, unmarked = result.doubtful_sends, result.failed_marks - result.doubtful_sends
    yield "| alerts | |"
    yield "|---|---|"
    yield f"| created: one for each change | {len(result.true_changes)} |"
    yield f"| of those, missing in the program's queue | {len(true_changes - result.received)} |"
    yield f"| sent without a change | {len(result.received - true_changes)} |"
    yield f"| publications of a single alert that SNS accepted | {_acts(alone)} |"
    yield f"| emails of a burst that SNS accepted | {_acts(e for e in sends if e not in alone)} |"
    yield f"| copies in the queue beyond the first | {result.copies.total()} |"
    yield f"| of alerts whose publication was ambiguous | {_copies(result, doubtful)} |"
    yield f"| of alerts that could not be marked | {_copies(result, unmarked)} |"
    yield f"| of any other | {_copies(result, frozenset(result.copies) - doubtful - unmarked)} |"


def _acts(calls: Iterable[LoggedCall]) -> int:
    return sum(logged_call.acts for logged_call in calls)


def _copies(result: LoadResult, alerts: frozenset[str]) -> int:
    return sum(times for alert, times in result.copies.items() if alert in alerts)


def _name(logged_call: LoggedCall) -> str:
    return f"{logged_call.call.service}:{logged_call.call.action}"
