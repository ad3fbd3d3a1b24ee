"""What a template sets up, as far as it costs anything."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from advisory_watch.core.costs.schedules import runs_a_month


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a function is begun, and with what: `sources` where it is a check of some."""

    expression: str
    sources: tuple[str, ...] = ()

    @property
    def runs(self) -> float:
        """How often it is begun in a month."""
        return runs_a_month(self.expression)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function by its name in the template; `is_rung` where the ledger's stream begins it.

    `workers` is how many of it at once a queue begins; 0 where none does.
    """

    name: str
    memory_mb: int
    schedules: Mapping[str, Schedule]
    is_rung: bool = False
    workers: int = 0
    is_traced: bool = False

    @property
    def runs(self) -> float:
        """How often its schedules begin it in a month."""
        return sum(each.runs for each in self.schedules.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """Functions by name, the number of resources by type, and a few settings.

    `recovered_tables` keep what they were at every second; `log_days` is for how long logs
    are kept; `has_own_key` where the owner brings one. From `wide_from_documents` on a source
    is read in parts; 0 means never.
    """

    functions: Mapping[str, Function]
    resources: Mapping[str, int] = field(default_factory=dict)
    recovered_tables: int = 0
    log_days: int = 30
    has_own_key: bool = False
    wide_from_documents: int = 0

    def count(self, kind: str) -> int:
        """Return how many resources there are of a type."""
        return self.resources.get(kind, 0)


def reading_only(stack: Stack, sources: Collection[str]) -> Stack:
    """Turn off the schedules of all sources but some."""
    return _with_schedules(
        stack,
        lambda each: each if set(each.sources) <= set(sources) else replace(each, expression="off"),
    )


def checking_every(stack: Stack, expression: str) -> Stack:
    """Check every source that is read at another interval."""
    return _with_schedules(
        stack,
        lambda each: (
            replace(each, expression=expression)
            if each.sources and each.expression != "off"
            else each
        ),
    )


def _with_schedules(stack: Stack, change: Callable[[Schedule], Schedule]) -> Stack:
    functions = {
        name: replace(each, schedules={event: change(one) for event, one in each.schedules.items()})
        for name, each in stack.functions.items()
    }
    return replace(stack, functions=functions)
