"""List prices of AWS in US dollars, for US East (N. Virginia), without tax.

This file is the only place with a price in it; the programs of `bench/` take theirs from
here. A person entered each price with the address of its page, the month in which the price
was believed to be current, and its certainty. No program has looked it up, so check the
page before you deploy.

`free` is what AWS gives every account each month without end; everything in the account
shares it. Quantities that are free only for the first year are not included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
