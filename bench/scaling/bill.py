"""The monthly cost, line by line, at the same list prices as the cost model of a stack.

No free tier, no tax; incoming data is free.
"""

from math import ceil

from advisory_watch.costs.prices import price, sms_prices
from scaling import facts
from scaling.run import Ran

MONTH_S = 730 * 3600.0

HOST_READ_UNITS, HOST_WRITE_UNITS = 53, 13
"""Read and write units of one message for its host. Measured: 230 destinations of 0.87 kB and
a health item of 12.6 kB are one consistent Query; the health item is written back.
"""

PAGES_A_SECOND = 500
"""Unchanged pages that one processor reads per second; a third of what urllib3 did on loopback
(ADR 4).
"""


def bill(ran: Ran) -> dict[str, float]:
    """Return the dollars per month, by cause; a month has one burst.

    All phones are in the United States. Data goes to webhooks, since delivery to a queue is
    free.
    """
    months = ran.work.lasted_s / MONTH_S
    storm = sum(change.is_burst for change in ran.population.changes)
    alerts = _a_month(ran, len(ran.population.changes) - storm) + storm
    sent = {channel: _sent(ran, channel) for channel in facts.CARRIED_S}
    an_alert = (
        price("table_writes").of(facts.LEDGER_WCU)
        + price("file_writes").of(1)
        + price("messages").of(1)
    )
    requests = ran.work.batches + 2 * ran.work.invocations
    return {
        "check": _check_usd(ran) / months,
        "queue": price("queue_requests").of(requests) / months,
        "ledger": _messages_usd(ran) / months + alerts * an_alert,
        "email": ran.design.email_price.of(sent["email"]),
        "SMS": sms_prices()["US"].of(sent["sms"]),
        "data": price("webhooks").of(sent["data"]),
    }


def containers_usd(ran: Ran) -> float:
    """Return the dollars per month of containers that make the same requests, waiting included.

    One processor with 2 GB waits for thousands of hosts at once.
    """
    processors = ceil(ran.work.requests / ran.work.lasted_s / PAGES_A_SECOND)
    a_processor = price("container_processors").of(1) + price("container_memory").of(2)
    return processors * a_processor * MONTH_S / 3600


def _check_usd(ran: Ran) -> float:
    gb_seconds = ran.work.worked_s * facts.CHECK_GB
    return price("lambda_time").of(gb_seconds) + price("lambda_requests").of(ran.work.invocations)


def _messages_usd(ran: Ran) -> float:
    reads, writes = (ran.work.messages * units for units in (HOST_READ_UNITS, HOST_WRITE_UNITS))
    return price("table_reads").of(reads) + price("table_writes").of(writes)


def _sent(ran: Ran, channel: str) -> float:
    usual, storm = (ran.telling.waits[channel, is_burst].count for is_burst in (False, True))
    return _a_month(ran, usual) + storm


def _a_month(ran: Ran, count: int) -> float:
    return count * MONTH_S / ran.population.length_s
