"""The audience and the number of alerts: the part of a bill that its owner decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from advisory_watch.core.costs.habits import USUAL, Habit
from advisory_watch.core.costs.stack import Function, Stack
from advisory_watch.core.costs.wide import Round

DIGESTS = "DigestFunction"
SITE = "SiteFunction"
SWEEPS = "NotifyFunction"
CHECKS = "CheckFunction"
WORKS = "WorkFunction"
"""The functions by the names that the template gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The number of subscribers by channel; `sms` by country. No subscription has a filter.

    `changes` is the number of alerts per month; None takes the number of the recorded
    months.
    """

    email: int = 0
    webhook: int = 0
    sms: Mapping[str, int] = field(default_factory=dict)
    changes: float | None = None


@dataclass(frozen=True, kw_only=True)  # no slots: the cached properties need a `__dict__`
class Usage:
    """A stack and its audience, and the monthly quantities that follow."""

    stack: Stack
    audience: Audience
    habits: Mapping[str, Habit]

    @cached_property
    def checks(self) -> Mapping[str, float]:
        """The number of checks per source; sources without checks are left out."""
        function = self.stack.functions.get(CHECKS)
        runs: dict[str, float] = {}
        for schedule in function.schedules.values() if function else ():
            for source in schedule.sources:
                runs[source] = runs.get(source, 0) + schedule.runs
        return {source: number for source, number in runs.items() if number}

    @cached_property
    def wide(self) -> Mapping[str, Round]:
        """The use of resources by each check of the sources that are read in partitions."""
        work = self.stack.functions.get(WORKS)
        if work is None or not work.workers:
            return {}
        return {
            source: Round(habit=self.habit_of(source), workers=work.workers)
            for source in self.checks
            if self._is_wide(self.habit_of(source))
        }

    def _is_wide(self, habit: Habit) -> bool:
        return 0 < self.stack.wide_from_documents <= habit.listed

    def habit_of(self, source: str) -> Habit:
        """Return the use of a check of a source that is read without partitions."""
        return self.habits.get(source, USUAL)

    @property
    def parts(self) -> float:
        """The number of partitions of wide sources that are worked."""
        return self.rounds(lambda wide_check: wide_check.parts)

    def rounds(self, amount: Callable[[Round], float]) -> float:
        """Sum an amount over all checks of wide sources."""
        return sum(
            self.checks[source] * amount(wide_check) for source, wide_check in self.wide.items()
        )

    @property
    def alerts(self) -> float:
        """The number of alerts: the given number, or the usual number of the sources."""
        if self.audience.changes is not None:
            return self.audience.changes
        return sum(self.habit_of(checked).alerts for checked in self.checks)

    def alerts_of(self, source: str) -> float:
        """Return the alerts of one source, by its share in the recorded months."""
        usual = sum(self.habit_of(checked).alerts for checked in self.checks)
        return self.alerts * self.habit_of(source).alerts / usual if usual else 0

    @property
    def urgent(self) -> float:
        """The number of alerts that go to phones, by their share in the recorded months."""
        usual = sum(self.habit_of(checked).alerts for checked in self.checks)
        share = (
            sum(self.habit_of(checked).urgent for checked in self.checks) / usual if usual else 1
        )
        return self.alerts * share

    @property
    def functions(self) -> tuple[Function, ...]:
        """The functions in the order of their names."""
        return tuple(func for _, func in sorted(self.stack.functions.items()))

    def runs(self, function: Function) -> float:
        """Return the runs of a function: by schedules, by the ledger's stream, or by the queue."""
        rung, taken = function.is_rung, function.workers > 0
        return function.runs + (self.alerts if rung else 0) + (self.parts if taken else 0)

    def scheduled(self, name: str) -> float:
        """Return the scheduled runs of a function; 0 if it does not exist."""
        function = self.stack.functions.get(name)
        return function.runs if function else 0


def numbered(number: float) -> str:
    """Format a quantity for people: `8,760`, `0.25`."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"  # noqa: PLR2004 - as a person would
