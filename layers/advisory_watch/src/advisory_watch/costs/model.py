"""The stack, its usage in a month, and the bill that follows."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil

from advisory_watch.core.partition import PART_DOCUMENTS, numbers_of
from advisory_watch.costs.prices import Price, SourceProfile, assumptions, profile_of
from advisory_watch.costs.schedules import runs_a_month


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """One price and its quantity per month; `driver` explains the quantity."""

    price: Price
    quantity: float
    driver: str

    @property
    def usd(self) -> float:
        """The cost at list price."""
        return self.price.of(self.quantity)

    @property
    def free_usd(self) -> float:
        """The free share of it, if nothing else in the account uses the free tier."""
        return self.price.of(min(self.quantity, self.price.free))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """All lines of a month with any quantity, in the order of the data flow."""

    lines: tuple[BillLine, ...]

    @property
    def usd(self) -> float:
        """The cost of the month at list price."""
        return sum(line.usd for line in self.lines)

    @property
    def free_usd(self) -> float:
        """The share that stays free without end, for an account in which nothing else runs."""
        return sum(line.free_usd for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSchedule:
    """When a function runs, and for which `sources`, if it is a check."""

    expression: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFunction:
    """A function by its name in the template; `is_rung` if the ledger's stream triggers it.

    `workers` is how many a queue starts in parallel; 0 if no queue triggers it.
    """

    name: str
    memory_mb: int
    schedules: Mapping[str, PlannedSchedule]
    is_rung: bool = False
    workers: int = 0
    is_traced: bool = False

    @property
    def runs(self) -> float:
        """The number of scheduled runs per month."""
        return sum(runs_a_month(schedule.expression) for schedule in self.schedules.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStack:
    """Functions by name, the number of resources by type, and a few settings.

    `recovered_tables` counts tables with point-in-time recovery. `log_days` is the
    retention of logs. `has_own_key` is set if the owner brings a key. A source with at
    least `wide_from_documents` documents is read in partitions; 0 means never.
    """

    functions: Mapping[str, PlannedFunction]
    resources: Mapping[str, int] = field(default_factory=dict)
    recovered_tables: int = 0
    log_days: int = 30
    has_own_key: bool = False
    wide_from_documents: int = 0

    def count(self, kind: str) -> int:
        """Return the number of resources of a type."""
        return self.resources.get(kind, 0)


def reading_only(stack: PlannedStack, sources: Collection[str]) -> PlannedStack:
    """Turn off the schedules of all sources except some."""
    return _reschedule(stack, "off", lambda schedule: not set(schedule.sources) <= set(sources))


def checking_every(stack: PlannedStack, expression: str) -> PlannedStack:
    """Check every enabled source at another interval."""
    return _reschedule(
        stack, expression, lambda schedule: bool(schedule.sources) and schedule.expression != "off"
    )


def _reschedule(
    stack: PlannedStack, expression: str, is_changed: Callable[[PlannedSchedule], bool]
) -> PlannedStack:
    functions = {}
    for name, function in stack.functions.items():
        changed = {
            event: replace(schedule, expression=expression)
            for event, schedule in function.schedules.items()
            if is_changed(schedule)
        }
        functions[name] = replace(function, schedules={**function.schedules, **changed})
    return replace(stack, functions=functions)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionedCheck:
    """One check that dispatches partitions, with the work that follows.

    `profile` is the use of a check that reads the source itself. `workers` is how many hosts are
    read in parallel. All hosts are assumed to have the same number of documents. The queue accepts
    an unchanged partition once in five minutes; more frequent checks are still counted each time.
    """

    profile: SourceProfile
    workers: int

    @property
    def parts(self) -> int:
        """The greatest possible number of partitions; some partition numbers may stay empty."""
        return self.profile.hosts * numbers_of(ceil(self.profile.listed / self.profile.hosts))

    @property
    def requests(self) -> int:
        """The requests to the queue: sending, receiving and deleting."""
        sends = ceil(self.parts / assumptions().parts_a_send)
        return sends + self.parts * assumptions().taking_requests

    @property
    def at_once(self) -> int:
        """The number of workers that have work."""
        return min(self.workers, self.profile.hosts)

    @property
    def seconds(self) -> float:
        """The run time of all workers; a worker waits for one host, a check for several.

        The workers' requests take the time of an ordinary check, less the time of the
        dispatching check itself.
        """
        spared = max(0, self.profile.seconds - assumptions().handing_seconds)
        waiting = spared * min(self.profile.hosts, assumptions().hosts_at_once)
        starting = self.at_once * assumptions().worker_start_seconds
        return waiting + starting + self.parts * assumptions().part_seconds

    @property
    def traces(self) -> float:
        """The number of traced worker runs during the round."""
        followed = min(self.parts, self.seconds / self.at_once * assumptions().traced_a_second)
        return followed + (self.parts - followed) * assumptions().traced_beyond

    @property
    def documents_of_a_part(self) -> int:
        """The documents of a partition, at most, on average."""
        return min(ceil(self.profile.listed / self.profile.hosts), PART_DOCUMENTS)

    @property
    def part_kb(self) -> int:
        """The billed size of writing the item of a partition."""
        return ceil(self.documents_of_a_part * assumptions().part_document_kb)

    @property
    def written_kb(self) -> int:
        """The size of all writes: the source's health, and the partitions with any request."""
        return assumptions().health_kb + min(self.parts, self.profile.documents) * self.part_kb


DIGESTS = "DigestFunction"
SITE = "SiteFunction"
SWEEPS = "NotifyFunction"
CHECKS = "CheckFunction"
WORKS = "WorkFunction"
"""The functions by the names that the template gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderCount:
    """The number of subscribers by channel; `sms` by country. No subscription has a filter.

    `changes` is the number of alerts per month; None takes the number of the recorded months.
    """

    email: int = 0
    webhook: int = 0
    sms: Mapping[str, int] = field(default_factory=dict)
    changes: float | None = None


@dataclass(frozen=True, kw_only=True)  # no slots: the cached properties need a `__dict__`
class Usage:
    """A stack and its audience, and the monthly quantities that follow."""

    stack: PlannedStack
    audience: ReaderCount
    profiles: Mapping[str, SourceProfile] = field(default_factory=dict)

    @cached_property
    def checks(self) -> Mapping[str, float]:
        """The number of checks per source; sources without checks are left out."""
        function = self.stack.functions.get(CHECKS)
        runs: dict[str, float] = {}
        for schedule in function.schedules.values() if function else ():
            for source in schedule.sources:
                runs[source] = runs.get(source, 0) + runs_a_month(schedule.expression)
        return {source: number for source, number in runs.items() if number}

    @cached_property
    def wide(self) -> Mapping[str, PartitionedCheck]:
        """The use of resources by each check of the sources that are read in partitions."""
        work = self.stack.functions.get(WORKS)
        if work is None or not work.workers:
            return {}
        return {
            source: PartitionedCheck(profile=self.profile_of(source), workers=work.workers)
            for source in self.checks
            if 0 < self.stack.wide_from_documents <= self.profile_of(source).listed
        }

    def profile_of(self, source: str) -> SourceProfile:
        """Return the use of a check of a source that is read without partitions."""
        return self.profiles.get(source) or profile_of(source)

    @property
    def parts(self) -> float:
        """The number of partitions of wide sources that are worked."""
        return self.rounds(lambda wide_check: wide_check.parts)

    def rounds(self, amount: Callable[[PartitionedCheck], float]) -> float:
        """Sum an amount over all checks of wide sources."""
        return sum(
            self.checks[source] * amount(wide_check) for source, wide_check in self.wide.items()
        )

    @cached_property
    def usual_alerts(self) -> float:
        """The number of alerts in the recorded months."""
        return sum(self.profile_of(checked).alerts for checked in self.checks)

    @property
    def alerts(self) -> float:
        """The number of alerts: the given number, or the usual number of the sources."""
        changes = self.audience.changes
        return self.usual_alerts if changes is None else changes

    def alerts_of(self, source: str) -> float:
        """Return the alerts of one source, by its share in the recorded months."""
        usual = self.usual_alerts
        return self.alerts * self.profile_of(source).alerts / usual if usual else 0

    @property
    def urgent(self) -> float:
        """The number of alerts that go to phones, by their share in the recorded months."""
        urgent = sum(self.profile_of(checked).urgent for checked in self.checks)
        return self.alerts * (urgent / self.usual_alerts if self.usual_alerts else 1)

    @property
    def functions(self) -> tuple[PlannedFunction, ...]:
        """The functions in the order of their names."""
        return tuple(func for _, func in sorted(self.stack.functions.items()))

    def runs(self, function: PlannedFunction) -> float:
        """Return the runs of a function: by schedules, by the ledger's stream, or by the queue."""
        alerts = self.alerts if function.is_rung else 0
        return function.runs + alerts + (self.parts if function.workers else 0)

    def scheduled(self, name: str) -> float:
        """Return the scheduled runs of a function; 0 if it does not exist."""
        function = self.stack.functions.get(name)
        return function.runs if function else 0


def numbered(number: float) -> str:
    """Format a quantity for people: `8,760`, `0.25`."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"  # noqa: PLR2004 - as a person would
