"""Lines for computing: functions, schedules, traces, the queue, and outgoing data."""

from collections.abc import Iterator

from advisory_watch.core.costs import assumptions as each_takes
from advisory_watch.core.costs import prices
from advisory_watch.core.costs.bill import Line
from advisory_watch.core.costs.schedules import DAYS, HOURS
from advisory_watch.core.costs.stack import Function
from advisory_watch.core.costs.usage import (
    CHECKS,
    DIGESTS,
    SITE,
    SWEEPS,
    WORKS,
    Usage,
    numbered,
)

KB_A_GB = 1e6


def lines(usage: Usage) -> Iterator[Line]:
    """Yield the cost of checking, sending and publishing, for any audience."""
    yield _time(usage)
    runs = sum(usage.runs(func) for func in usage.functions)
    driver = ", ".join(
        f"{func.name.removesuffix('Function').lower()} {numbered(usage.runs(func))}"
        for func in usage.functions
    )
    yield Line(price=prices.LAMBDA_REQUESTS, quantity=runs, driver=driver)
    scheduled = sum(func.runs for func in usage.functions)
    yield Line(price=prices.SCHEDULER, quantity=scheduled, driver="a schedule each")
    yield _queue(usage)
    yield _traces(usage)
    yield _sent(usage)


def _time(usage: Usage) -> Line:
    shares = [share for func in usage.functions for share in _shares(usage, func)]
    shares.sort(key=lambda share: -share[1])
    return Line(
        price=prices.LAMBDA_TIME,
        quantity=sum(gb_seconds for _, gb_seconds in shares),
        driver=", ".join(driver for driver, gb_seconds in shares if gb_seconds),
    )


def _shares(usage: Usage, function: Function) -> Iterator[tuple[str, float]]:
    """Yield each use of a function's time with its GB-seconds."""
    gb = function.memory_mb / 1024
    for about, number, seconds in _work(usage, function.name):
        yield f"{about} {numbered(number)} × {seconds:g} s × {gb:g} GB", number * seconds * gb


def _work(usage: Usage, name: str) -> Iterator[tuple[str, float, float]]:
    """Yield each task of a function: name, number of runs, and seconds per run."""
    scheduled = usage.scheduled(name)
    if name == CHECKS:
        for source, checks in usage.checks.items():
            seconds = usage.habit_of(source).seconds
            yield source, checks, each_takes.HANDING_SECONDS if source in usage.wide else seconds
    elif name == WORKS:
        for source, wide_check in usage.wide.items():
            yield f"workers of {source}", usage.checks[source], wide_check.seconds
    elif name == SWEEPS:
        yield "sweeps", scheduled, each_takes.SWEEP_SECONDS
        yield "alerts", usage.alerts, each_takes.RING_SECONDS
    elif name == DIGESTS:
        yield "digests", scheduled, each_takes.DIGEST_SECONDS
    elif name == SITE:
        yield "site", scheduled + usage.alerts, each_takes.SITE_SECONDS
        yield "whole site", DAYS if scheduled else 0, each_takes.SITE_WHOLE_SECONDS
    else:
        yield name, scheduled, each_takes.SWEEP_SECONDS


def _queue(usage: Usage) -> Line:
    """Estimate the requests to the queue; Lambda polls it even if it is empty."""
    lines = sum(item.workers > 0 for item in usage.functions)
    waiting = lines * each_takes.POLLERS * HOURS * 3600 / each_takes.POLL_SECONDS
    handed = usage.rounds(lambda item: item.requests)
    driver = f"waiting for parts {numbered(waiting)}"
    if handed:
        driver += f", {numbered(usage.parts)} parts handed on and taken {numbered(handed)}"
    return Line(price=prices.QUEUE_REQUESTS, quantity=waiting + handed, driver=driver)


def _traces(usage: Usage) -> Line:
    """Estimate the traces; of workers, which run many at once, X-Ray traces only some."""
    runs = sum(usage.runs(item) for item in usage.functions if item.is_traced and not item.workers)
    works = [item for item in usage.functions if item.is_traced and item.workers]
    parts = usage.rounds(lambda item: item.traces) if works else 0
    driver = "each run is traced" + (f", and {numbered(parts)} of the workers'" if parts else "")
    return Line(price=prices.TRACES, quantity=runs + parts, driver=driver)


def _sent(usage: Usage) -> Line:
    documents = sum(
        checks * usage.habit_of(source).documents for source, checks in usage.checks.items()
    )
    return Line(
        price=prices.TRANSFER,
        quantity=documents * each_takes.REQUEST_KB / KB_A_GB,
        driver=f"{numbered(documents)} requests to publishers × {each_takes.REQUEST_KB} kB",
    )
