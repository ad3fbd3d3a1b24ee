"""The figures of a run, as a chapter of docs/reliability."""

from collections import Counter
from collections.abc import Iterable, Iterator

from load.calls import SEND
from load.faults import FAILING_SHARE, STUMBLING_SHARE, Kind
from load.advice import advisories
from load.result import Told
from load.proxy_log import Entry


def chapter(told: Told) -> str:
    """Write the chapter."""
    return "\n".join([*_world(told), "", *_calls(told), "", *_alerts(told), ""])


def _world(told: Told) -> Iterator[str]:
    changed = sum(told.quiet[path] != told.news[path] for path in told.quiet)
    rounds = told.rounds
    yield "| | |"
    yield "|---|---|"
    yield f"| documents served, of seven sources | {len(told.quiet):,} |"
    yield f"| advisories in them (a source's word on a destination) | {advisories():,} |"
    yield f"| of those changed, in {changed} documents | {len(told.truths)} |"
    yield f"| rounds of seven checks until all was known | {told.quiet_rounds} |"
    yield f"| rounds until every change was recorded | {told.news_rounds} |"
    yield f"| invocations of `check`, and sweeps of `notify` | {rounds.checks}, {rounds.sweeps} |"
    yield f"| invocations that ended with an error | {len(rounds.failures)} |"
    yield f"| from the first check to the last sweep | {told.took_s:.0f} s |"


def _calls(told: Told) -> Iterator[str]:
    """Count calls by service and action; a call includes all its attempts."""
    at_risk = [entry for entry in told.log if entry.is_at_risk]
    head = ["call", "calls", "attempts", *(kind.value for kind in Kind), "first attempt only"]
    yield (
        f"{FAILING_SHARE:.0%} of the calls fail on every attempt, in three ways, and "
        f"{STUMBLING_SHARE:.0%} more on the first attempt only, which the SDK hides:"
    )
    yield ""
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for name in sorted({_name(entry) for entry in at_risk}):
        yield _row(f"`{name}`", [entry for entry in at_risk if _name(entry) == name])
    yield _row("all", at_risk)


def _row(name: str, entries: list[Entry]) -> str:
    lasting = Counter(
        entry.fault.kind for entry in entries if entry.fault and entry.fault.is_lasting
    )
    once = sum(entry.fault is not None and not entry.fault.is_lasting for entry in entries)
    attempts = sum(entry.attempts for entry in entries)
    kinds = " | ".join(f"{lasting[kind]:,}" for kind in Kind)
    return f"| {name} | {len(entries):,} | {attempts:,} | {kinds} | {once:,} |"


def _alerts(told: Told) -> Iterator[str]:
    truths = frozenset(told.truths)
    sends = [entry for entry in told.log if entry.call.purpose == SEND]
    alone = [entry for entry in sends if "data" in entry.call.channels]
    doubtful, unmarked = told.doubtful_sends, told.failed_marks - told.doubtful_sends
    yield "| alerts | |"
    yield "|---|---|"
    yield f"| owed: one for each change | {len(told.truths)} |"
    yield f"| of those, not told to a program in its queue | {len(truths - told.heard)} |"
    yield f"| told without having happened | {len(told.heard - truths)} |"
    yield f"| publications of a single alert that SNS took | {_acts(alone)} |"
    yield f"| emails of a storm that SNS took | {_acts(e for e in sends if e not in alone)} |"
    yield f"| copies in the queue beyond the first | {told.copies.total()} |"
    yield f"| of alerts whose publication was doubtful | {_copies(told, doubtful)} |"
    yield f"| of alerts that could not be marked | {_copies(told, unmarked)} |"
    yield f"| of any other | {_copies(told, frozenset(told.copies) - doubtful - unmarked)} |"


def _acts(entries: Iterable[Entry]) -> int:
    return sum(entry.acts for entry in entries)


def _copies(told: Told, alerts: frozenset[str]) -> int:
    return sum(times for alert, times in told.copies.items() if alert in alerts)


def _name(entry: Entry) -> str:
    return f"{entry.call.service}:{entry.call.action}"
