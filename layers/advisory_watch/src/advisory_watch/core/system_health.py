"""Judge from the ledger whether the whole system works: what does not run, read or send.

One run judges everything, and fails if it finds a fault. A schedule that stopped leaves no trace of
its own, so each name is compared with its expected interval.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from advisory_watch.core.clock import is_after
from advisory_watch.core.health import Health, killed_since
from advisory_watch.core.text import in_words

LATE_INTERVALS_MAX = 1.5
"""A run may be lost, and the next one slow by half an interval, before a name counts as late."""

LATE_MAX = timedelta(hours=2)
"""A rare run is repeated within the hour; two hours after it was due, no repetition follows."""

READER_GRACE = timedelta(minutes=45)
"""How old a record of a reader elsewhere may be (`core.ingest.acceptance`); then checks fail."""

OUTBOX_WAITS_MAX = timedelta(minutes=10)
"""Two scheduled retries: an alert that waits longer was refused at least once."""

CARRIERS = {"outbox": "Amazon SNS", "events": "the event bus"}
"""What each queue of alerts waits for."""

JUDGED_EVERY_MAX = timedelta(minutes=30)
"""After a longer pause of the judging run itself, all schedules may have been stopped together.

Every name then gets its interval once more: a stack that is started again is not at fault.
"""


class Duty(Enum):
    """A daily task that marks each complete run in the ledger."""

    DIGEST = "digest"
    SEAL = "seal"


DUTIES = frozenset(duty.value for duty in Duty)
"""Their names among the schedules; all other names are sources."""


class FindingKind(Enum):
    """What is wrong."""

    NOT_CHECKED = "not_checked"
    CHECK_KILLED = "check_killed"
    NOT_READ = "not_read"
    NOT_RUN = "not_run"
    ALERTS_WAIT = "alerts_wait"
    DEAD_LETTERS = "dead_letters"
    UNKNOWN = "unknown"


class Urgency(Enum):
    """How soon a person must act: an alert may be missed or late, or only a convenience."""

    NOW = "act now"
    TODAY = "look today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: its kind, the source, task or queue, a sentence, and the first command to run."""

    kind: FindingKind
    about: str
    urgency: Urgency
    found: str
    first_command: str

    @property
    def name(self) -> str:
        """What identifies the fault in logs and from run to run: `not_checked us_state`."""
        return f"{self.kind.value} {self.about}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The interval of a schedule in seconds, and since when it is expected to hold."""

    interval_s: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemHealth:
    """The last judgement, as the ledger remembers it.

    `expected` is by name of source or task. `told` has the faults that operators were told of,
    by name, and since when.
    """

    judged_at: datetime
    expected: Mapping[str, Expectation] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    told: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemFacts:
    """What was gathered at one moment.

    `healths` has the sources that were ever checked, `last_runs` the tasks that ever ran.
    `waiting_since` has the time of the oldest alert of each queue that is not empty.
    `unreadable` says by name what could not be gathered, and why.
    """

    at: datetime
    stack: str
    expected: Mapping[str, Expectation]
    healths: Mapping[str, Health] = field(default_factory=dict)
    last_runs: Mapping[Duty, datetime] = field(default_factory=dict)
    waiting_since: Mapping[str, datetime] = field(default_factory=dict)
    dead_letters: Mapping[str, int] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)


def is_due(due_at: datetime | None, ran_at: datetime | None) -> bool:
    """Tell whether a task was due at a time, and no complete run has begun since."""
    return due_at is not None and (ran_at is None or ran_at < due_at)


def expectations(
    before: SystemHealth | None, schedules: Mapping[str, timedelta], at: datetime
) -> dict[str, Expectation]:
    """Return since when each schedule holds: new and changed ones, from now on."""
    is_resumed = before is not None and at - before.judged_at > JUDGED_EVERY_MAX
    known = before.expected if before is not None and not is_resumed else {}
    expected: dict[str, Expectation] = {}
    for name, interval in schedules.items():
        now = Expectation(interval_s=int(interval.total_seconds()), since=at)
        old = known.get(name)
        is_kept = (
            old is not None and old.interval_s == now.interval_s and not is_after(old.since, at)
        )
        expected[name] = old if old is not None and is_kept else now
    return expected


def late_after(interval: timedelta) -> timedelta:
    """Return the age from which the last run is late: at most 1.5 intervals or 2 hours overdue."""
    return interval + min(LATE_INTERVALS_MAX * interval, LATE_MAX)


def judge_system(facts: SystemFacts) -> tuple[Finding, ...]:
    """Return every fault: what a reader may miss comes first."""
    found = (*_sources(facts), *_duties(facts), *_outbox(facts), *_letters(facts), *_unread(facts))
    return tuple(sorted(found, key=lambda finding: finding.urgency is not Urgency.NOW))


def _sources(facts: SystemFacts) -> Iterator[Finding]:
    for name, expected in facts.expected.items():
        if name in DUTIES or name in facts.unreadable:
            continue
        health = facts.healths.get(name, Health(source=name))
        tried_at = health.last_tried_at or health.last_good_at
        every = f"its schedule is every {in_words(timedelta(seconds=expected.interval_s))}"
        if late := _lateness(tried_at, expected, facts.at):
            found = f"{name} {_last('checked', tried_at, late, facts.at)}; {every}"
            yield _finding(facts, FindingKind.NOT_CHECKED, name, found)
        elif since := killed_since(health, facts.at):
            found = f"the check of {name} that began at {since:%Y-%m-%d %H:%M} UTC was killed"
            yield _finding(facts, FindingKind.CHECK_KILLED, name, found)
        elif late := _lateness(health.last_good_at, expected, facts.at, _grace(health)):
            found = f"{name} {_last('read', health.last_good_at, late, facts.at)}; {every}"
            yield _finding(facts, FindingKind.NOT_READ, name, found)


def _duties(facts: SystemFacts) -> Iterator[Finding]:
    for duty in Duty:
        expected, ran_at = facts.expected.get(duty.value), facts.last_runs.get(duty)
        if expected is None or duty.value in facts.unreadable:
            continue
        if late := _lateness(ran_at, expected, facts.at):
            yield Finding(
                kind=FindingKind.NOT_RUN,
                about=duty.value,
                urgency=Urgency.TODAY,
                found=f"{duty.value} {_last('complete', ran_at, late, facts.at)}",
                first_command=f"advisory-watch stack run {facts.stack} {duty.value}",
            )


def _grace(health: Health) -> timedelta:
    """Return how much later a source may be read: a reader elsewhere has rounds of its own."""
    return READER_GRACE if health.readers else timedelta()


def _lateness(
    last_at: datetime | None, expected: Expectation, at: datetime, grace: timedelta = timedelta()
) -> timedelta | None:
    """Return the age of the last run if it is late; a time in the future was never true."""
    counted = expected.since
    if last_at is not None and not is_after(last_at, at):
        counted = max(counted, last_at)
    age = at - counted
    return age if age > late_after(timedelta(seconds=expected.interval_s)) + grace else None


def _last(verb: str, last_at: datetime | None, late: timedelta, at: datetime) -> str:
    if last_at is None or is_after(last_at, at):
        return f"was not {verb} for {in_words(late)}"
    return f"was last {verb} {in_words(at - last_at)} ago, at {last_at:%Y-%m-%d %H:%M} UTC"


def _outbox(facts: SystemFacts) -> Iterator[Finding]:
    for queue, since in facts.waiting_since.items():
        age = facts.at - since
        if age >= OUTBOX_WAITS_MAX:
            carrier = CARRIERS.get(queue, queue)
            found = f"an alert waits for {in_words(age)}: {carrier} does not accept it"
            yield _finding(facts, FindingKind.ALERTS_WAIT, queue, found)


def _letters(facts: SystemFacts) -> Iterator[Finding]:
    for queue, messages in sorted(facts.dead_letters.items()):
        if messages:
            yield Finding(
                kind=FindingKind.DEAD_LETTERS,
                about=queue,
                urgency=Urgency.TODAY,
                found=f"{queue} has {messages} dead {'letter' if messages == 1 else 'letters'}",
                first_command=f"advisory-watch stack letters {facts.stack}",
            )


def _unread(facts: SystemFacts) -> Iterator[Finding]:
    for name, reason in sorted(facts.unreadable.items()):
        found = f"{name} cannot be judged: {reason}"
        yield _finding(facts, FindingKind.UNKNOWN, name, found)


def _finding(facts: SystemFacts, kind: FindingKind, about: str, found: str) -> Finding:
    return Finding(
        kind=kind,
        about=about,
        urgency=Urgency.NOW,
        found=found,
        first_command=f"advisory-watch doctor --stack {facts.stack}",
    )
