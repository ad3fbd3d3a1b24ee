"""Lines for monitoring: logs, metrics, alarms and the dashboard."""

from collections.abc import Iterator

from advisory_watch.core.costs import assumptions as each_takes
from advisory_watch.core.costs import prices
from advisory_watch.core.costs.bill import Line
from advisory_watch.core.costs.schedules import DAYS, HOURS
from advisory_watch.core.costs.usage import SITE, Usage, numbered

KB_A_GB = 1e6


def lines(usage: Usage) -> Iterator[Line]:
    """Yield the cost of monitoring."""
    runs = sum(usage.runs(function) for function in usage.functions) - usage.parts
    logged = (runs * each_takes.LOG_KB + usage.parts * each_takes.PART_LOG_KB) / KB_A_GB
    driver = f"{numbered(runs)} runs × {each_takes.LOG_KB} kB"
    if usage.parts:
        driver += f", {numbered(usage.parts)} parts × {each_takes.PART_LOG_KB} kB"
    yield Line(price=prices.LOGS, quantity=logged, driver=driver)
    days = usage.stack.log_days
    kept = logged * days / DAYS
    yield Line(price=prices.LOG_STORAGE, quantity=kept, driver=f"for {days} days")
    yield _metrics(usage)
    alarms = usage.stack.count("AWS::CloudWatch::Alarm")
    yield Line(price=prices.ALARMS, quantity=alarms, driver="in the template")
    dashboards = usage.stack.count("AWS::CloudWatch::Dashboard")
    yield Line(price=prices.DASHBOARDS, quantity=dashboards, driver="in the template")


def _metrics(usage: Usage) -> Line:
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
    return Line(price=prices.METRICS, quantity=sum(hours.values()) / HOURS, driver=driver)


def _hours_of_workers(usage: Usage) -> float:
    alerts = sum(usage.alerts_of(source) for source in usage.wide)
    trouble = each_takes.HOURS_OF_TROUBLE * each_takes.WORK_METRICS_OF_TROUBLE
    return trouble + min(alerts, HOURS) * each_takes.WORK_METRICS_OF_ALERTS
