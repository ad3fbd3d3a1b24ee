"""The mail to operators about the system itself: what began, what is over, what to run first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core.system_health import Finding, FindingKind
from advisory_watch.core.text import in_words

ELSEWHERE = frozenset({FindingKind.NOT_READ})
"""A source that cannot be read is told by its own alert, which has the reason of the failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemNotice:
    """A mail to operators, and the faults that they know once it is sent, by name, since when."""

    subject: str
    text: str
    told: Mapping[str, datetime]


def build_notice(
    findings: Sequence[Finding], told: Mapping[str, datetime], at: datetime, stack: str
) -> SystemNotice | None:
    """Build the mail about what changed since the last one; None if nothing did."""
    current = {finding.name: finding for finding in findings if finding.kind not in ELSEWHERE}
    new = [finding for name, finding in current.items() if name not in told]
    over = {name: since for name, since in told.items() if name not in current}
    if not new and not over:
        return None
    lines = [f"Stack {stack}, {_minute(at)}."]
    for finding in new:
        lines += ["", f"{finding.urgency.value.upper()}: {finding.found}."]
        lines += [f"First command: {finding.first_command}"]
    for name, since in over.items():
        lines += ["", f"OVER: {name}, after {in_words(at - since)} (since {_minute(since)})."]
    lines += ["", _outlook(current)]
    return SystemNotice(
        subject=_subject(new, over),
        text="\n".join(lines) + "\n",
        told={name: told.get(name, at) for name in current},
    )


def _subject(new: Sequence[Finding], over: Mapping[str, datetime]) -> str:
    if new:
        more = f" and {len(new) - 1} more" if len(new) > 1 else ""
        return f"Advisory Watch, {new[0].urgency.value}: {new[0].name}{more}"
    more = f" and {len(over) - 1} more" if len(over) > 1 else ""
    return f"Advisory Watch, over: {next(iter(over))}{more}"


def _outlook(current: Mapping[str, Finding]) -> str:
    if not current:
        return "The system is well again. There is nothing to do."
    return (
        f"In force now: {', '.join(current)}. docs/runbook.md has the next steps under these "
        "names. Another mail says when each is over."
    )


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
