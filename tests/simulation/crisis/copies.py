"""The copy of one destination that a back end shows at a moment."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from advisory_watch.core.advisory import Severity
from simulation.crisis.issues import YEAR_OLD, Issue, wording_of, words_of
from simulation.crisis.scenario import BackEnd, CopyShown, Mode, OddCopy

STUB = "<p>Exercise normal precaution</p><p>Summary not available</p>"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One item as it is shown: the issue of its text, and the level in its title.

    `wording` names its text, without a line that differs at each visit. It is empty if the copy has
    no text of an issue. `is_whole` is set if title and text show the same issue. `is_level_true` is
    set if the title shows the level of the text, or the one that the text is about to replace.
    """

    issue: Issue
    title: Severity
    dated_on: date
    html: str
    wording: str
    is_whole: bool = True
    is_level_true: bool = True


@dataclass(slots=True, kw_only=True)
class Destination:
    """The issues of one destination in order, and what its back ends make of them."""

    code: str
    mode: Mode
    issues: list[Issue]
    odd_copies: list[CopyShown] = field(default_factory=list)
    redated_on: set[date] = field(default_factory=set)
    bulk_dated_on: set[date] = field(default_factory=set)
    visits: int = 0

    def in_force(self, at: datetime, lag: timedelta = timedelta(0)) -> Issue:
        """Return the newest issue at a time; the first one was always there."""
        published = [issue for issue in self.issues[1:] if issue.published_at + lag <= at]
        return published[-1] if published else self.issues[0]

    def copy(self, back_end: BackEnd, at: datetime, seconds: float) -> Copy:
        """Return the copy that a back end shows, `seconds` after the start."""
        copy = self._of_a(at) if back_end is BackEnd.A else self._of_b(at)
        for shown in self.odd_copies:
            if back_end in shown.back_ends and 0 <= seconds - shown.at_s < shown.lasts_s:
                copy = self._odd(shown, copy, at)
        if self.mode is Mode.COUNTER and copy.wording:
            self.visits += 1
            return replace(copy, html=f"{copy.html}<p>Opened {self.visits} times today.</p>")
        return copy

    def settled(self, back_end: BackEnd, at: datetime) -> Copy:
        """Return the copy that a back end shows after the last fault."""
        return _whole(self.in_force(at), back_end)

    def _of_a(self, at: datetime) -> Copy:
        issue = self.in_force(at)
        copy = _whole(issue, BackEnd.A)
        if at < issue.published_at + timedelta(seconds=issue.title_lag_s):
            before = self.issues[issue.number - 2]
            is_dated = issue.is_dated_first
            return replace(
                copy,
                title=before.severity,
                dated_on=issue.issued_on if is_dated else before.issued_on,
                is_whole=before.severity == issue.severity,
            )
        if at.date() in self.bulk_dated_on:
            return replace(copy, dated_on=at.date())
        return copy

    def _of_b(self, at: datetime) -> Copy:
        shown = [
            issue
            for issue in self.issues[1:]
            if issue.published_at + timedelta(seconds=issue.lag_s) <= at
        ]
        issue = shown[-1] if shown else self.issues[0]
        copy = _whole(issue, BackEnd.B)
        if at.date() in self.redated_on:
            return replace(copy, dated_on=at.date())
        if self.mode in (Mode.NEXT_DAY, Mode.ESCALATION) and issue.number > 1:
            day = timedelta(days=1)
            return replace(copy, dated_on=min(issue.issued_on + day, at.date() + day))
        return copy

    def _odd(self, shown: CopyShown, copy: Copy, at: datetime) -> Copy:
        match shown.copy:
            case OddCopy.STUB:
                return Copy(
                    issue=copy.issue,
                    title=Severity.NORMAL,
                    dated_on=at.date(),
                    html=STUB,
                    wording="",
                    is_whole=False,
                    is_level_true=False,
                )
            case OddCopy.YEAR_OLD:
                first = self.issues[0]
                return _whole(year_old_issue(first), shown.back_ends[0])
            case _:
                is_right = copy.issue.severity == shown.severity
                return replace(
                    copy, title=shown.severity, is_whole=is_right, is_level_true=is_right
                )


def year_old_issue(first: Issue) -> Issue:
    """Return the graver issue that the first one replaced a year ago."""
    return replace(
        first,
        number=YEAR_OLD,
        severity=Severity.DO_NOT_TRAVEL,
        published_at=first.published_at - YEAR,
        issued_on=first.issued_on - YEAR,
    )


def _whole(issue: Issue, back_end: BackEnd) -> Copy:
    return Copy(
        issue=issue,
        title=issue.severity,
        dated_on=issue.issued_on,
        html=words_of(issue, back_end),
        wording=wording_of(issue, back_end),
    )
