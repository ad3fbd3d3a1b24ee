"""The publisher of a crisis: its destinations, its two back ends, and its faults."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from advisory_watch.core.advisory import Severity
from simulation.crisis.copies import Destination
from simulation.crisis.feed import FeedPage, serve
from simulation.crisis.issues import Issue
from simulation.crisis.scenario import (
    BackEnd,
    ClockJumped,
    CopyDated,
    CopyShown,
    Crisis,
    FeedBroke,
    FeedRedated,
    IssuePublished,
    LedgerFailed,
    Mode,
    SecondEndpointOpened,
    SightLost,
)
from simulation.scenario import ScenarioEvent

START = datetime(2026, 9, 1, tzinfo=UTC)
CODES = ("BR", "FR", "IN", "JP", "KE", "KW", "MX", "NO", "PE", "TH")
"""The destinations of the publisher; the first ones have stories."""

DAY_S = 86_400.0

Kind = TypeVar("Kind", bound=ScenarioEvent)
Lasting = FeedBroke | LedgerFailed | SecondEndpointOpened | SightLost
"""Events that last for some time."""


class CrisisWorld:
    """Builds the pages of a crisis; all times are seconds after its start."""

    def __init__(self, crisis: Crisis) -> None:
        self.crisis = crisis
        self.destinations = tuple(
            Destination(
                code=code,
                mode=crisis.modes.get(number, Mode.QUIET),
                issues=[first_issue(crisis.seed, number)],
            )
            for number, code in enumerate(CODES)
        )
        self.breaks = self._events(FeedBroke)
        self.jumps = self._events(ClockJumped)
        self._blind = self._events(SightLost)
        self._failures = self._events(LedgerFailed)
        self._openings = self._events(SecondEndpointOpened)
        for issue in self._events(IssuePublished):
            self._publish(issue)
        for shown in self._events(CopyShown):
            self.destinations[shown.destination].odd_copies.append(shown)
        for dated in self._events(CopyDated):
            self.destinations[dated.destination].redated_on.add(moment(dated.at_s).date())
        for redated in self._events(FeedRedated):
            for number in redated.destinations:
                self.destinations[number].bulk_dated_on.add(moment(redated.at_s).date())
        self._moments = sorted(self._moments_of_change())

    def _events(self, kind: type[Kind]) -> list[Kind]:
        """Return the events of a kind in order of time."""
        events = [event for event in self.crisis.events if isinstance(event, kind)]
        return sorted(events, key=lambda event: event.at_s)

    def _publish(self, event: IssuePublished) -> None:
        issues = self.destinations[event.destination].issues
        issues.append(
            Issue(
                code=issues[0].code,
                number=issues[-1].number + 1,
                severity=event.severity,
                published_at=moment(event.at_s),
                issued_on=issues[-1].issued_on if event.keeps_date else moment(event.at_s).date(),
                part=event.part,
                tells_to_leave=event.tells_to_leave,
                has_note=event.has_note,
                lag_s=event.lag_s,
                title_lag_s=event.title_lag_s,
                is_dated_first=event.is_dated_first,
            )
        )

    def page(self, back_end: BackEnd, at_s: float) -> FeedPage:
        """Serve the page of a back end; after the last fault both show the truth."""
        at = moment(at_s)
        if at_s >= self.crisis.ends_s:
            settled = {place.code: place.settled(back_end, at) for place in self.destinations}
            return serve(settled, None, at.date())
        broken = (fault.how for fault in self.breaks if _is_on(fault, back_end, at_s))
        copies = {place.code: place.copy(back_end, at, at_s) for place in self.destinations}
        return serve(copies, next(broken, None), at.date())

    def is_blind(self, at_s: float) -> bool:
        """Check whether no page can be read at this time."""
        return any(_is_during(lost, at_s) for lost in self._blind)

    def is_second_open(self, at_s: float) -> bool:
        """Check whether the second endpoint answers at this time."""
        return any(_is_during(opening, at_s) for opening in self._openings)

    def does_ledger_fail(self, at_s: float) -> bool:
        """Check whether writes to the ledger fail at this time."""
        return any(_is_during(failure, at_s) for failure in self._failures)

    def is_moving(self, at_s: float, before_s: float, after_s: float) -> bool:
        """Check whether any page changed shortly before, or is about to change."""
        place = bisect_left(self._moments, at_s - before_s)
        return place < len(self._moments) and self._moments[place] <= at_s + after_s

    def _moments_of_change(self) -> Iterator[float]:
        for event in self.crisis.events:
            yield event.at_s
            match event:
                case IssuePublished():
                    yield event.at_s + event.title_lag_s
                    yield event.at_s + event.lag_s
                case CopyShown() | FeedBroke() | SightLost() | LedgerFailed():
                    yield event.at_s + event.lasts_s
                case CopyDated() | FeedRedated():
                    yield (event.at_s // DAY_S + 1) * DAY_S
                case _:
                    continue


def moment(at_s: float) -> datetime:
    """Return the time of a number of seconds after the start."""
    return START + timedelta(seconds=at_s)


def first_issue(seed: int, number: int) -> Issue:
    """Return the issue in force when the events begin, which is months old."""
    random = Random(f"{seed} {number}")
    severity = Severity(random.choice((1, 1, 2, 2, 3)))
    published_at = START - timedelta(days=random.randint(150, 400))
    return Issue(
        code=CODES[number],
        number=1,
        severity=severity,
        published_at=published_at,
        issued_on=published_at.date(),
    )


def _is_during(event: Lasting, at_s: float) -> bool:
    return 0 <= at_s - event.at_s < event.lasts_s


def _is_on(fault: FeedBroke, back_end: BackEnd, at_s: float) -> bool:
    return back_end in fault.back_ends and _is_during(fault, at_s)
