"""The events of a month, what each uses, and the bill that follows.

The quantity of a line is the sum of number times amount over all events; its driver lists them.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from advisory_watch.core.errors import UsageError
from advisory_watch.costs.prices import (
    DAYS,
    Price,
    assumptions,
    prices,
    profile_of,
    read,
    seconds_together,
    sms_prices,
)
from advisory_watch.costs.template import Stack
from advisory_watch.sources import SOURCES

MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}

Figures = Mapping[str, Any]
"""What an event uses, by figure, as assumptions.toml explains; `function` names what runs."""

Event = tuple[str, float, Figures]
"""A name, how often it happens in a month, and the figures of each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The sources that are read, and the number of subscribers by channel; `sms` by country.

    `interval_min` is between two checks of each source; without it, the schedules of the template
    count. `changes` is the number of alerts a month; without it, the recorded months count. No
    subscription has a filter. `us_number` is the kind of number that sends to the United States.
    """

    sources: frozenset[str] = frozenset(SOURCES)
    interval_min: int | None = None
    email: int = 0
    webhook: int = 0
    sms: Mapping[str, int] = field(default_factory=dict)
    changes: float | None = None
    us_number: str = "toll-free"


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


def estimate(stack: Stack, usage: Usage) -> tuple[BillLine, ...]:
    """Return the lines of a month's bill with any quantity, in the order of prices.toml."""
    events = [(name, number, _billed(stack, use)) for name, number, use in _events(stack, usage)]
    lines = (_line(found, events) for found in (*prices().values(), *sms_prices().values()))
    return tuple(line for line in lines if line.quantity > 0)


def numbered(number: float) -> str:
    """Format a quantity for people: `8,760`, `0.25`."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"  # noqa: PLR2004 - as a person would


def _events(stack: Stack, usage: Usage) -> Iterator[Event]:
    checks = [*_checks(stack, usage)]
    profiles = [profile_of(source) for sources, _ in checks for source in sources]
    recorded = sum(profile.alerts for profile in profiles)
    alerts = recorded if usage.changes is None else usage.changes
    urgent = alerts * (sum(profile.urgent for profile in profiles) / recorded if recorded else 1)
    for sources, number in checks:
        yield from _reading(stack, sources, number)
    yield from _telling(stack, usage, alerts, urgent)
    has_us_number = usage.sms.get("US", 0) > 0
    yield from _listed(stack, {"alerts": alerts, "days": DAYS, usage.us_number: has_us_number})


def _checks(stack: Stack, usage: Usage) -> Iterator[tuple[Sequence[str], float]]:
    """Yield the sources of each schedule that is on, and how often it runs in a month."""
    schedules = stack.resources["CheckFunction"]["Properties"]["Events"].values()
    rates = stack.parameters["CheckSchedules"].split(",")
    if len(rates) != len(schedules):
        raise UsageError(f"CheckSchedules: expected {len(schedules)} rates, found {len(rates)}")
    wanted = usage.sources - set(stack.parameters["SourcesOff"].split(","))
    for schedule, rate in zip(schedules, rates, strict=True):
        listed = json.loads(schedule["Properties"]["Input"])["sources"]
        sources = [source for source in listed if source in wanted]
        if sources and rate != "off":
            number, unit = rate.removeprefix("rate(").rstrip("s)").split()
            minutes = usage.interval_min or int(number) * MINUTES[unit]
            yield sources, DAYS * MINUTES["day"] / minutes


def _reading(stack: Stack, sources: Sequence[str], number: float) -> Iterator[Event]:
    """Yield the checks of some sources, and the runs for partitions of those that are wide."""
    name = sources[0] + (f" and {len(sources) - 1} more" if len(sources) > 1 else "")
    events, wide_from = read("assumptions")["events"], float(stack.parameters["WideFromDocuments"])
    yield name, number, {**events["check"], **_check(sources, stack.memory_mb("CheckFunction"))}
    wide = (found for found in map(profile_of, sources) if 0 < wide_from <= found.listed)
    yield f"parts of {name}", number * sum(found.parts for found in wide), events["part"]


def _check(sources: Sequence[str], memory_mb: int) -> Figures:
    """Return the use of a check of some sources: it waits for the slowest, and works for all.

    While one source waits, another one computes, so a measured run of all is shorter.
    """
    found, total = [profile_of(source).use for source in sources], Counter[str]()
    for use in found:
        total.update(use)
    added = {**total, "wait_s": max(use["wait_s"] for use in found)}
    measured = {**added, "wait_s": seconds_together(sources, memory_mb), "cpu_s": 0.0}
    return min(added, measured, key=lambda use: _seconds(use, memory_mb))


def _telling(stack: Stack, usage: Usage, alerts: float, urgent: float) -> Iterator[Event]:
    """Yield the messages of a month, by channel."""
    digests = DAYS if stack.has("DigestHour") else 0
    yield "messages", alerts + digests, {"messages": 1, "emails": usage.email}
    yield "alerts to webhooks", alerts, {"webhooks": usage.webhook}
    sms = {sms_prices()[country].figure: phones for country, phones in usage.sms.items()}
    yield "urgent alerts", urgent, {**sms, f"{usage.us_number} fees": usage.sms.get("US", 0)}


def _listed(stack: Stack, counted: Mapping[str, float]) -> Iterator[Event]:
    """Yield what assumptions.toml lists, as often as it says, is counted, or is in the template."""
    needed, resources = read("assumptions")["conditions"], stack.resources.values()
    made = Counter(row["Type"] for row in resources if stack.has(needed.get(row.get("Condition"))))
    for name, use in read("assumptions")["events"].items():
        times, measured = use.get("times", name), read("measured")["runs"].get(name, {})
        if stack.has(use.get("needs")):
            number = counted.get(times, made[times]) if isinstance(times, str) else times
            yield name.rpartition(":")[2], number, {**use, **measured}


def _billed(stack: Stack, use: Figures) -> Figures:
    """Add the use of any run of a function."""
    if "function" not in use:
        return use
    run, memory_mb = read("assumptions")["run"], stack.memory_mb(use["function"])
    use = {**use, **{figure: use.get(figure, 0) + amount for figure, amount in run.items()}}
    kept_months = int(stack.parameters["LogRetentionDays"]) / DAYS
    gb_seconds = _seconds(use, memory_mb) * memory_mb / 1024
    return {**use, "gb_seconds": gb_seconds, "kept_log_kb": use["log_kb"] * kept_months}


def _seconds(use: Figures, memory_mb: int) -> float:
    """Return the duration of a run if nothing overlaps; a processor comes with memory."""
    processing_s = use["cpu_s"] * assumptions()["processor_mb"] / memory_mb
    return float(use["wait_s"] + use["calls"] * assumptions()["call_s"] + processing_s)


def _line(price: Price, events: list[Event]) -> BillLine:
    used = sorted(
        (
            (number * use[price.figure], name, number, use[price.figure])
            for name, number, use in events
            if number and use.get(price.figure)
        ),
        reverse=True,
    )
    drivers = (
        f"{name} {numbered(number)}" + (f" × {numbered(amount)}" if amount != 1 else "")
        for _, name, number, amount in used
    )
    quantity = sum(quantity for quantity, *_ in used)
    return BillLine(price=price, quantity=quantity, driver=", ".join(drivers))
