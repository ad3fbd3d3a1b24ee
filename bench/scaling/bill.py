"""What a month costs, line by line.

List prices of us-east-1 on demand, in US dollars, as known in 2026-11 and not looked up at the
time of writing: **check** them on the pricing page of each service. No free tier, no tax; data
that comes in is free.
"""

from math import ceil

from scaling import facts
from scaling.run import Ran

MONTH_S = 730 * 3600.0

LAMBDA_GB_S = 0.0000133334
"""Arm, first tier."""

LAMBDA_REQUEST = 0.20 / 1e6
SQS_FIFO_REQUEST = 0.50 / 1e6
DYNAMODB_WRITE, DYNAMODB_READ = 0.625 / 1e6, 0.125 / 1e6
S3_PUT = 0.005 / 1e3
SNS_PUBLISH = 0.50 / 1e6
SMS_USD = 0.01
"""In the United States, the carrier's fee included; elsewhere up to ten times as much."""

DATA_USD = 0.60 / 1e6
"""To a webhook; to a queue it is free."""

FARGATE_VCPU_H, FARGATE_GB_H = 0.03238, 0.00356
"""Arm."""

HOST_READ_UNITS, HOST_WRITE_UNITS = 53, 13
"""What the work on a message reads and writes of its host. Measured: 230 destinations of 0.87
kB and a health of 12.6 kB are one Query, consistent; the health is written back."""

PAGES_A_SECOND = 500
"""What one processor reads unchanged; a third of what urllib3 did on loopback (ADR 4)."""


def bill(ran: Ran) -> dict[str, float]:
    """Return the dollars a month, by what drives them; a month has one storm."""
    months = ran.work.lasted_s / MONTH_S
    storm = sum(each.is_storm for each in ran.population.changes)
    alerts = _a_month(ran, len(ran.population.changes) - storm) + storm
    sent = {channel: _sent(ran, channel) for channel in facts.CARRIED_S}
    an_alert = facts.LEDGER_WCU * DYNAMODB_WRITE + S3_PUT + SNS_PUBLISH
    return {
        "check": _check_usd(ran) / months,
        "queue": SQS_FIFO_REQUEST * (ran.work.batches + 2 * ran.work.invocations) / months,
        "ledger": _messages_usd(ran) / months + alerts * an_alert,
        "email": sent["email"] * ran.design.email_usd,
        "SMS": sent["sms"] * SMS_USD,
        "data": sent["data"] * DATA_USD,
    }


def containers_usd(ran: Ran) -> float:
    """Return the dollars a month of containers that make the same requests, waiting included.

    One processor waits for thousands of hosts at once; it has 2 GB.
    """
    processors = ceil(ran.work.requests / ran.work.lasted_s / PAGES_A_SECOND)
    return processors * (FARGATE_VCPU_H + 2 * FARGATE_GB_H) * MONTH_S / 3600


def _check_usd(ran: Ran) -> float:
    work = ran.work
    return work.worked_s * facts.CHECK_GB * LAMBDA_GB_S + work.invocations * LAMBDA_REQUEST


def _messages_usd(ran: Ran) -> float:
    a_message = HOST_READ_UNITS * DYNAMODB_READ + HOST_WRITE_UNITS * DYNAMODB_WRITE
    return ran.work.messages * a_message


def _sent(ran: Ran, channel: str) -> float:
    usual, storm = (ran.telling.waits[channel, is_storm].count for is_storm in (False, True))
    return _a_month(ran, usual) + storm


def _a_month(ran: Ran, count: int) -> float:
    return count * MONTH_S / ran.population.length_s
