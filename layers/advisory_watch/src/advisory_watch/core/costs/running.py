"""Lines of what runs: functions, their schedules and traces, and what they send."""

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
    """Yield what it costs to check, to send and to publish, whoever hears of it."""
    yield _time(usage)
    runs = sum(usage.runs(each) for each in usage.functions)
    driver = ", ".join(
        f"{each.name.removesuffix('Function').lower()} {numbered(usage.runs(each))}"
        for each in usage.functions
    )
    yield Line(price=prices.LAMBDA_REQUESTS, quantity=runs, driver=driver)
    scheduled = sum(each.runs for each in usage.functions)
    yield Line(price=prices.SCHEDULER, quantity=scheduled, driver="a schedule each")
    yield _queue(usage)
    yield _traces(usage)
    yield _sent(usage)


def _time(usage: Usage) -> Line:
    shares = [share for each in usage.functions for share in _shares(usage, each)]
    shares.sort(key=lambda share: -share[1])
    return Line(
        price=prices.LAMBDA_TIME,
        quantity=sum(gb_seconds for _, gb_seconds in shares),
        driver=", ".join(driver for driver, gb_seconds in shares if gb_seconds),
    )


def _shares(usage: Usage, function: Function) -> Iterator[tuple[str, float]]:
    """Yield what takes a function's time, and how many GB-seconds."""
    gb = function.memory_mb / 1024
    for about, number, seconds in _work(usage, function.name):
        yield f"{about} {numbered(number)} × {seconds:g} s × {gb:g} GB", number * seconds * gb


def _work(usage: Usage, name: str) -> Iterator[tuple[str, float, float]]:
    """Yield what a function does: its name, how often, for how many seconds."""
    scheduled = usage.scheduled(name)
    if name == CHECKS:
        for source, checks in usage.checks.items():
            seconds = usage.habit_of(source).seconds
            yield source, checks, each_takes.HANDING_SECONDS if source in usage.wide else seconds
    elif name == WORKS:
        for source, each in usage.wide.items():
            yield f"workers of {source}", usage.checks[source], each.seconds
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
    """Reckon the line of parts: Lambda waits at it day and night, whatever stands there."""
    lines = sum(each.workers > 0 for each in usage.functions)
    waiting = lines * each_takes.POLLERS * HOURS * 3600 / each_takes.POLL_SECONDS
    handed = usage.rounds(lambda each: each.requests)
    driver = f"waiting for parts {numbered(waiting)}"
    if handed:
        driver += f", {numbered(usage.parts)} parts handed on and taken {numbered(handed)}"
    return Line(price=prices.QUEUE_REQUESTS, quantity=waiting + handed, driver=driver)


def _traces(usage: Usage) -> Line:
    """Reckon what X-Ray follows: of workers, which come many at once, not all."""
    runs = sum(usage.runs(each) for each in usage.functions if each.is_traced and not each.workers)
    works = [each for each in usage.functions if each.is_traced and each.workers]
    parts = usage.rounds(lambda each: each.traces) if works else 0
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
