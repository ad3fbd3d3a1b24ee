"""Who is told, and how much there is to tell: the part of a bill that its owner decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from advisory_watch.core.costs.assumptions import HABITS, USUAL, Habit
from advisory_watch.core.costs.stack import Function, Stack

DIGESTS = "DigestFunction"
SITE = "SiteFunction"
SWEEPS = "NotifyFunction"
CHECKS = "CheckFunction"
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

    @cached_property
    def checks(self) -> Mapping[str, float]:
        """How often each source is checked, as far as it is."""
        function = self.stack.functions.get(CHECKS)
        runs: dict[str, float] = {}
        for schedule in function.schedules.values() if function else ():
            for source in schedule.sources:
                runs[source] = runs.get(source, 0) + schedule.runs
        return {source: number for source, number in runs.items() if number}

    @property
    def alerts(self) -> float:
        """How many alerts there are: as many as was said, or as the sources have."""
        if self.audience.changes is not None:
            return self.audience.changes
        return sum(habit_of(each).alerts for each in self.checks)

    @property
    def urgent(self) -> float:
        """How many of them go to phones: the same share as in the recorded months."""
        usual = sum(habit_of(each).alerts for each in self.checks)
        share = sum(habit_of(each).urgent for each in self.checks) / usual if usual else 1
        return self.alerts * share

    @property
    def functions(self) -> tuple[Function, ...]:
        """The functions in the order of their names."""
        return tuple(each for _, each in sorted(self.stack.functions.items()))

    def runs(self, function: Function) -> float:
        """How often a function is begun: by its schedules, and by what the ledger rings for."""
        return function.runs + (self.alerts if function.is_rung else 0)

    def scheduled(self, name: str) -> float:
        """How often the schedules begin a function; 0 where there is no such function."""
        function = self.stack.functions.get(name)
        return function.runs if function else 0


def habit_of(source: str) -> Habit:
    """Return what a check of a source takes."""
    return HABITS.get(source, USUAL)


def numbered(number: float) -> str:
    """Write a quantity for a person: `8,760`, `0.25`."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"  # noqa: PLR2004 - as a person would
