"""The resources of a template that cost anything."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from advisory_watch.core.costs.schedules import runs_a_month


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a function runs, and for which `sources`, if it is a check."""

    expression: str
    sources: tuple[str, ...] = ()

    @property
    def runs(self) -> float:
        """The number of runs per month."""
        return runs_a_month(self.expression)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function by its name in the template; `is_rung` if the ledger's stream triggers it.

    `workers` is how many a queue starts in parallel; 0 if no queue triggers it.
    """

    name: str
    memory_mb: int
    schedules: Mapping[str, Schedule]
    is_rung: bool = False
    workers: int = 0
    is_traced: bool = False

    @property
    def runs(self) -> float:
        """The number of scheduled runs per month."""
        return sum(schedule.runs for schedule in self.schedules.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """Functions by name, the number of resources by type, and a few settings.

    `recovered_tables` counts tables with point-in-time recovery. `log_days` is the
    retention of logs. `has_own_key` is set if the owner brings a key. A source with at
    least `wide_from_documents` documents is read in partitions; 0 means never.
    """

    functions: Mapping[str, Function]
    resources: Mapping[str, int] = field(default_factory=dict)
    recovered_tables: int = 0
    log_days: int = 30
    has_own_key: bool = False
    wide_from_documents: int = 0

    def count(self, kind: str) -> int:
        """Return the number of resources of a type."""
        return self.resources.get(kind, 0)


def reading_only(stack: Stack, sources: Collection[str]) -> Stack:
    """Turn off the schedules of all sources except some."""
    return _with_schedules(
        stack,
        lambda schedule: (
            schedule
            if set(schedule.sources) <= set(sources)
            else replace(schedule, expression="off")
        ),
    )


def checking_every(stack: Stack, expression: str) -> Stack:
    """Check every enabled source at another interval."""
    return _with_schedules(
        stack,
        lambda schedule: (
            replace(schedule, expression=expression)
            if schedule.sources and schedule.expression != "off"
            else schedule
        ),
    )


def _with_schedules(stack: Stack, change: Callable[[Schedule], Schedule]) -> Stack:
    functions = {
        name: replace(
            function,
            schedules={event: change(schedule) for event, schedule in function.schedules.items()},
        )
        for name, function in stack.functions.items()
    }
    return replace(stack, functions=functions)
