"""AWS quotas that a large stack meets: the number, its documentation page, and our confidence.

The numbers are from memory as of 2026-11 and were not looked up, since nothing here reaches
the web. **Check** them under Service Quotas before you plan by them. "sure" means that several
pages of AWS agree in memory, "fairly" that one does. "scope unsure" means that the number is
sure, but not what it counts.
"""

from dataclasses import dataclass

from scaling import assumptions

SNS = "Amazon SNS endpoints and quotas"
LAMBDA = "Lambda quotas"
SQS = "Amazon SQS FIFO queue quotas"
OURS = "app/dispatcher.py: one alert after the other, about 55 ms each"
DYNAMODB = "Designing partition keys to distribute your workload (DynamoDB)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """An AWS quota: `allowed` units of `what`, and whether it can be raised."""

    what: str
    allowed: float
    page: str
    is_adjustable: bool
    sureness: str


FILTERS_TOPIC = Quota(
    what="filter policies a topic",
    allowed=200,
    page=SNS,
    is_adjustable=True,
    sureness="sure",
)
FILTERS_ACCOUNT = Quota(
    what="filter policies an account",
    allowed=10_000,
    page=SNS,
    is_adjustable=True,
    sureness="sure",
)
PENDING = Quota(
    what="subscriptions not yet confirmed",
    allowed=5_000,
    page=SNS,
    is_adjustable=True,
    sureness="fairly",
)
SUBSCRIPTIONS = Quota(
    what="subscriptions a topic",
    allowed=12_500_000,
    page=SNS,
    is_adjustable=True,
    sureness="sure",
)
EMAILS = Quota(
    what="emails a second (SNS)",
    allowed=10,
    page=SNS,
    is_adjustable=False,
    sureness="scope unsure: an account, a topic or a subscription",
)
SMS = Quota(
    what="SMS a second (SNS)",
    allowed=20,
    page=SNS,
    is_adjustable=True,
    sureness="fairly",
)
PUBLISHES = Quota(
    what="publishes a second (300 to 30,000 by region)",
    allowed=300,
    page=SNS,
    is_adjustable=True,
    sureness="fairly",
)
INVOCATIONS = Quota(
    what="invocations at once (10 in a new account)",
    allowed=1_000,
    page=LAMBDA,
    is_adjustable=True,
    sureness="sure",
)
GROUPS = Quota(
    what="messages that FIFO looks through for a free group",
    allowed=20_000,
    page=SQS,
    is_adjustable=False,
    sureness="fairly; 120,000 since 2024",
)
PARTITION = Quota(
    what="write units a second of one partition key",
    allowed=1_000,
    page=DYNAMODB,
    is_adjustable=False,
    sureness="sure",
)
DISPATCHER = Quota(
    what="alerts a second through one dispatcher (ours, no quota)",
    allowed=1 / assumptions.ALERT_S,
    page=OURS,
    is_adjustable=True,
    sureness="assumed",
)
