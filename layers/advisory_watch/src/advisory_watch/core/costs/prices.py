"""What AWS asks for, in US dollars: list prices of US East (N. Virginia), without tax.

This file is the only place with a price in it. None was looked up by a program: each was
written down by a person, with the page where it stands, the month in which it was believed
to stand there, and how sure that is. Whoever deploys this looks at the page.

`free` is what AWS gives every account each month without end, and of which all that runs in
the account takes its share; what is free for a first year only is not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Certainty(Enum):
    """How far a price may be relied upon."""

    SURE = "unchanged for years"
    LIKELY = "changed within recent years, or has parts; look at the page"
    UNSURE = "changes every few months; the order of magnitude is right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """So many dollars for so many units; `as_of` is a month, `2025-06`."""

    what: str
    usd: float
    per: float
    unit: str
    page: str
    as_of: str
    certainty: Certainty = Certainty.SURE
    free: float = 0


_LAMBDA = "https://aws.amazon.com/lambda/pricing/"
_DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
_S3 = "https://aws.amazon.com/s3/pricing/"
_CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/"
_SNS = "https://aws.amazon.com/sns/pricing/"
_SMS = "https://aws.amazon.com/sns/sms-pricing/"
_CLOUDFRONT = "https://aws.amazon.com/cloudfront/pricing/"

LAMBDA_TIME = Price(
    what="Lambda, time (arm64)",
    usd=0.0000133334,
    per=1,
    unit="GB-seconds",
    page=_LAMBDA,
    as_of="2025-06",
    free=400_000,
)
LAMBDA_REQUESTS = Price(
    what="Lambda, requests",
    usd=0.20,
    per=1e6,
    unit="requests",
    page=_LAMBDA,
    as_of="2025-06",
    free=1e6,
)
SCHEDULER = Price(
    what="EventBridge Scheduler",
    usd=1.00,
    per=1e6,
    unit="invocations",
    page="https://aws.amazon.com/eventbridge/pricing/",
    as_of="2025-06",
    free=14e6,
)
TRACES = Price(
    what="X-Ray, traces",
    usd=5.00,
    per=1e6,
    unit="traces",
    page="https://aws.amazon.com/xray/pricing/",
    as_of="2025-06",
    free=100_000,
)

TABLE_READS = Price(
    what="DynamoDB, reads",
    usd=0.125,
    per=1e6,
    unit="read units",
    page=_DYNAMODB,
    as_of="2024-11",
    certainty=Certainty.LIKELY,
)
TABLE_WRITES = Price(
    what="DynamoDB, writes",
    usd=0.625,
    per=1e6,
    unit="write units",
    page=_DYNAMODB,
    as_of="2024-11",
    certainty=Certainty.LIKELY,
)
TABLE_STORAGE = Price(
    what="DynamoDB, storage",
    usd=0.25,
    per=1,
    unit="GB",
    page=_DYNAMODB,
    as_of="2025-06",
    free=25,
)
TABLE_RECOVERY = Price(
    what="DynamoDB, point-in-time recovery",
    usd=0.20,
    per=1,
    unit="GB",
    page=_DYNAMODB,
    as_of="2025-06",
)

FILE_WRITES = Price(
    what="S3, writes", usd=0.005, per=1000, unit="writes", page=_S3, as_of="2025-06"
)
FILE_STORAGE = Price(what="S3, storage", usd=0.023, per=1, unit="GB", page=_S3, as_of="2025-06")

LOGS = Price(
    what="CloudWatch, logs taken in",
    usd=0.50,
    per=1,
    unit="GB",
    page=_CLOUDWATCH,
    as_of="2025-06",
    free=5,
)
LOG_STORAGE = Price(
    what="CloudWatch, logs kept",
    usd=0.03,
    per=1,
    unit="GB",
    page=_CLOUDWATCH,
    as_of="2025-06",
    free=5,
)
METRICS = Price(
    what="CloudWatch, own metrics",
    usd=0.30,
    per=1,
    unit="metrics",
    page=_CLOUDWATCH,
    as_of="2025-06",
    free=10,
)
ALARMS = Price(
    what="CloudWatch, alarms",
    usd=0.10,
    per=1,
    unit="alarms",
    page=_CLOUDWATCH,
    as_of="2025-06",
    free=10,
)
DASHBOARDS = Price(
    what="CloudWatch, dashboards",
    usd=3.00,
    per=1,
    unit="dashboards",
    page=_CLOUDWATCH,
    as_of="2025-06",
    free=3,
)

KEYS = Price(
    what="KMS, keys",
    usd=1.00,
    per=1,
    unit="keys",
    page="https://aws.amazon.com/kms/pricing/",
    as_of="2025-06",
)
KEY_REQUESTS = Price(
    what="KMS, requests",
    usd=0.03,
    per=10_000,
    unit="requests",
    page="https://aws.amazon.com/kms/pricing/",
    as_of="2025-06",
    free=20_000,
)
TRANSFER = Price(
    what="Data sent to the internet",
    usd=0.09,
    per=1,
    unit="GB",
    page="https://aws.amazon.com/ec2/pricing/on-demand/",
    as_of="2025-06",
    free=100,
)

MESSAGES = Price(
    what="SNS, messages published",
    usd=0.50,
    per=1e6,
    unit="messages",
    page=_SNS,
    as_of="2025-06",
    free=1e6,
)
EMAILS = Price(
    what="SNS, emails", usd=2.00, per=100_000, unit="emails", page=_SNS, as_of="2025-06", free=1000
)
WEBHOOKS = Price(
    what="SNS, webhooks",
    usd=0.60,
    per=1e6,
    unit="deliveries",
    page=_SNS,
    as_of="2025-06",
    free=100_000,
)

SITE_REQUESTS = Price(
    what="CloudFront, requests",
    usd=0.01,
    per=10_000,
    unit="requests",
    page=_CLOUDFRONT,
    as_of="2025-06",
    free=10e6,
)
SITE_TRANSFER = Price(
    what="CloudFront, data",
    usd=0.085,
    per=1,
    unit="GB",
    page=_CLOUDFRONT,
    as_of="2025-06",
    free=1000,
)


def _sms(country: str, usd: float, certainty: Certainty = Certainty.UNSURE) -> Price:
    return Price(
        what=f"SNS, SMS to {country}",
        usd=usd,
        per=1,
        unit="messages",
        page=_SMS,
        as_of="2024-06",
        certainty=certainty,
    )


SMS: Mapping[str, Price] = MappingProxyType(
    {
        "CA": _sms("Canada", 0.0075),
        "DE": _sms("Germany", 0.10),
        "FR": _sms("France", 0.075),
        "GB": _sms("the United Kingdom", 0.042),
        "US": _sms("the United States, with carriers' fees", 0.009),
    }
)
"""One part of one message, by country. Another country's price is not known here, and none
is made up: AWS changes these often, and some differ twentyfold from their neighbours'."""
