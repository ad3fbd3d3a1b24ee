"""The lines of the bill."""

from collections.abc import Iterator, Mapping
from itertools import chain
from math import ceil

from advisory_watch.core.errors import UsageError
from advisory_watch.costs.model import (
    CHECKS,
    DIGESTS,
    SITE,
    SWEEPS,
    WORKS,
    Bill,
    BillLine,
    PartitionedCheck,
    PlannedFunction,
    PlannedStack,
    ReaderCount,
    Usage,
    numbered,
)
from advisory_watch.costs.prices import Price, SourceProfile, assumptions, price, sms_prices
from advisory_watch.costs.schedules import DAYS, HOURS

KB_A_GB = 1e6

READ_UNIT_KB = 4
"""A consistent read of this size is one unit; a write of 1 kB is one."""


def estimate(
    stack: PlannedStack, audience: ReaderCount, profiles: Mapping[str, SourceProfile] | None = None
) -> Bill:
    """Estimate the bill of a month; `profiles` replaces the profiles of some sources.

    Raises `UsageError` for a quantity that cannot be estimated.
    """
    usage = Usage(stack=stack, audience=audience, profiles=profiles or {})
    parts = (compute_lines, storage_lines, monitoring_lines, message_lines)
    lines = chain.from_iterable(lines_of(usage) for lines_of in parts)
    return Bill(lines=tuple(line for line in lines if line.quantity > 0))


def compute_lines(usage: Usage) -> Iterator[BillLine]:
    """Yield the cost of checking, sending and publishing, for any audience."""
    yield _time(usage)
    runs = {function.name: usage.runs(function) for function in usage.functions}
    named = {name.removesuffix("Function").lower(): number for name, number in runs.items()}
    yield _line("lambda_requests", sum(runs.values()), _listed(named))
    scheduled = sum(function.runs for function in usage.functions)
    yield _line("scheduler", scheduled, "a schedule each")
    yield _queue(usage)
    yield _traces(usage)
    yield _sent(usage)


def storage_lines(usage: Usage) -> Iterator[BillLine]:
    """Yield the cost of storage; table lines only if the stack has a table."""
    assumed = assumptions()
    if usage.stack.count("AWS::DynamoDB::Table"):
        yield _reads(usage)
        yield _writes(usage)
        yield _line("table_storage", assumed.ledger_gb, "the ledger")
    if usage.stack.recovered_tables:
        again = "the ledger as it was at every second of 35 days"
        yield _line("table_recovery", assumed.ledger_gb, again)
    if usage.stack.count("AWS::S3::Bucket"):
        yield from _files(usage)
    yield _line("keys", float(usage.stack.has_own_key), "your own key")
    asked = assumed.key_requests_an_hour
    asked += assumed.work_key_requests_an_hour if usage.wide else 0
    yield _line("key_requests", asked * HOURS, f"{asked} an hour, by DynamoDB and SNS")


def monitoring_lines(usage: Usage) -> Iterator[BillLine]:
    """Yield the cost of monitoring."""
    assumed = assumptions()
    runs = sum(usage.runs(function) for function in usage.functions) - usage.parts
    logged = (runs * assumed.log_kb + usage.parts * assumed.part_log_kb) / KB_A_GB
    driver = f"{numbered(runs)} runs × {assumed.log_kb} kB"
    if usage.parts:
        driver += f", {numbered(usage.parts)} parts × {assumed.part_log_kb} kB"
    yield _line("logs", logged, driver)
    days = usage.stack.log_days
    yield _line("log_storage", logged * days / DAYS, f"for {days} days")
    yield _metrics(usage)
    yield _line("alarms", usage.stack.count("AWS::CloudWatch::Alarm"), "in the template")
    yield _line("dashboards", usage.stack.count("AWS::CloudWatch::Dashboard"), "in the template")


def message_lines(usage: Usage) -> Iterator[BillLine]:
    """Yield the cost of each channel. Raises `UsageError` for a country without a known price."""
    alerts, urgent, audience = usage.alerts, usage.urgent, usage.audience
    digests = usage.scheduled(DIGESTS)
    about = f"{numbered(alerts)} alerts, {numbered(digests)} digests"
    yield _line("messages", alerts + digests, about)
    yield _line("emails", audience.email * (alerts + digests), f"{audience.email:,} × ({about})")
    webhooks = f"{audience.webhook:,} × {numbered(alerts)} alerts"
    yield _line("webhooks", audience.webhook * alerts, webhooks)
    for country, phones in sorted(audience.sms.items()):
        driver = f"{phones:,} × {numbered(urgent)} urgent alerts"
        yield BillLine(price=_sms_price(country), quantity=phones * urgent, driver=driver)
    if usage.stack.count("AWS::CloudFront::Distribution"):
        yield from _readers()


def read_units(known_kb: float) -> int:
    """Return the read units for one read of all records of a source."""
    return ceil(known_kb / READ_UNIT_KB)


def _line(name: str, quantity: float, driver: str) -> BillLine:
    return BillLine(price=price(name), quantity=quantity, driver=driver)


def _listed(quantities: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {numbered(quantity)}" for name, quantity in quantities.items())


def _reads(usage: Usage) -> BillLine:
    assumed = assumptions()
    drivers = {
        "checks": sum(
            number * read_units(usage.profile_of(source).known_kb)
            for source, number in usage.checks.items()
        ),
        "parts": _part_reads(usage),
        "sweeps": usage.scheduled(SWEEPS) * assumed.sweep_read_units,
        "digests": usage.scheduled(DIGESTS) * assumed.digest_read_units,
        "alerts": usage.alerts * assumed.alert_read_units,
        "site": _site_reads(usage),
    }
    used = {name: units for name, units in drivers.items() if units}
    return _line("table_reads", sum(drivers.values()), _listed(used))


def _part_reads(usage: Usage) -> float:
    """Estimate the reads of the partitions' items, and of the records that workers judge by.

    The check reads all items, and each worker its own. Workers read the records of a whole
    partition for every alert. They also do so once a day, when all documents are read
    regardless of changes.
    """
    recalled = sum(
        DAYS * wide_check.profile.listed + usage.alerts_of(source) * wide_check.documents_of_a_part
        for source, wide_check in usage.wide.items()
    )
    return usage.rounds(_item_reads) + recalled * assumptions().recall_read_units


def _item_reads(wide_check: PartitionedCheck) -> int:
    parts, kb = wide_check.parts, wide_check.part_kb
    return read_units(parts * kb) + parts * read_units(kb)


def _site_reads(usage: Usage) -> float:
    """Estimate the reads of the site: current advice each time, the full history once a day."""
    if not usage.scheduled(SITE):
        return 0
    front = sum(read_units(usage.profile_of(source).known_kb) for source in usage.checks)
    whole = assumptions().site_whole_read_units * DAYS
    return (usage.scheduled(SITE) + usage.alerts) * front + whole


def _writes(usage: Usage) -> BillLine:
    health = sum(
        number * usage.profile_of(source).health_kb
        for source, number in usage.checks.items()
        if source not in usage.wide
    ) + usage.rounds(lambda wide_check: wide_check.written_kb)
    alerts = usage.alerts * assumptions().alert_write_units
    driver = _listed({"how each check went": health, "alerts": alerts})
    return _line("table_writes", health + alerts, driver)


def _files(usage: Usage) -> Iterator[BillLine]:
    assumed, site = assumptions(), usage.scheduled(SITE)
    written = {"pages": usage.alerts * assumed.pages_kept}
    if site:
        written["site"] = site * assumed.site_run_files + usage.alerts * assumed.site_alert_files
    yield _line("file_writes", float(sum(written.values())), _listed(written))
    kept = assumed.archive_gb + (assumed.site_gb if site else 0)
    yield _line("file_storage", kept, "pages, of years")


def _time(usage: Usage) -> BillLine:
    shares = [share for function in usage.functions for share in _shares(usage, function)]
    shares.sort(key=lambda share: -share[1])
    driver = ", ".join(driver for driver, gb_seconds in shares if gb_seconds)
    return _line("lambda_time", sum(gb_seconds for _, gb_seconds in shares), driver)


def _shares(usage: Usage, function: PlannedFunction) -> Iterator[tuple[str, float]]:
    """Yield each use of a function's time with its GB-seconds."""
    gb = function.memory_mb / 1024
    for about, number, seconds in _work(usage, function.name):
        yield f"{about} {numbered(number)} × {seconds:g} s × {gb:g} GB", number * seconds * gb


def _work(usage: Usage, name: str) -> Iterator[tuple[str, float, float]]:
    """Yield each task of a function: name, number of runs, and seconds per run."""
    assumed, scheduled = assumptions(), usage.scheduled(name)
    if name == CHECKS:
        for source, checks in usage.checks.items():
            seconds = usage.profile_of(source).seconds
            yield source, checks, assumed.handing_seconds if source in usage.wide else seconds
    elif name == WORKS:
        for source, wide_check in usage.wide.items():
            yield f"workers of {source}", usage.checks[source], wide_check.seconds
    elif name == SWEEPS:
        yield "sweeps", scheduled, assumed.sweep_seconds
        yield "alerts", usage.alerts, assumed.ring_seconds
    elif name == DIGESTS:
        yield "digests", scheduled, assumed.digest_seconds
    elif name == SITE:
        yield "site", scheduled + usage.alerts, assumed.site_seconds
        yield "whole site", DAYS if scheduled else 0, assumed.site_whole_seconds
    else:
        yield name, scheduled, assumed.sweep_seconds


def _queue(usage: Usage) -> BillLine:
    """Estimate the requests to the queue; Lambda polls it even if it is empty."""
    queues = sum(function.workers > 0 for function in usage.functions)
    waiting = queues * assumptions().pollers * HOURS * 3600 / assumptions().poll_seconds
    handed = usage.rounds(lambda wide_check: wide_check.requests)
    driver = f"waiting for parts {numbered(waiting)}"
    if handed:
        driver += f", {numbered(usage.parts)} parts handed on and taken {numbered(handed)}"
    return _line("queue_requests", waiting + handed, driver)


def _traces(usage: Usage) -> BillLine:
    """Estimate the traces; of workers, which run many at once, X-Ray traces only some."""
    traced = [function for function in usage.functions if function.is_traced]
    runs = sum(usage.runs(function) for function in traced if not function.workers)
    has_workers = any(function.workers for function in traced)
    parts = usage.rounds(lambda wide_check: wide_check.traces) if has_workers else 0
    driver = "each run is traced" + (f", and {numbered(parts)} of the workers'" if parts else "")
    return _line("traces", runs + parts, driver)


def _sent(usage: Usage) -> BillLine:
    documents = sum(
        checks * usage.profile_of(source).documents for source, checks in usage.checks.items()
    )
    kb = assumptions().request_kb
    driver = f"{numbered(documents)} requests to publishers × {kb} kB"
    return _line("transfer", documents * kb / KB_A_GB, driver)


def _sms_price(country: str) -> Price:
    try:
        return sms_prices()[country]
    except KeyError:
        known = ", ".join(sorted(sms_prices()))
        raise UsageError(
            f"--sms: expected a country of which the price is known ({known}), found {country!r};"
            " AWS lists all of them: https://aws.amazon.com/sns/sms-pricing/"
        ) from None


def _readers() -> Iterator[BillLine]:
    views = assumptions().site_views
    driver = f"{views:,} pages looked at"
    yield _line("site_requests", views * assumptions().site_view_requests, driver)
    yield _line("site_transfer", views * assumptions().site_view_kb / KB_A_GB, driver)


def _metrics(usage: Usage) -> BillLine:
    """Estimate our own metrics, billed by the hours in which they are sent."""
    assumed, trouble = assumptions(), assumptions().hours_of_trouble
    hours = {
        "every hour": HOURS * assumed.metrics_of_every_hour if usage.functions else 0,
        "trouble": trouble * assumed.metrics_of_trouble if usage.checks else 0,
        "alerts": min(usage.alerts, HOURS) * assumed.metrics_of_alerts,
        "workers": _hours_of_workers(usage) if usage.wide else 0,
        "site": HOURS * assumed.site_metrics if usage.scheduled(SITE) else 0,
    }
    sent = _listed({about: count for about, count in hours.items() if count})
    driver = f"by the hours in which they are sent: {sent}"
    return _line("metrics", sum(hours.values()) / HOURS, driver)


def _hours_of_workers(usage: Usage) -> float:
    assumed = assumptions()
    alerts = sum(usage.alerts_of(source) for source in usage.wide)
    trouble = assumed.hours_of_trouble * assumed.work_metrics_of_trouble
    return trouble + min(alerts, HOURS) * assumed.work_metrics_of_alerts
