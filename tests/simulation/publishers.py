"""The true advice of the publishers, which the program can only see through their pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import name_of

PHRASES = {
    Severity.NORMAL: "Exercise normal precautions in",
    Severity.CAUTION: "Exercise increased caution in",
    Severity.RECONSIDER: "Reconsider travel to",
    Severity.DO_NOT_TRAVEL: "Do not travel to",
}
LEAVE = " U.S. citizens should leave immediately."

NEWS_MAX = 3
"""The most issues of one publisher in two days.

If a tenth of all destinations, and at least five, get the same new date, it counts as a bulk
re-dating (`core.thresholds`). Each page may also show one distorted item.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One true issue about one destination; its text contains its number."""

    code: str
    number: int
    severity: Severity
    issued_at: datetime
    tells_to_leave: bool = False

    @property
    def issued_on(self) -> date:
        """The publisher's date of the issue."""
        return self.issued_at.date()

    @property
    def html(self) -> str:
        """The text, in the publisher's format."""
        name = name_of(self.code)
        leave = LEAVE if self.tells_to_leave else ""
        advice = f"{PHRASES[self.severity]} {name} due to unrest.{leave}"
        return f"<p>{advice}</p><p>This is bulletin {self.number} about {name}.</p>"


class SimulatedPublisher:
    """One government: its destinations, and every issue about each of them."""

    def __init__(self, source_id: str, codes: Sequence[str], start: datetime) -> None:
        self.source_id = source_id
        self.codes = tuple(codes)
        self.issues = {code: [_in_force(code, at, start)] for at, code in enumerate(codes)}

    def issue(self, code: str, severity: Severity, at: datetime, *, tells_to_leave: bool) -> bool:
        """Add a new issue; return False if too many are recent.

        A destination has at most one issue a day: two issues of one date contradict each other, and
        no rule can decide between them.
        """
        recent = [
            issue for issues in self.issues.values() for issue in issues if _is_recent(issue, at)
        ]
        latest = self.issues[code][-1]
        if len(recent) >= NEWS_MAX or latest.issued_on == at.date():
            return False
        number = latest.number + 1
        self.issues[code].append(
            Issue(
                code=code,
                number=number,
                severity=severity,
                issued_at=at,
                tells_to_leave=tells_to_leave,
            )
        )
        return True

    def issue_in_force(self, code: str, at: datetime) -> Issue:
        """Return the issue in force for a destination at a time."""
        return next(issue for issue in reversed(self.issues[code]) if issue.issued_at <= at)

    def issue_numbered(self, code: str, number: int) -> Issue | None:
        """Return an issue by its number, or None if not found."""
        return next((issue for issue in self.issues[code] if issue.number == number), None)


def _in_force(code: str, at: int, start: datetime) -> Issue:
    """Return a first issue that is weeks old: the first read of a source sends no alerts."""
    severity = Severity(1 + at % 4)
    issued_at = start - timedelta(days=30 + 11 * at)
    return Issue(code=code, number=1, severity=severity, issued_at=issued_at)


def _is_recent(issue: Issue, at: datetime) -> bool:
    return issue.issued_on >= at.date() - timedelta(days=1)
