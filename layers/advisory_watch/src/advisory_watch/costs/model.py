"""The events of a month, the amounts that each uses, and the bill that follows.

The quantity of a line is the sum of number times amount over all events; its driver lists them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from advisory_watch.core.errors import UsageError
from advisory_watch.costs.prices import (
    Amounts,
    Price,
    assumptions,
    prices,
    profile_of,
    sms_prices,
    uses,
)
from advisory_watch.costs.schedules import DAYS

DRIVERS = 6
"""A line names so many events, the most expensive first."""


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
    """All lines of a month with any quantity, in the order of prices.toml."""

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
class PlannedRun:
    """One trigger of a function: `number` scheduled runs a month, or 0 for another trigger.

    `kind` is the kind of the event, as in assumptions.toml: for the ledger's stream `ring` or
    `ring_site`, for the queue `part`, for a check any other name, and its `sources`.
    """

    kind: str
    memory_mb: int = 128
    number: float = 0.0
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStack:
    """The triggers of all functions, the number of resources by type, and the days of logs.

    A source with at least `wide_from_documents` documents is read in partitions.
    """

    runs: tuple[PlannedRun, ...] = ()
    resources: Mapping[str, int] = field(default_factory=dict)
    log_days: int = 30
    wide_from_documents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderCount:
    """The number of subscribers by channel; `sms` by country. No subscription has a filter.

    `changes` is the number of alerts per month; None takes the number of the recorded months.
    `us_number` is the kind of number that sends to the United States.
    """

    email: int = 0
    webhook: int = 0
    sms: Mapping[str, int] = field(default_factory=dict)
    changes: float | None = None
    us_number: str = "toll-free"


Event = tuple[str, float, Amounts]
"""A name, how often it happens in a month, and the amounts of each time by name of the price."""


def estimate(stack: PlannedStack, audience: ReaderCount) -> Bill:
    """Estimate the bill of a month. Raises `UsageError` for a country without a known price."""
    usual, urgent = (
        sum(getattr(profile_of(source), which) for run in stack.runs for source in run.sources)
        for which in ("alerts", "urgent")
    )
    alerts = usual if audience.changes is None else audience.changes
    events = [event for run in stack.runs for event in _events_of_run(stack, run, alerts)]
    events += _messages(stack, audience, alerts, alerts * (urgent / usual if usual else 1))
    events += [
        (kind.rpartition(":")[2], number, uses().get(kind, {}))
        for kind, number in stack.resources.items()
    ]
    table = {**prices()} | {_sms_line(country): found for country, found in sms_prices().items()}
    lines = (_line(found, name, events) for name, found in table.items())
    return Bill(lines=tuple(line for line in lines if line.quantity > 0))


def numbered(number: float) -> str:
    """Format a quantity for people: `8,760`, `0.25`."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"  # noqa: PLR2004 - as a person would


def _events_of_run(stack: PlannedStack, run: PlannedRun, alerts: float) -> Iterator[Event]:
    """Yield what starts a function by one trigger."""
    scheduled = uses()["schedule"] if run.number else {}
    for name, number, work in _work(stack, run, alerts):
        use = _sum(work, uses()["run"], scheduled)
        yield name, number, _priced(use, run.memory_mb, stack.log_days)


def _work(stack: PlannedStack, run: PlannedRun, alerts: float) -> Iterator[Event]:
    if run.kind == "part":
        for check in stack.runs:
            parts = sum(_parts(stack, source) for source in check.sources)
            yield f"parts of {_named(check.sources)}", check.number * parts, uses()["part"]
    elif run.kind.startswith("ring"):
        yield run.kind.replace("_", " of the "), alerts, uses()[run.kind]
    elif run.sources:
        found = [profile_of(source).use for source in run.sources]
        waited = {"wait_s": max(use["wait_s"] for use in found)}  # sources are read side by side
        yield _named(run.sources), run.number, {**_sum(*found), **waited}
    else:
        yield run.kind, run.number, uses().get(run.kind, uses()["sweep"])


def _named(sources: tuple[str, ...]) -> str:
    first, *more = sources or ("none",)
    return first + (f" and {len(more)} more" if more else "")


def _parts(stack: PlannedStack, source: str) -> int:
    profile = profile_of(source)
    return profile.parts if 0 < stack.wide_from_documents <= profile.listed else 0


def _messages(
    stack: PlannedStack, audience: ReaderCount, alerts: float, urgent: float
) -> Iterator[Event]:
    digests = sum(run.number for run in stack.runs if run.kind == "digest")
    yield "alerts", alerts, _priced(uses()["alert"], 1, 0)
    yield "messages", alerts + digests, {"messages": 1, "emails": audience.email}
    yield "alerts to webhooks", alerts, {"webhooks": audience.webhook}
    for country, phones in audience.sms.items():
        yield "urgent alerts", urgent, {_sms_line(country): phones}
    if audience.sms.get("US"):
        yield "urgent alerts", urgent, {f"{audience.us_number} fees": audience.sms["US"]}
        yield "sender", 1, uses()[audience.us_number]


def _priced(raw: Amounts, memory_mb: int, log_days: int) -> Amounts:
    """Turn raw figures into quantities of prices; a processor comes with memory."""
    factor, use = assumptions(), {**assumptions("zero"), **raw}
    processing_s = use["cpu_s"] * factor["processor_mb"] / memory_mb
    seconds = use["wait_s"] + use["calls"] * factor["call_s"] + processing_s
    return use | {
        "lambda_time": seconds * memory_mb / 1024,
        "transfer": use["requests"] * factor["request_kb"],
        "table_reads": use["read_units"],
        "table_writes": use["write_units"],
        "logs": use["log_kb"],
        "log_storage": use["log_kb"] * log_days / DAYS,
    }


def _line(price: Price, name: str, events: list[Event]) -> BillLine:
    used = [
        (number * use[name], event, number, use[name])
        for event, number, use in events
        if number and use.get(name)
    ]
    drivers = [
        f"{event} {numbered(number)}" + (f" × {numbered(amount)}" if amount != 1 else "")
        for _, event, number, amount in sorted(used, reverse=True)
    ]
    if rest := sum(quantity for quantity, *_ in sorted(used, reverse=True)[DRIVERS:]):
        drivers[DRIVERS:] = [f"others {numbered(rest)}"]
    quantity = sum(quantity for quantity, *_ in used)
    return BillLine(price=price, quantity=quantity, driver=", ".join(drivers))


def _sum(*parts: Amounts) -> Amounts:
    names = dict.fromkeys(name for use in parts for name in use)
    return {name: sum(use.get(name, 0.0) for use in parts) for name in names}


def _sms_line(country: str) -> str:
    if country in sms_prices():
        return f"sms_{country}"
    known = ", ".join(sorted(sms_prices()))
    raise UsageError(
        f"--sms: expected a country of which the price is known ({known}), found {country!r};"
        " AWS lists all of them: https://aws.amazon.com/sns/sms-pricing/"
    )
