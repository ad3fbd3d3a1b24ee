"""What publishers truly say: the ground truth, which the world knows and the program does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from advisory_watch.core.destinations import name_of
from advisory_watch.core.scales import Severity

PHRASES = {
    Severity.NORMAL: "Exercise normal precautions in",
    Severity.CAUTION: "Exercise increased caution in",
    Severity.RECONSIDER: "Reconsider travel to",
    Severity.DO_NOT_TRAVEL: "Do not travel to",
}
LEAVE = " U.S. citizens should leave immediately."

NEWS_MAX = 3
"""Issues of one publisher in two days: a tenth of all, and at least five, on one new date are
taken for a re-dating in bulk (`core.verdicts.limits`), and each page may hold one lie more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One true issue about one destination; its number stands in its words."""

    code: str
    number: int
    severity: Severity
    issued_at: datetime
    tells_to_leave: bool = False

    @property
    def issued_on(self) -> date:
        """The day that the publisher dates it."""
        return self.issued_at.date()

    @property
    def html(self) -> str:
        """The words, in the publisher's way."""
        name = name_of(self.code)
        leave = LEAVE if self.tells_to_leave else ""
        advice = f"{PHRASES[self.severity]} {name} due to unrest.{leave}"
        return f"<p>{advice}</p><p>This is bulletin {self.number} about {name}.</p>"


class Publisher:
    """One government: its destinations, and all that it ever issued about each."""

    def __init__(self, source_id: str, codes: Sequence[str], start: datetime) -> None:
        self.source_id = source_id
        self.codes = tuple(codes)
        self.issues = {code: [_in_force(code, at, start)] for at, code in enumerate(codes)}

    def issue(self, code: str, severity: Severity, at: datetime, *, tells_to_leave: bool) -> bool:
        """Issue something new; tell whether there was room for it.

        One destination has one issue a day: two of one date contradict one another, and no
        rule can tell which is meant.
        """
        recent = [each for every in self.issues.values() for each in every if _is_recent(each, at)]
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

    def said(self, code: str, at: datetime) -> Issue:
        """Return what was in force about a destination at a moment."""
        return next(each for each in reversed(self.issues[code]) if each.issued_at <= at)

    def numbered(self, code: str, number: int) -> Issue | None:
        """Return an issue by its number, None where there is none."""
        return next((each for each in self.issues[code] if each.number == number), None)


def _in_force(code: str, at: int, start: datetime) -> Issue:
    """Begin with issues of weeks ago: nobody is told of what was in force before."""
    severity = Severity(1 + at % 4)
    issued_at = start - timedelta(days=30 + 11 * at)
    return Issue(code=code, number=1, severity=severity, issued_at=issued_at)


def _is_recent(issue: Issue, at: datetime) -> bool:
    return issue.issued_on >= at.date() - timedelta(days=1)
