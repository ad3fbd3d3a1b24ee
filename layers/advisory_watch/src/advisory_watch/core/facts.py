"""What a check-up can see, as it was seen: nothing here is good or bad yet."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """What could not be looked at, and the permission that it needs."""

    about: str
    permission: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What should answer, and does not."""

    about: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule; `is_wanted` is what the parameters of the stack say of it."""

    about: str
    is_enabled: bool
    is_wanted: bool = True
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """When a function last began, None where it did not within the days looked at."""

    function: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How one source is read; `unread_documents` of `documents` could not be when last tried."""

    source: str
    last_good_at: datetime | None
    failure: str | None = None
    documents: int = 0
    unread_documents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Debts:
    """What waits in the outbox."""

    waiting: int
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Dead letters, by the output that names their queue."""

    output: str
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm in its state; a silent one tells nobody."""

    name: str
    state: str
    is_silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who hears a topic: addresses stay outside, of phones only the country remains."""

    topic: str
    confirmed: int
    waiting: int
    phone_prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Texting:
    """What the account may send by SMS; money in US dollars, of this month."""

    is_in_sandbox: bool
    limit: float
    spent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Who may publish to a topic, and use its key; `key_services` is None for no own key.

    `key_state` is that of the customer's key: `Enabled`, or why it cannot be used.
    """

    name: str
    services: frozenset[str]
    is_everybody_denied: bool = False
    key_id: str | None = None
    key_services: frozenset[str] | None = None
    key_state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """How many budgets watch the account."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Something of a laptop's home that was tried, and works."""

    about: str


Fact = (
    Unseen | Broken | Schedule | Run | Sight | Debts | Queue | Alarm | Audience | Texting | Topic
    | Budgets | Kept
)  # fmt: skip
