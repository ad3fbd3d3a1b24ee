"""The lines of the bill."""

from collections.abc import Iterator, Mapping
from itertools import chain
from math import ceil

from advisory_watch.core.errors import UsageError
from advisory_watch.costs import prices
from advisory_watch.costs import prices as each_takes
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
    bill_of,
    numbered,
)
from advisory_watch.costs.prices import SOURCE_PROFILES, SourceProfile
from advisory_watch.costs.schedules import DAYS, HOURS

READ_UNIT_KB = 4
"""A consistent read of this size is one unit; a write of 1 kB is one."""


def storage_lines(usage: Usage) -> Iterator[BillLine]:
    """Yield the cost of storage; table lines only if the stack has a table."""
    if usage.stack.count("AWS::DynamoDB::Table"):
        yield _reads(usage)
        yield _writes(usage)
        yield BillLine(
            price=prices.TABLE_STORAGE, quantity=each_takes.LEDGER_GB, driver="the ledger"
        )
    if usage.stack.recovered_tables:
        again = "the ledger as it was at every second of 35 days"
        yield BillLine(price=prices.TABLE_RECOVERY, quantity=each_takes.LEDGER_GB, driver=again)
    if usage.stack.count("AWS::S3::Bucket"):
        yield from _files(usage)
    own = "your own key" if usage.stack.has_own_key else ""
    yield BillLine(price=prices.KEYS, quantity=float(usage.stack.has_own_key), driver=own)
    an_hour = each_takes.KEY_REQUESTS_AN_HOUR
    if usage.wide:
        an_hour += each_takes.WORK_KEY_REQUESTS_AN_HOUR
    asked = f"{an_hour} an hour, by DynamoDB and SNS"
    yield BillLine(price=prices.KEY_REQUESTS, quantity=an_hour * HOURS, driver=asked)


def read_units(known_kb: float) -> int:
    """Return the read units for one read of all records of a source."""
    return ceil(known_kb / READ_UNIT_KB)


def _reads(usage: Usage) -> BillLine:
    checks = sum(
        number * read_units(usage.habit_of(source).known_kb)
        for source, number in usage.checks.items()
    )
    sweeps = usage.scheduled(SWEEPS) * each_takes.SWEEP_READ_UNITS
    digests = usage.scheduled(DIGESTS) * each_takes.DIGEST_READ_UNITS
    alerts = usage.alerts * each_takes.ALERT_READ_UNITS
    site = _site_reads(usage)
    drivers = {
        "checks": checks,
        "parts": _part_reads(usage),
        "sweeps": sweeps,
        "digests": digests,
        "alerts": alerts,
        "site": site,
    }
    return BillLine(
        price=prices.TABLE_READS,
        quantity=sum(drivers.values()),
        driver=", ".join(f"{name} {numbered(units)}" for name, units in drivers.items() if units),
    )


def _part_reads(usage: Usage) -> float:
    """Estimate the reads of the partitions' items, and of the records that workers judge by.

    The check reads all items, and each worker its own. Workers read the records of a whole
    partition for every alert. They also do so once a day, when all documents are read
    regardless of changes.
    """
    recalled = sum(
        DAYS * each.habit.listed + usage.alerts_of(source) * each.documents_of_a_part
        for source, each in usage.wide.items()
    )
    return usage.rounds(_item_reads) + recalled * each_takes.RECALL_READ_UNITS


def _item_reads(each: PartitionedCheck) -> int:
    return read_units(each.parts * each.part_kb) + each.parts * read_units(each.part_kb)


def _site_reads(usage: Usage) -> float:
    """Estimate the reads of the site: current advice each time, the full history once a day."""
    if not usage.scheduled(SITE):
        return 0
    front = sum(read_units(usage.habit_of(source).known_kb) for source in usage.checks)
    whole = each_takes.SITE_WHOLE_READ_UNITS * DAYS
    return (usage.scheduled(SITE) + usage.alerts) * front + whole


def _writes(usage: Usage) -> BillLine:
    health = sum(
        number * usage.habit_of(source).health_kb
        for source, number in usage.checks.items()
        if source not in usage.wide
    ) + usage.rounds(lambda each: each.written_kb)
    alerts = usage.alerts * each_takes.ALERT_WRITE_UNITS
    driver = f"how each check went {numbered(health)}, alerts {numbered(alerts)}"
    return BillLine(price=prices.TABLE_WRITES, quantity=health + alerts, driver=driver)


def _files(usage: Usage) -> Iterator[BillLine]:
    pages, written = usage.alerts * each_takes.PAGES_KEPT, 0.0
    if site := usage.scheduled(SITE):
        written = site * each_takes.SITE_RUN_FILES + usage.alerts * each_takes.SITE_ALERT_FILES
    driver = f"pages {numbered(pages)}" + (f", site {numbered(written)}" if written else "")
    yield BillLine(price=prices.FILE_WRITES, quantity=pages + written, driver=driver)
    kept = each_takes.ARCHIVE_GB + (each_takes.SITE_GB if site else 0)
    yield BillLine(price=prices.FILE_STORAGE, quantity=kept, driver="pages, of years")


KB_A_GB_RUN = 1e6


def compute_lines(usage: Usage) -> Iterator[BillLine]:
    """Yield the cost of checking, sending and publishing, for any audience."""
    yield _time(usage)
    runs = sum(usage.runs(func) for func in usage.functions)
    driver = ", ".join(
        f"{func.name.removesuffix('Function').lower()} {numbered(usage.runs(func))}"
        for func in usage.functions
    )
    yield BillLine(price=prices.LAMBDA_REQUESTS, quantity=runs, driver=driver)
    scheduled = sum(func.runs for func in usage.functions)
    yield BillLine(price=prices.SCHEDULER, quantity=scheduled, driver="a schedule each")
    yield _queue(usage)
    yield _traces(usage)
    yield _sent(usage)


def _time(usage: Usage) -> BillLine:
    shares = [share for func in usage.functions for share in _shares(usage, func)]
    shares.sort(key=lambda share: -share[1])
    return BillLine(
        price=prices.LAMBDA_TIME,
        quantity=sum(gb_seconds for _, gb_seconds in shares),
        driver=", ".join(driver for driver, gb_seconds in shares if gb_seconds),
    )


def _shares(usage: Usage, function: PlannedFunction) -> Iterator[tuple[str, float]]:
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


def _queue(usage: Usage) -> BillLine:
    """Estimate the requests to the queue; Lambda polls it even if it is empty."""
    lines = sum(item.workers > 0 for item in usage.functions)
    waiting = lines * each_takes.POLLERS * HOURS * 3600 / each_takes.POLL_SECONDS
    handed = usage.rounds(lambda item: item.requests)
    driver = f"waiting for parts {numbered(waiting)}"
    if handed:
        driver += f", {numbered(usage.parts)} parts handed on and taken {numbered(handed)}"
    return BillLine(price=prices.QUEUE_REQUESTS, quantity=waiting + handed, driver=driver)


def _traces(usage: Usage) -> BillLine:
    """Estimate the traces; of workers, which run many at once, X-Ray traces only some."""
    runs = sum(usage.runs(item) for item in usage.functions if item.is_traced and not item.workers)
    works = [item for item in usage.functions if item.is_traced and item.workers]
    parts = usage.rounds(lambda item: item.traces) if works else 0
    driver = "each run is traced" + (f", and {numbered(parts)} of the workers'" if parts else "")
    return BillLine(price=prices.TRACES, quantity=runs + parts, driver=driver)


def _sent(usage: Usage) -> BillLine:
    documents = sum(
        checks * usage.habit_of(source).documents for source, checks in usage.checks.items()
    )
    return BillLine(
        price=prices.TRANSFER,
        quantity=documents * each_takes.REQUEST_KB / KB_A_GB_RUN,
        driver=f"{numbered(documents)} requests to publishers × {each_takes.REQUEST_KB} kB",
    )


KB_A_GB_SENT = 1e6


def message_lines(usage: Usage) -> Iterator[BillLine]:
    """Yield the cost of each channel. Raises `UsageError` for a country without a known price."""
    alerts, audience = usage.alerts, usage.audience
    digests = usage.scheduled(DIGESTS)
    about = f"{numbered(alerts)} alerts, {numbered(digests)} digests"
    yield BillLine(price=prices.MESSAGES, quantity=alerts + digests, driver=about)
    yield BillLine(
        price=prices.EMAILS,
        quantity=audience.email * (alerts + digests),
        driver=f"{audience.email:,} × ({about})",
    )
    yield BillLine(
        price=prices.WEBHOOKS,
        quantity=audience.webhook * alerts,
        driver=f"{audience.webhook:,} × {numbered(alerts)} alerts",
    )
    for country, phones in sorted(audience.sms.items()):
        yield BillLine(
            price=sms_price(country),
            quantity=phones * usage.urgent,
            driver=f"{phones:,} × {numbered(usage.urgent)} urgent alerts",
        )
    yield from _readers(usage)


def sms_price(country: str) -> prices.Price:
    """Return the price of an SMS. Raises `UsageError` if it is not known."""
    try:
        return prices.SMS[country]
    except KeyError:
        known = ", ".join(sorted(prices.SMS))
        raise UsageError(
            f"--sms: expected a country of which the price is known ({known}), found {country!r};"
            " AWS lists all of them: https://aws.amazon.com/sns/sms-pricing/"
        ) from None


def _readers(usage: Usage) -> Iterator[BillLine]:
    if not usage.stack.count("AWS::CloudFront::Distribution"):
        return
    views = each_takes.SITE_VIEWS
    driver = f"{views:,} pages looked at"
    requests = views * each_takes.SITE_VIEW_REQUESTS
    yield BillLine(price=prices.SITE_REQUESTS, quantity=requests, driver=driver)
    sent = views * each_takes.SITE_VIEW_KB / KB_A_GB_SENT
    yield BillLine(price=prices.SITE_TRANSFER, quantity=sent, driver=driver)


KB_A_GB = 1e6


def monitoring_lines(usage: Usage) -> Iterator[BillLine]:
    """Yield the cost of monitoring."""
    runs = sum(usage.runs(function) for function in usage.functions) - usage.parts
    logged = (runs * each_takes.LOG_KB + usage.parts * each_takes.PART_LOG_KB) / KB_A_GB
    driver = f"{numbered(runs)} runs × {each_takes.LOG_KB} kB"
    if usage.parts:
        driver += f", {numbered(usage.parts)} parts × {each_takes.PART_LOG_KB} kB"
    yield BillLine(price=prices.LOGS, quantity=logged, driver=driver)
    days = usage.stack.log_days
    kept = logged * days / DAYS
    yield BillLine(price=prices.LOG_STORAGE, quantity=kept, driver=f"for {days} days")
    yield _metrics(usage)
    alarms = usage.stack.count("AWS::CloudWatch::Alarm")
    yield BillLine(price=prices.ALARMS, quantity=alarms, driver="in the template")
    dashboards = usage.stack.count("AWS::CloudWatch::Dashboard")
    yield BillLine(price=prices.DASHBOARDS, quantity=dashboards, driver="in the template")


def _metrics(usage: Usage) -> BillLine:
    """Estimate our own metrics, billed by the hours in which they are sent."""
    hours = {
        "every hour": HOURS * each_takes.METRICS_OF_EVERY_HOUR if usage.functions else 0,
        "trouble": each_takes.HOURS_OF_TROUBLE * each_takes.METRICS_OF_TROUBLE
        if usage.checks
        else 0,
        "alerts": min(usage.alerts, HOURS) * each_takes.METRICS_OF_ALERTS,
        "workers": _hours_of_workers(usage) if usage.wide else 0,
        "site": HOURS * each_takes.SITE_METRICS if usage.scheduled(SITE) else 0,
    }
    sent = ", ".join(f"{about} {numbered(count)}" for about, count in hours.items() if count)
    driver = f"by the hours in which they are sent: {sent}"
    return BillLine(price=prices.METRICS, quantity=sum(hours.values()) / HOURS, driver=driver)


def _hours_of_workers(usage: Usage) -> float:
    alerts = sum(usage.alerts_of(source) for source in usage.wide)
    trouble = each_takes.HOURS_OF_TROUBLE * each_takes.WORK_METRICS_OF_TROUBLE
    return trouble + min(alerts, HOURS) * each_takes.WORK_METRICS_OF_ALERTS


def estimate(
    stack: PlannedStack,
    audience: ReaderCount,
    habits: Mapping[str, SourceProfile] = SOURCE_PROFILES,
) -> Bill:
    """Estimate the bill of a month. Raises `UsageError` for a quantity that cannot be estimated."""
    usage = Usage(stack=stack, audience=audience, habits=habits)
    parts = (compute_lines, storage_lines, monitoring_lines, message_lines)
    return bill_of(chain.from_iterable(lines_of(usage) for lines_of in parts))
