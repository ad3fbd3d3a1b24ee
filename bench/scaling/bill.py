"""The monthly cost, line by line, at the same list prices as the cost model of a stack.

No free tier, no tax; incoming data is free.
"""

from math import ceil

from advisory_watch.costs.prices import price, sms_prices
from scaling import assumptions
from scaling.stack_run import StackRun

MONTH_S = 730 * 3600.0

HOST_READ_UNITS, HOST_WRITE_UNITS = 53, 13
"""Read and write units of one message for its host. Measured: 230 destinations of 0.87 kB and
a health item of 12.6 kB are one consistent Query; the health item is written back.
"""

PAGES_A_SECOND = 500
"""Unchanged pages that one processor reads per second; a third of what urllib3 did on loopback
(ADR 4).
"""


def bill(stack_run: StackRun) -> dict[str, float]:
    """Return the dollars per month, by cause; a month has one burst.

    All phones are in the United States. Data goes to webhooks, since delivery to a queue is
    free.
    """
    months = stack_run.totals.lasted_s / MONTH_S
    in_burst = sum(change.is_burst for change in stack_run.population.changes)
    alerts = _a_month(stack_run, len(stack_run.population.changes) - in_burst) + in_burst
    sent = {channel: _sent(stack_run, channel) for channel in assumptions.DELIVERY_S}
    an_alert = (
        price("table_writes").of(assumptions.LEDGER_WCU)
        + price("file_writes").of(1)
        + price("messages").of(1)
    )
    requests = stack_run.totals.batches + 2 * stack_run.totals.invocations
    return {
        "check": _check_usd(stack_run) / months,
        "queue": price("queue_requests").of(requests) / months,
        "ledger": _messages_usd(stack_run) / months + alerts * an_alert,
        "email": stack_run.design.email_price.of(sent["email"]),
        "SMS": sms_prices()["US"].of(sent["sms"]),
        "data": price("webhooks").of(sent["data"]),
    }


def containers_usd(stack_run: StackRun) -> float:
    """Return the dollars per month of containers that make the same requests, waiting included.

    One processor with 2 GB waits for thousands of hosts at once.
    """
    processors = ceil(stack_run.totals.requests / stack_run.totals.lasted_s / PAGES_A_SECOND)
    a_processor = price("container_processors").of(1) + price("container_memory").of(2)
    return processors * a_processor * MONTH_S / 3600


def _check_usd(stack_run: StackRun) -> float:
    gb_seconds = stack_run.totals.worked_s * assumptions.CHECK_GB
    return price("lambda_time").of(gb_seconds) + price("lambda_requests").of(
        stack_run.totals.invocations
    )


def _messages_usd(stack_run: StackRun) -> float:
    reads, writes = (
        stack_run.totals.messages * units for units in (HOST_READ_UNITS, HOST_WRITE_UNITS)
    )
    return price("table_reads").of(reads) + price("table_writes").of(writes)


def _sent(stack_run: StackRun, channel: str) -> float:
    usual, in_burst = (
        stack_run.delivery.waits[channel, is_burst].count for is_burst in (False, True)
    )
    return _a_month(stack_run, usual) + in_burst


def _a_month(stack_run: StackRun, count: int) -> float:
    return count * MONTH_S / stack_run.population.length_s
