"""A whole stack in simulated time: scheduled checks, retries, digest and seal on one ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from advisory_watch.adapters.memory import (
    MemoryArchive,
    MemoryLedger,
    MemoryOutbox,
    MemorySystemLog,
)
from advisory_watch.app.check import Check
from advisory_watch.app.system_check import JudgedSystem, SystemCheck
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import DeliveryFailed, SourceError
from advisory_watch.core.page import Page
from advisory_watch.core.source import Source
from advisory_watch.core.system_health import Duty
from support.builders import NOON, an_advisory
from support.scenarios.watched_source import ScriptedWeb, Time, a_source, read_records, written

SWEEP = timedelta(minutes=5)
DAY = timedelta(days=1)
INTERVALS = {
    "us_state": timedelta(minutes=5),
    "uk_fcdo": timedelta(minutes=10),
    "ie_dfa": timedelta(minutes=30),
    "nl_bz": timedelta(hours=1),
}


@dataclass(slots=True)
class Inbox:
    """Implement `OperatorNotifier`: keep the mails, or refuse them."""

    mails: list[tuple[str, str]] = field(default_factory=list)
    is_closed: bool = False

    def send(self, subject: str, text: str) -> None:
        """Keep a mail. Raises `DeliveryFailed` while closed."""
        if self.is_closed:
            raise DeliveryFailed("notice: expected SNS to accept it, found InternalError")
        self.mails.append((subject, text))


def a_small_source(name: str) -> Source:
    """Build a source of one document and one destination."""
    (endpoint,) = a_source(name).endpoints

    def read(page: Page) -> Snapshot:
        found = read_records(page)
        own = tuple(replace(advisory, source=name) for advisory in found.advisories)
        return replace(found, advisories=own)

    target = replace(endpoint.target, source_id=name)
    return replace(
        a_source(name), id=name, endpoints=(replace(endpoint, target=target, read=read),)
    )


@dataclass(kw_only=True)
class SimulatedSystem:
    """Runs every schedule at its time; a name in `stopped` does not run, one in `slow` skips once.

    `judged` has each judgement with its time.
    """

    time: Time = field(default_factory=Time)
    stopped: set[str] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)
    letters: dict[str, int] = field(default_factory=dict)
    inbox: Inbox = field(default_factory=Inbox)
    judged: list[tuple[datetime, JudgedSystem]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.outbox = MemoryOutbox()
        self.ledger = MemoryLedger(self.outbox)
        self.log = MemorySystemLog(self.ledger)
        self.web = ScriptedWeb(clock=self.time, knows_etags=True)
        self.sources = {name: a_small_source(name) for name in INTERVALS}
        self.check = Check(
            rule_set_version=rule_set_version,
            web=self.web,
            ledger=self.ledger,
            archive=MemoryArchive(),
            clock=self.time,
        )
        self.due = dict.fromkeys((*INTERVALS, "digest", "seal", "sweep"), NOON)

    @property
    def intervals(self) -> dict[str, timedelta]:
        """Everything with a schedule, without the judging run itself."""
        return {**INTERVALS, "digest": DAY, "seal": DAY}

    def run_until(self, end: datetime) -> None:
        """Let time pass, and run what is due in order."""
        while min(self.due.values()) <= end:
            name = min(self.due, key=lambda key: (self.due[key], key == "sweep"))
            self.time.now = self.due[name]
            self.due[name] += SWEEP if name == "sweep" else self.intervals[name]
            if name not in self.stopped:
                self._run(name)
        self.time.now = end

    def run_for(self, span: timedelta) -> None:
        """Let a time span pass."""
        self.run_until(self.time.now + span)

    def _run(self, name: str) -> None:
        if name == "sweep":
            if "outbox" not in self.stopped:
                self._send(tuple(self.outbox.pending()))
            self.judged.append((self.time.now, self.system_check().run()))
        elif name in INTERVALS:
            self._check(name)
        else:
            self.log.mark_run(Duty(name), self.time.now)

    def _send(self, pending: Sequence[Alert]) -> None:
        for alert in pending:
            self.outbox.mark_sent(alert, self.time.now)

    def _check(self, name: str) -> None:
        document: bytes | SourceError = written(an_advisory(source=name))
        if name in self.dead:
            document = SourceError(name, "no answer")
        self.web.serves[name] = document
        tuple(self.check.run((self.sources[name],)))

    def system_check(self) -> SystemCheck:
        """Build the use case that the scheduled run has."""
        return SystemCheck(
            log=self.log,
            queues={"outbox": self.outbox},
            count_letters=lambda: self.letters,
            operators=self.inbox,
            schedules=self.intervals,
            clock=self.time,
            stack="watch",
        )

    def faults(self, since: datetime = NOON) -> dict[str, datetime]:
        """Return when each fault was found first, by name, from a time on."""
        first: dict[str, datetime] = {}
        for at, judged in self.judged:
            for finding in judged.health.findings if at >= since else ():
                first.setdefault(finding.name, at)
        return first

    def now_found(self) -> tuple[str, ...]:
        """Return the faults of the last judgement, by name."""
        return tuple(finding.name for finding in self.judged[-1][1].health.findings)
