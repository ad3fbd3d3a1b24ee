"""Who is told, and how much there is to tell: the part of a bill that its owner decides."""

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
    """How many are told by each channel; `sms` by country. Everybody gets everything.

    `changes` is how many alerts there are in a month; None takes those of the recorded months.
    """

    email: int = 0
    webhook: int = 0
    sms: Mapping[str, int] = field(default_factory=dict)
    changes: float | None = None


@dataclass(frozen=True, kw_only=True)  # no slots: what follows is reckoned once
class Usage:
    """A stack and its audience, and what follows from both for a month."""

    stack: Stack
    audience: Audience
    habits: Mapping[str, Habit]

    @cached_property
    def checks(self) -> Mapping[str, float]:
        """How often each source is checked, as far as it is."""
        function = self.stack.functions.get(CHECKS)
        runs: dict[str, float] = {}
        for schedule in function.schedules.values() if function else ():
            for source in schedule.sources:
                runs[source] = runs.get(source, 0) + schedule.runs
        return {source: number for source, number in runs.items() if number}

    @cached_property
    def wide(self) -> Mapping[str, Round]:
        """What each check takes of those sources that are read in parts."""
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
        """Return what a check of a source takes where that is read at once."""
        return self.habits.get(source, USUAL)

    @property
    def parts(self) -> float:
        """How many parts of wide sources are worked."""
        return self.rounds(lambda each: each.parts)

    def rounds(self, amount: Callable[[Round], float]) -> float:
        """Add up something of all checks of wide sources."""
        return sum(self.checks[source] * amount(each) for source, each in self.wide.items())

    @property
    def alerts(self) -> float:
        """How many alerts there are: as many as was said, or as the sources have."""
        if self.audience.changes is not None:
            return self.audience.changes
        return sum(self.habit_of(each).alerts for each in self.checks)

    def alerts_of(self, source: str) -> float:
        """How many of them one source has: the same share as in the recorded months."""
        usual = sum(self.habit_of(each).alerts for each in self.checks)
        return self.alerts * self.habit_of(source).alerts / usual if usual else 0

    @property
    def urgent(self) -> float:
        """How many of them go to phones: the same share as in the recorded months."""
        usual = sum(self.habit_of(each).alerts for each in self.checks)
        share = sum(self.habit_of(each).urgent for each in self.checks) / usual if usual else 1
        return self.alerts * share

    @property
    def functions(self) -> tuple[Function, ...]:
        """The functions in the order of their names."""
        return tuple(each for _, each in sorted(self.stack.functions.items()))

    def runs(self, function: Function) -> float:
        """How often a function is begun: by its schedules, the ledger's stream, or the queue."""
        rung, taken = function.is_rung, function.workers > 0
        return function.runs + (self.alerts if rung else 0) + (self.parts if taken else 0)

    def scheduled(self, name: str) -> float:
        """How often the schedules begin a function; 0 where there is no such function."""
        function = self.stack.functions.get(name)
        return function.runs if function else 0


def numbered(number: float) -> str:
    """Write a quantity for a person: `8,760`, `0.25`."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"  # noqa: PLR2004 - as a person would
