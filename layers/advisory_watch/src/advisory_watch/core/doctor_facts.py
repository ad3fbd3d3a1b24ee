"""Observations of the doctor, and the check results that follow from them."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum


class Observation:
    """A fact that the doctor observed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unobserved(Observation):
    """A component that could not be inspected, and the missing permission."""

    about: str
    permission: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnswering(Observation):
    """A component that should answer but does not."""

    about: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleState(Observation):
    """A schedule; `is_wanted` is the setting in the parameters of the stack."""

    about: str
    is_enabled: bool
    is_wanted: bool = True
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFreshness(Observation):
    """How one source is read.

    `unread_documents` of `documents` failed at the last attempt, and `never_read` were not
    requested yet. `read_in_part` is what was not read in the others. `deferred_since` is when a
    check began to have too little time for all. `newest_at` is the newest time in the ledger.
    `clock_ahead_s` is by how many seconds the clock of the last check was ahead of the servers.
    """

    source: str
    last_good_at: datetime | None
    failure: str | None = None
    documents: int = 0
    unread_documents: tuple[str, ...] = ()
    read_in_part: tuple[str, ...] = ()
    never_read: int = 0
    deferred_since: datetime | None = None
    newest_at: datetime | None = None
    clock_ahead_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderDeliveries(Observation):
    """What a reader elsewhere delivers for one source.

    `newest_at` is the time of the newest record that was taken. `refused` is the reason of the last
    refusal, at `refused_at`.
    """

    source: str
    reader: str
    newest_at: datetime | None
    refused: str = ""
    refused_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxBacklog(Observation):
    """The backlog of the outbox."""

    waiting: int
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetters(Observation):
    """The dead letters of a queue, which is named by its stack output."""

    output: str
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmState(Observation):
    """The state of one alarm; a silent alarm notifies no person."""

    name: str
    state: str
    is_silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSubscribers(Observation):
    """The subscribers of a topic, without addresses: of phone numbers, only the country prefix."""

    topic: str
    confirmed: int
    waiting: int
    phone_prefixes: tuple[str, ...] = ()


class SubscriberState(Enum):
    """What Amazon SNS knows about an endpoint that should be subscribed.

    An open subscription can be ended by everybody who has one of its emails, a link scanner too.
    """

    CONFIRMED = "confirmed"
    OPEN = "confirmed through its link"
    PENDING = "waiting for confirmation"
    MISSING = "not subscribed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSubscriber(Observation):
    """An endpoint that a parameter of the stack subscribes; `endpoint` is masked."""

    parameter: str
    endpoint: str
    state: SubscriberState


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemRun(Observation):
    """The last run that judged the whole system, and its findings; None if it never ran."""

    judged_at: datetime | None
    findings: tuple["CheckResult", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsAccount(Observation):
    """The SMS limits of the account; amounts are in US dollars for the current month."""

    is_in_sandbox: bool
    limit: float
    spent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicAccess(Observation):
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
class BudgetCount(Observation):
    """The number of budgets that watch the account."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingPart(Observation):
    """A part of a local home directory that was tried and works."""

    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxiesInUse(Observation):
    """The proxies that the environment puts between this program and the publishers."""

    hosts: tuple[str, ...]


class CheckStatus(IntEnum):
    """The action that a finding asks of a person; the worst is also the exit status."""

    OK = 0
    LOOK = 1
    ACT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One line of a health check: the subject, the finding, and what to do about it."""

    about: str
    concern: CheckStatus
    found: str
    todo: str = ""


def well(about: str, found: str) -> CheckResult:
    """Report that all is well."""
    return CheckResult(about=about, concern=CheckStatus.OK, found=found)


def look(about: str, found: str, todo: str) -> CheckResult:
    """Report something that a person should look at this week."""
    return CheckResult(about=about, concern=CheckStatus.LOOK, found=found, todo=todo)


def act(about: str, found: str, todo: str) -> CheckResult:
    """Report something that does not work."""
    return CheckResult(about=about, concern=CheckStatus.ACT, found=found, todo=todo)
