"""Judge the whole system from the ledger, tell operators what changed, and remember it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeGuard

from advisory_watch.app.ports import AlertQueue, Clock
from advisory_watch.core.errors import AdvisoryWatchError, DeliveryFailed, LedgerError
from advisory_watch.core.health import Health
from advisory_watch.core.system_health import (
    DUTIES,
    Duty,
    Expectation,
    SystemFacts,
    SystemHealth,
    expectations,
    judge_system,
)
from advisory_watch.core.system_notice import build_notice


class RunLog(Protocol):
    """Marks the complete runs of daily tasks in the ledger."""

    def mark_run(self, duty: Duty, at: datetime) -> None:
        """Remember a complete run. Raises `LedgerError`."""

    def mark_due(self, duty: Duty, at: datetime) -> None:
        """Remember that a task is due, until a complete run follows. Raises `LedgerError`."""

    def is_due(self, duty: Duty) -> bool:
        """Tell whether no complete run has followed the last mark. Raises `LedgerError`."""


class SystemLog(RunLog, Protocol):
    """What the ledger knows about the system itself."""

    def last_runs(self) -> Mapping[Duty, datetime]:
        """Return the last complete run of each task that ever ran. Raises `LedgerError`."""

    def healths(self, source_ids: Collection[str]) -> Mapping[str, Health | LedgerError]:
        """Return the health of each source that was ever checked, or why it is unreadable.

        Raises `LedgerError`.
        """

    def last_judgement(self) -> SystemHealth | None:
        """Return the last judgement, or None. Raises `LedgerError`."""

    def remember_judgement(self, health: SystemHealth) -> None:
        """Remember a judgement in place of the last one. Raises `LedgerError`."""


class OperatorNotifier(Protocol):
    """Sends mail to operators."""

    def send(self, subject: str, text: str) -> None:
        """Send one mail. Raises `DeliveryFailed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSystem:
    """A judgement of a stack; `trouble` says why operators could not be told."""

    stack: str
    health: SystemHealth
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemCheck:
    """Judges everything that runs by itself.

    `queues` are the alerts that wait for a carrier, by the name of the queue. `schedules` are the
    intervals by source or task. `count_letters` returns the dead letters of
    each queue, and raises `AdvisoryWatchError`.
    """

    log: SystemLog
    queues: Mapping[str, AlertQueue]
    count_letters: Callable[[], Mapping[str, int]]
    operators: OperatorNotifier
    schedules: Mapping[str, timedelta]
    clock: Clock
    stack: str

    def run(self) -> JudgedSystem:
        """Judge once. Raises `LedgerError` if the ledger cannot remember the judgement."""
        at = self.clock()
        before = self.log.last_judgement()
        expected = expectations(before, self.schedules, at)
        findings = judge_system(self._facts(at, expected))
        told, trouble = before.told if before else {}, ""
        if notice := build_notice(findings, told, at, self.stack):
            try:
                self.operators.send(notice.subject, notice.text)
                told = notice.told
            except DeliveryFailed as error:
                trouble = str(error)
        health = SystemHealth(judged_at=at, expected=expected, findings=findings, told=told)
        self.log.remember_judgement(health)
        return JudgedSystem(stack=self.stack, health=health, trouble=trouble)

    def _facts(self, at: datetime, expected: Mapping[str, Expectation]) -> SystemFacts:
        """Gather the facts; what cannot be read is a fault by itself, and hides no other."""
        unreadable: dict[str, str] = {}
        last_runs: Mapping[Duty, datetime] = {}
        found: Mapping[str, Health | LedgerError] = {}
        waiting: dict[str, datetime] = {}
        letters: Mapping[str, int] = {}
        sources = [name for name in expected if name not in DUTIES]
        try:
            found, last_runs = self.log.healths(sources), self.log.last_runs()
        except LedgerError as error:
            unreadable |= dict.fromkeys(expected, str(error))
        for name, queue in self.queues.items():
            try:
                if times := [alert.created_at for alert in queue.pending()]:
                    waiting[name] = min(times)
            except LedgerError as error:
                unreadable[name] = str(error)
        try:
            letters = self.count_letters()
        except AdvisoryWatchError as error:
            unreadable["dead letters"] = str(error)
        broken = {name: str(fault) for name, fault in found.items() if not _is_health(fault)}
        return SystemFacts(
            at=at,
            stack=self.stack,
            expected=expected,
            healths={name: health for name, health in found.items() if _is_health(health)},
            last_runs=last_runs,
            waiting_since=waiting,
            dead_letters=letters,
            unreadable=unreadable | broken,
        )


def _is_health(found: Health | LedgerError) -> TypeGuard[Health]:
    return isinstance(found, Health)
