"""The story of one destination in each mode."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from advisory_watch.core.advisory import Severity
from simulation.crisis.scenario import (
    BackEnd,
    CopyDated,
    CopyShown,
    FeedRedated,
    IssuePublished,
    Mode,
    OddCopy,
)
from simulation.scenario import ScenarioEvent

MINUTE_S = 60.0
HOUR_S = 3_600.0
DAY_S = 86_400.0


@dataclass(slots=True, kw_only=True)
class Place:
    """A destination while its story is written: its level, and whether people must leave."""

    number: int
    severity: Severity
    ends_s: float
    tells_to_leave: bool = False

    def issue(
        self, random: Random, at_s: float, severity: Severity, **fields: Any
    ) -> IssuePublished:
        """Publish an issue at a level; people who were asked to leave at Level 4 still are."""
        is_grave = severity is Severity.DO_NOT_TRAVEL
        leave = is_grave and (self.tells_to_leave or random.random() < 0.4)
        part = Severity.DO_NOT_TRAVEL if not is_grave and random.random() < 0.15 else None
        self.severity, self.tells_to_leave = severity, leave
        usual = IssuePublished(
            at_s=at_s,
            destination=self.number,
            severity=severity,
            part=part,
            tells_to_leave=leave,
            lag_s=random.uniform(1, 48) * HOUR_S,
        )
        return replace(usual, **fields)

    def next_level(self, random: Random) -> Severity:
        """Choose the next level: mostly a graver one, sometimes a milder or the same."""
        if self.severity >= Severity.RECONSIDER and random.random() < 0.3:
            return Severity(random.randint(1, self.severity - 1))
        if self.severity == Severity.DO_NOT_TRAVEL or random.random() < 0.2:
            return self.severity
        return Severity(random.randint(self.severity + 1, 4))


Story = Callable[[Place, Random], Iterator[ScenarioEvent]]


def usual_issues(place: Place, random: Random) -> Iterator[IssuePublished]:
    """Publish an issue about every day."""
    at_s = random.uniform(0.5, 8) * HOUR_S
    while at_s < place.ends_s:
        yield place.issue(random, at_s, place.next_level(random))
        at_s += random.uniform(16, 40) * HOUR_S


def redated(place: Place, random: Random) -> Iterator[ScenarioEvent]:
    """B gives its copy a new date on some days."""
    yield from usual_issues(place, random)
    for day in range(int(place.ends_s // DAY_S) + 1):
        if random.random() < 0.5:
            yield CopyDated(at_s=day * DAY_S, destination=place.number)


def text_first(place: Place, random: Random) -> Iterator[ScenarioEvent]:
    """Save the text, and sometimes the date, up to an hour before the title."""
    at_s = random.uniform(0.5, 8) * HOUR_S
    while at_s < place.ends_s:
        gap_s = random.choice((5, 10, 20, 40, 60)) * MINUTE_S
        is_dated_first = random.random() < 0.6
        severity = place.next_level(random)
        yield place.issue(random, at_s, severity, title_lag_s=gap_s, is_dated_first=is_dated_first)
        at_s += random.uniform(16, 40) * HOUR_S


def two_a_day(place: Place, random: Random) -> Iterator[ScenarioEvent]:
    """Two issues under one date, the second one graver."""
    for day in range(int(place.ends_s // DAY_S) + 1):
        at_s = day * DAY_S + random.uniform(1, 6) * HOUR_S
        for hours in (0.0, random.uniform(4, 10)):
            severity = Severity(min(4, place.severity + 1))
            if at_s + hours * HOUR_S < place.ends_s and place.severity < Severity.DO_NOT_TRAVEL:
                yield place.issue(random, at_s + hours * HOUR_S, severity)


def bulk(place: Place, random: Random) -> Iterator[ScenarioEvent]:
    """Give an eighth of the feed the day of the issue, which has a note."""
    day_s = random.randint(0, int(place.ends_s // DAY_S)) * DAY_S
    at_s = day_s + random.uniform(9, 10) * HOUR_S
    severity = Severity(random.randint(place.severity + 1, 4))
    yield place.issue(random, at_s, severity, has_note=True)
    quiet = range(QUIET_FROM, QUIET_FROM + BULK_DATED)
    yield FeedRedated(at_s=day_s, destinations=tuple(quiet))


QUIET_FROM = 4
"""Destinations from this number on have no story."""

BULK_DATED = 6
"""Enough to be a bulk: at least five (`core.thresholds`)."""


def stub(place: Place, random: Random) -> Iterator[ScenarioEvent]:
    """One back end shows a placeholder for an hour."""
    yield from usual_issues(place, random)
    yield CopyShown(
        at_s=random.uniform(1, place.ends_s / HOUR_S) * HOUR_S,
        destination=place.number,
        copy=OddCopy.STUB,
        lasts_s=HOUR_S,
        back_ends=(random.choice(tuple(BackEnd)),),
    )


def escalation(place: Place, random: Random) -> Iterator[ScenarioEvent]:
    """Issues on successive days: raises, then `leave now`, then `leave now` again."""
    at_s = random.uniform(0.5, 8) * HOUR_S
    while at_s < place.ends_s:
        leave = place.severity is Severity.DO_NOT_TRAVEL
        severity = Severity(min(4, place.severity + random.randint(1, 2)))
        lag_s = random.uniform(1, 20) * HOUR_S
        yield place.issue(random, at_s, severity, tells_to_leave=leave, part=None, lag_s=lag_s)
        at_s += random.uniform(14, 24) * HOUR_S


def year_old(place: Place, random: Random) -> Iterator[ScenarioEvent]:
    """One back end shows a graver copy of a year ago for days."""
    yield from usual_issues(place, random)
    yield CopyShown(
        at_s=random.uniform(0, place.ends_s * 0.7),
        destination=place.number,
        copy=OddCopy.YEAR_OLD,
        lasts_s=random.uniform(12, 72) * HOUR_S,
        back_ends=(random.choice(tuple(BackEnd)),),
    )


def slip(place: Place, random: Random) -> Iterator[ScenarioEvent]:
    """Show a wrong level in a title for hours, of a known text or of a new issue."""
    issues = list(usual_issues(place, random))
    yield from issues
    is_first = bool(issues) and random.random() < 0.4
    yield CopyShown(
        at_s=random.choice(issues).at_s if is_first else random.uniform(0, place.ends_s),
        destination=place.number,
        copy=OddCopy.SLIP,
        lasts_s=random.uniform(0.5, 8) * HOUR_S,
        back_ends=random.choice(((BackEnd.A,), (BackEnd.B,), tuple(BackEnd))),
        severity=Severity(random.randint(1, 4)),
    )


def seesaw(place: Place, random: Random) -> Iterator[ScenarioEvent]:
    """Let the level rise, fall and rise again within days."""
    graver = Severity(random.randint(place.severity + 1, 4))
    at_s = random.uniform(0.5, 4) * HOUR_S
    levels = (graver, Severity(graver - 1), graver)
    for level in levels:
        if at_s < place.ends_s:
            yield place.issue(random, at_s, level, part=None)
        at_s = max(at_s + random.uniform(6, 20) * HOUR_S, (at_s // DAY_S + 1) * DAY_S)


def date_kept(place: Place, random: Random) -> Iterator[ScenarioEvent]:
    """Raise the level under the date of the issue before."""
    at_s = random.uniform(0.5, 8) * HOUR_S
    while at_s < place.ends_s and place.severity < Severity.DO_NOT_TRAVEL:
        severity = Severity(random.randint(place.severity + 1, 4))
        yield place.issue(random, at_s, severity, keeps_date=True)
        at_s += random.uniform(10, 30) * HOUR_S


STORIES: dict[Mode, Story] = {
    Mode.LAG: usual_issues,
    Mode.NEXT_DAY: usual_issues,
    Mode.REDATED: redated,
    Mode.TEXT_FIRST: text_first,
    Mode.TWO_A_DAY: two_a_day,
    Mode.BULK: bulk,
    Mode.STUB: stub,
    Mode.ESCALATION: escalation,
    Mode.YEAR_OLD: year_old,
    Mode.SLIP: slip,
    Mode.SEESAW: seesaw,
    Mode.DATE_KEPT: date_kept,
    Mode.COUNTER: usual_issues,
}
"""The story of each mode that has one."""
