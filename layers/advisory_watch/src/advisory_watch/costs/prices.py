"""List prices of AWS, assumptions about usage, and profiles of the sources.

This file is the only place with a price in it; the programs of `bench/` take theirs from
here. A person entered each price with the address of its page, the month in which the price
was believed to be current, and its certainty. No program has looked it up, so check the
page before you deploy.

`free` is what AWS gives every account each month without end; everything in the account
shares it. Quantities that are free only for the first year are not included.

Each number is the use per event. The template gives the number of events, and `SOURCE_PROFILES` the
use of a check of each source. Sizes in kB are of items as DynamoDB bills them (`make
bench-storage` measures them). Alerts per month are the alerts of the recorded months,
replayed. Durations are estimates: they were never measured on Lambda, where a cold start
and the publishers' own speed count.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType


class Certainty(Enum):
    """The reliability of a price."""

    SURE = "unchanged for years"
    LIKELY = "changed within recent years, or has parts; look at the page"
    UNSURE = "changes every few months; the order of magnitude is right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of `per` units in dollars; `as_of` is a month, `2025-06`."""

    what: str
    usd: float
    per: float
    unit: str
    page: str
    as_of: str
    certainty: Certainty = Certainty.SURE
    free: float = 0

    def of(self, quantity: float) -> float:
        """Return the dollars for a quantity at list price."""
        return quantity * self.usd / self.per


_LAMBDA = "https://aws.amazon.com/lambda/pricing/"
_DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
_S3 = "https://aws.amazon.com/s3/pricing/"
_CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/"
_SNS = "https://aws.amazon.com/sns/pricing/"
_SMS = "https://aws.amazon.com/sns/sms-pricing/"
_CLOUDFRONT = "https://aws.amazon.com/cloudfront/pricing/"
_EVENTBRIDGE = "https://aws.amazon.com/eventbridge/pricing/"
_XRAY = "https://aws.amazon.com/xray/pricing/"
_KMS = "https://aws.amazon.com/kms/pricing/"
_EC2 = "https://aws.amazon.com/ec2/pricing/on-demand/"
_SQS = "https://aws.amazon.com/sqs/pricing/"
_SES = "https://aws.amazon.com/ses/pricing/"
_FARGATE = "https://aws.amazon.com/fargate/pricing/"


def _price(  # noqa: PLR0913 - a row of the table below
    what: str,
    usd: float,
    unit: str,
    page: str,
    *,
    per: float = 1,
    free: float = 0,
    as_of: str = "2025-06",
    certainty: Certainty = Certainty.SURE,
) -> Price:
    return Price(
        what=what,
        usd=usd,
        per=per,
        unit=unit,
        page=page,
        as_of=as_of,
        certainty=certainty,
        free=free,
    )


LAMBDA_TIME = _price("Lambda, time (arm64)", 0.0000133334, "GB-seconds", _LAMBDA, free=400_000)
LAMBDA_REQUESTS = _price("Lambda, requests", 0.20, "requests", _LAMBDA, per=1e6, free=1e6)
SCHEDULER = _price("EventBridge Scheduler", 1.00, "invocations", _EVENTBRIDGE, per=1e6, free=14e6)
QUEUE_REQUESTS = _price("SQS, requests (FIFO)", 0.50, "requests", _SQS, per=1e6, free=1e6)
TRACES = _price("X-Ray, traces", 5.00, "traces", _XRAY, per=1e6, free=100_000)

TABLE_READS = _price(
    "DynamoDB, reads",
    0.125,
    "read units",
    _DYNAMODB,
    per=1e6,
    as_of="2024-11",
    certainty=Certainty.LIKELY,
)
TABLE_WRITES = _price(
    "DynamoDB, writes",
    0.625,
    "write units",
    _DYNAMODB,
    per=1e6,
    as_of="2024-11",
    certainty=Certainty.LIKELY,
)
TABLE_STORAGE = _price("DynamoDB, storage", 0.25, "GB", _DYNAMODB, free=25)
TABLE_RECOVERY = _price("DynamoDB, point-in-time recovery", 0.20, "GB", _DYNAMODB)

FILE_WRITES = _price("S3, writes", 0.005, "writes", _S3, per=1000)
FILE_STORAGE = _price("S3, storage", 0.023, "GB", _S3)

LOGS = _price("CloudWatch, logs taken in", 0.50, "GB", _CLOUDWATCH, free=5)
LOG_STORAGE = _price("CloudWatch, logs kept", 0.03, "GB", _CLOUDWATCH, free=5)
METRICS = _price("CloudWatch, own metrics", 0.30, "metrics", _CLOUDWATCH, free=10)
ALARMS = _price("CloudWatch, alarms", 0.10, "alarms", _CLOUDWATCH, free=10)
DASHBOARDS = _price("CloudWatch, dashboards", 3.00, "dashboards", _CLOUDWATCH, free=3)

KEYS = _price("KMS, keys", 1.00, "keys", _KMS)
KEY_REQUESTS = _price("KMS, requests", 0.03, "requests", _KMS, per=10_000, free=20_000)
TRANSFER = _price("Data sent to the internet", 0.09, "GB", _EC2, free=100)

MESSAGES = _price("SNS, messages published", 0.50, "messages", _SNS, per=1e6, free=1e6)
EMAILS = _price("SNS, emails", 2.00, "emails", _SNS, per=100_000, free=1000)
WEBHOOKS = _price("SNS, webhooks", 0.60, "deliveries", _SNS, per=1e6, free=100_000)

MAILER_EMAILS = _price("SES, emails", 0.10, "emails", _SES, per=1000)
CONTAINER_PROCESSORS = _price("Fargate, processors (arm64)", 0.03238, "vCPU-hours", _FARGATE)
CONTAINER_MEMORY = _price("Fargate, memory (arm64)", 0.00356, "GB-hours", _FARGATE)
"""These three are not on the bill of a stack; `bench/scale.py` uses them."""

SITE_REQUESTS = _price("CloudFront, requests", 0.01, "requests", _CLOUDFRONT, per=10_000, free=10e6)
SITE_TRANSFER = _price("CloudFront, data", 0.085, "GB", _CLOUDFRONT, free=1000)


def _sms(country: str, usd: float) -> Price:
    what, unsure = f"SNS, SMS to {country}", Certainty.UNSURE
    return _price(what, usd, "messages", _SMS, as_of="2024-06", certainty=unsure)


SMS: Mapping[str, Price] = MappingProxyType(
    {
        "CA": _sms("Canada", 0.0075),
        "DE": _sms("Germany", 0.10),
        "FR": _sms("France", 0.075),
        "GB": _sms("the United Kingdom", 0.042),
        "US": _sms("the United States, with carriers' fees", 0.009),
    }
)
"""The price of one part of one message, by country.

Prices of other countries are not known here, and none is estimated: AWS changes them often,
and some differ twentyfold from their neighbours.
"""


SWEEP_SECONDS = 1
"""One read of an outbox that is usually empty, start included."""

RING_SECONDS = 5
"""Sending the alerts of a change; two seconds are a wait for alerts that follow at once."""

DIGEST_SECONDS = 3

SWEEP_READ_UNITS = 2
"""Two Queries of an empty partition."""

DIGEST_READ_UNITS = 400
"""The records of every source, and the alerts sent this month and last."""

ALERT_READ_UNITS = 30
"""The old text, and reads of the outbox until all is sent."""

ALERT_WRITE_UNITS = 90
"""All writes for one alert.

A transaction writes the record, text, version, mark and alert. A claim follows, then the
move to the sent alerts.
"""

PAGES_KEPT = 2
"""The pages that an alert adds to the archive: its page and an index."""

LOG_KB = 3.5
"""The log of one run, including the lines of Lambda itself."""

TRACED_A_SECOND, TRACED_BEYOND = 1, 0.05
"""X-Ray traces one run per second, and this share of the others.

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html. Only workers run
that often.
"""

REQUEST_KB = 1
"""The size of a request to a publisher."""

LEDGER_GB = 0.05
"""All records, texts and versions after some years (`make bench-storage`)."""

ARCHIVE_GB = 0.2
"""All archived pages after some years (`make bench-storage`), at the price of the first months."""

METRICS_OF_EVERY_HOUR = 3
"""Our own metrics: sources read, time since the last read, age of the outbox."""

METRICS_OF_TROUBLE = 4
"""Failures of sources, items and alerts, and documents skipped for lack of time."""

HOURS_OF_TROUBLE = 40
"""A metric is billed by the hours in which it is sent; feeds fail for minutes every day."""

METRICS_OF_ALERTS = 2
"""Changes decided and alerts sent, in at most as many hours as there are alerts."""

SITE_METRICS = 2

KEY_REQUESTS_AN_HOUR = 24
"""DynamoDB and SNS request a key every five minutes, for each of two functions."""

HANDING_SECONDS = 3
"""A check that dispatches partitions takes as long as one of a single document.

`make bench-wide` dispatches 175 partitions in one such check.
"""

HOSTS_AT_ONCE = 8
"""A check reads this many hosts in parallel (`adapters.http.concurrency`), a worker one."""

WORKER_START_SECONDS = 1
"""Per worker and check: Lambda may stop workers between two checks."""

PART_SECONDS = 0.1
"""Reading and writing the health of a partition: two calls, without the publisher's time."""

PARTS_A_SEND = 10
"""Partitions per call (`adapters/sqs.py`): 15 kB; requests are billed per 64 kB."""

TAKING_REQUESTS = 2
"""Per partition: Lambda receives one message at a time, and deletes it afterwards."""

POLLERS, POLL_SECONDS = 5, 20
"""Lambda polls a queue with five calls at once; an idle call lasts twenty seconds.

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html. Idle polls
are counted as if the queue were always empty, in addition to received messages. The
estimate is rather too high than too low.
"""

PART_DOCUMENT_KB = 0.1
"""The size of each document in the item of a partition (counted: 24 to 95 bytes)."""

HEALTH_KB = 1
"""The health of a wide source: the result of its check, and its index (counted: 0.3)."""

RECALL_READ_UNITS = 3
"""The record of a destination and its text: two items; the text may have 6 kB.

If a partition has anything to judge, the worker reads both for all its destinations.
"""

PART_LOG_KB = 1.5
"""One line of 0.4 kB (counted), and the lines of Lambda itself."""

WORK_METRICS_OF_TROUBLE, WORK_METRICS_OF_ALERTS = 2, 1
"""Failed items, and documents skipped for lack of time; then changes decided.

Metrics of `work` are billed in addition to the metrics of the same name of `check`.
"""

WORK_KEY_REQUESTS_AN_HOUR = 12
"""DynamoDB requests a key for a third function in that case."""

SITE_SECONDS = 3
SITE_WHOLE_SECONDS = 60
SITE_WHOLE_READ_UNITS = 6000
SITE_RUN_FILES = 4
SITE_ALERT_FILES = 12
SITE_VIEWS = 1000
"""Page views per month: an example, because the real number is unknown."""
SITE_VIEW_REQUESTS = 3
SITE_VIEW_KB = 60
SITE_GB = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProfile:
    """The use of resources by a check of one source.

    `seconds` is its duration, most of it waiting. `documents` is the number of requested
    documents. `known_kb` is the size of the source's records, which every check reads.
    `health_kb` is the size of its health, which every check writes. `alerts` is the number
    of alerts per month; `urgent` of them go to phones. `is_measured` is set if these two
    are from recorded months. `listed` is the number of listed documents, on `hosts` hosts.
    It is 0 if one document has everything; no threshold then makes the source wide.
    """

    seconds: float
    documents: int
    known_kb: float
    health_kb: float
    alerts: float
    urgent: float
    is_measured: bool = False
    listed: int = 0
    hosts: int = 1


USUAL = SourceProfile(seconds=3, documents=1, known_kb=155, health_kb=1, alerts=4.4, urgent=1.4)
"""A source without data: one document, and as many alerts as Canada."""

SOURCE_PROFILES: Mapping[str, SourceProfile] = MappingProxyType(
    {
        "us_state": SourceProfile(
            seconds=3,
            documents=1,
            known_kb=150,
            health_kb=1,
            alerts=17.1,
            urgent=6.7,
            is_measured=True,
        ),
        # Feeds of 174 hosts, in parallel; a hundred alerts in a month are assumed.
        "us_embassies": SourceProfile(
            seconds=20,
            documents=174,
            known_kb=210,
            health_kb=4,
            alerts=100,
            urgent=10,
            listed=174,
            hosts=174,
        ),
        # The index, and each of 226 documents once a day; there is no record of its texts.
        "uk_fcdo": SourceProfile(
            seconds=4,
            documents=3,
            known_kb=160,
            health_kb=15,
            alerts=2.7,
            urgent=0.9,
            is_measured=True,
            listed=226,
        ),
        "ca_gac": replace(USUAL, is_measured=True),
        "de_aa": USUAL,
        # One page per second, and every page in each check.
        "ie_dfa": replace(
            USUAL, seconds=230, documents=226, known_kb=160, health_kb=15, listed=226
        ),
        "nz_mfat": replace(USUAL, seconds=460, documents=226, health_kb=15, listed=226),
    }
)
