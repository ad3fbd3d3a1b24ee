"""Facts that a health check observes, not yet judged as good or bad."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """A component that could not be inspected, and the missing permission."""

    about: str
    permission: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A component that should answer but does not."""

    about: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule; `is_wanted` is the setting in the parameters of the stack."""

    about: str
    is_enabled: bool
    is_wanted: bool = True
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The last start of a function, or None if it did not run in the days examined."""

    function: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How one source is read; `unread_documents` of `documents` failed at the last attempt."""

    source: str
    last_good_at: datetime | None
    failure: str | None = None
    documents: int = 0
    unread_documents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Debts:
    """The backlog of the outbox."""

    waiting: int
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The dead letters of a queue, which is named by its stack output."""

    output: str
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """The state of one alarm; a silent alarm notifies no person."""

    name: str
    state: str
    is_silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The subscribers of a topic, without addresses: of phone numbers, only the country prefix."""

    topic: str
    confirmed: int
    waiting: int
    phone_prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Texting:
    """The SMS limits of the account; amounts are in US dollars for the current month."""

    is_in_sandbox: bool
    limit: float
    spent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """The services that may publish to a topic and use its key.

    `key_services` is None if the topic has no key of its own. `key_state` is the state of the
    customer's key: `Enabled`, or the reason why it cannot be used.
    """

    name: str
    services: frozenset[str]
    is_everybody_denied: bool = False
    key_id: str | None = None
    key_services: frozenset[str] | None = None
    key_state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """The number of budgets that watch the account."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A part of a local home directory that was tried and works."""

    about: str


Fact = (
    Unseen | Broken | Schedule | Run | Sight | Debts | Queue | Alarm | Audience | Texting | Topic
    | Budgets | Kept
)  # fmt: skip
