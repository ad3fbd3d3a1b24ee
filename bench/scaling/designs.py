"""How the stack is built: as it is planned, and past what then binds."""

from dataclasses import dataclass, replace

from advisory_watch.core.costs import prices
from advisory_watch.core.costs.prices import Price
from scaling import quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One way to build it.

    `workers` invocations may run at once, each works on `hosts_at_once` hosts side by side.
    With `has_index` a host is asked for its index, and only for what that says has moved. Each
    of `outboxes` partitions has a relay of its own. Rates are messages a second.
    """

    name: str
    workers: int = int(quotas.INVOCATIONS.allowed)
    hosts_at_once: int = 1
    has_index: bool = False
    outboxes: int = 1
    email_rate: float = quotas.EMAILS.allowed
    sms_rate: float = quotas.SMS.allowed
    email_price: Price = prices.EMAILS


PLANNED = Design(name="as planned")
"""A message is a chunk of one host, an invocation works one message; SNS tells everybody."""

UNHINDERED = replace(PLANNED, name="as planned, invocations unlimited", workers=1_000_000)
"""What is asked of all else where no quota on invocations holds it back."""

SHARDED = replace(
    PLANNED,
    name="shared invocations, sharded outbox, own mailer",
    hosts_at_once=10,
    outboxes=16,
    email_rate=500.0,
    sms_rate=100.0,
    email_price=prices.MAILER_EMAILS,
)
"""Ten messages an invocation are the most that SQS FIFO hands out; Amazon SES carries what it
was asked for (14 a second at first), a short code 100 SMS a second."""

INDEXED = replace(SHARDED, name="the same, and an index for each host", has_index=True)
