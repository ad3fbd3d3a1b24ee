"""Variants of the stack: as planned, and variants without its first bottlenecks."""

from dataclasses import dataclass, field, replace

from advisory_watch.costs.prices import Price, price
from scaling import quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One variant of the stack.

    At most `workers` invocations run at once; each processes `hosts_at_once` hosts in
    parallel. With `has_index`, a host is asked for its index, and only for the documents that
    changed. Each of `outboxes` partitions has its own dispatcher. Rates are messages per
    second.
    """

    name: str
    workers: int = int(quotas.INVOCATIONS.allowed)
    hosts_at_once: int = 1
    has_index: bool = False
    outboxes: int = 1
    email_rate: float = quotas.EMAILS.allowed
    sms_rate: float = quotas.SMS.allowed
    email_price: Price = field(default_factory=lambda: price("emails"))


PLANNED = Design(name="as planned")
"""A message is a chunk of one host, an invocation processes one message, and SNS delivers
everything.
"""

UNLIMITED = replace(PLANNED, name="as planned, invocations unlimited", workers=1_000_000)
"""Shows the demand on all other quotas if the quota on invocations does not limit it."""

SHARDED = replace(
    PLANNED,
    name="shared invocations, sharded outbox, own mailer",
    hosts_at_once=10,
    outboxes=16,
    email_rate=500.0,
    sms_rate=100.0,
    email_price=price("mailer_emails"),
)
"""SQS FIFO hands out at most ten messages per invocation. Amazon SES sends at the rate that
was requested (14 per second initially), and a short code sends 100 SMS per second.
"""

INDEXED = replace(SHARDED, name="the same, and an index for each host", has_index=True)
