"""Lines for storage: the ledger, the archive, the site's files, and encryption keys."""

from collections.abc import Iterator
from math import ceil

from advisory_watch.core.costs import assumptions as each_takes
from advisory_watch.core.costs import prices
from advisory_watch.core.costs.bill import Line
from advisory_watch.core.costs.schedules import DAYS, HOURS
from advisory_watch.core.costs.usage import DIGESTS, SITE, SWEEPS, Usage, numbered
from advisory_watch.core.costs.wide import Round

READ_UNIT_KB = 4
"""A consistent read of this size is one unit; a write of 1 kB is one."""


def lines(usage: Usage) -> Iterator[Line]:
    """Yield the cost of storage; table lines only if the stack has a table."""
    if usage.stack.count("AWS::DynamoDB::Table"):
        yield _reads(usage)
        yield _writes(usage)
        yield Line(price=prices.TABLE_STORAGE, quantity=each_takes.LEDGER_GB, driver="the ledger")
    if usage.stack.recovered_tables:
        again = "the ledger as it was at every second of 35 days"
        yield Line(price=prices.TABLE_RECOVERY, quantity=each_takes.LEDGER_GB, driver=again)
    if usage.stack.count("AWS::S3::Bucket"):
        yield from _files(usage)
    own = "your own key" if usage.stack.has_own_key else ""
    yield Line(price=prices.KEYS, quantity=float(usage.stack.has_own_key), driver=own)
    an_hour = each_takes.KEY_REQUESTS_AN_HOUR
    if usage.wide:
        an_hour += each_takes.WORK_KEY_REQUESTS_AN_HOUR
    asked = f"{an_hour} an hour, by DynamoDB and SNS"
    yield Line(price=prices.KEY_REQUESTS, quantity=an_hour * HOURS, driver=asked)


def read_units(known_kb: float) -> int:
    """Return the read units for one read of all records of a source."""
    return ceil(known_kb / READ_UNIT_KB)


def _reads(usage: Usage) -> Line:
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
    return Line(
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


def _item_reads(each: Round) -> int:
    return read_units(each.parts * each.part_kb) + each.parts * read_units(each.part_kb)


def _site_reads(usage: Usage) -> float:
    """Estimate the reads of the site: current advice each time, the full history once a day."""
    if not usage.scheduled(SITE):
        return 0
    front = sum(read_units(usage.habit_of(source).known_kb) for source in usage.checks)
    whole = each_takes.SITE_WHOLE_READ_UNITS * DAYS
    return (usage.scheduled(SITE) + usage.alerts) * front + whole


def _writes(usage: Usage) -> Line:
    health = sum(
        number * usage.habit_of(source).health_kb
        for source, number in usage.checks.items()
        if source not in usage.wide
    ) + usage.rounds(lambda each: each.written_kb)
    alerts = usage.alerts * each_takes.ALERT_WRITE_UNITS
    driver = f"how each check went {numbered(health)}, alerts {numbered(alerts)}"
    return Line(price=prices.TABLE_WRITES, quantity=health + alerts, driver=driver)


def _files(usage: Usage) -> Iterator[Line]:
    pages, written = usage.alerts * each_takes.PAGES_KEPT, 0.0
    if site := usage.scheduled(SITE):
        written = site * each_takes.SITE_RUN_FILES + usage.alerts * each_takes.SITE_ALERT_FILES
    driver = f"pages {numbered(pages)}" + (f", site {numbered(written)}" if written else "")
    yield Line(price=prices.FILE_WRITES, quantity=pages + written, driver=driver)
    kept = each_takes.ARCHIVE_GB + (each_takes.SITE_GB if site else 0)
    yield Line(price=prices.FILE_STORAGE, quantity=kept, driver="pages, of years")
