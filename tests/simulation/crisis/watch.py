"""The program under test: the real check, with a ledger and an archive in memory."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.app.check import Check
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.advisory import Advisory, Snapshot
from advisory_watch.core.alert import Alert
from advisory_watch.core.clock import ClockReading
from advisory_watch.core.errors import Blocked, LedgerError, Unreachable
from advisory_watch.core.page import NotModified, Page, Target, Validators
from advisory_watch.core.record import DestinationRecord, Version
from advisory_watch.core.source import Source
from simulation.application import source_of
from support.fakes.fetch_each import SequentialFetcher

SOURCE_ID = "crisis"
PAGES_REMEMBERED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedChange:
    """A version with its alert, if it has one, and the advisory recorded before it."""

    version: Version
    alert: Alert | None
    before: Advisory | None


class ObservedLedger(MemoryLedger):
    """A ledger in memory that notes every version, and whose writes can fail.

    If `fails`, every other write fails, alternately before it acts and after it.
    """

    def __init__(self) -> None:
        super().__init__(MemoryOutbox())
        self.changes: list[RecordedChange] = []
        self.fails = False
        self._writes = 0

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Record and note the version, or fail."""
        self._writes += self.fails
        if self.fails and self._writes % 4 == 1:
            raise LedgerError("simulated: expected an answer, found that it was refused")
        known = self.state(record.source).records.get(record.destination)
        super().record(record, version, alert)
        if version is not None:
            before = known.advisory if known else None
            self.changes.append(RecordedChange(version=version, alert=alert, before=before))
        if self.fails and self._writes % 4 == 3:
            raise LedgerError("simulated: expected an answer, found that it was lost")


@dataclass(slots=True, kw_only=True)
class OneFeed(SequentialFetcher):
    """Implements the port `Web` with one page for each endpoint, or none.

    `now` is the true time; the clock of the process is wrong by `clock_error`.
    """

    now: datetime
    clock_error: timedelta = timedelta(0)
    body: bytes | None = None
    second: bytes | None = None

    def clock(self) -> datetime:
        """Return the time that the process trusts: the servers say when its clock is ahead."""
        return ClockReading(local=self.now + self.clock_error, servers=self.now).now

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Serve the page; the second endpoint is often behind a wall."""
        body = self.body if target.endpoint == "rss" else self.second
        if body is None and target.endpoint != "rss":
            raise Blocked(target.source_id, "expected a document, found a bot wall")
        if body is None:
            raise Unreachable(target.source_id, "expected an answer, found none")
        headers = {
            "content-type": "application/rss+xml",
            "date": format_datetime(self.now, usegmt=True),
        }
        page = Page(target=target, body=body, fetched_at=self.clock(), headers=headers)
        if validators.etag == page.sha256:
            return NotModified(target=target, fetched_at=page.fetched_at)
        return replace(page, headers=headers | {"etag": page.sha256})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Whether a check says that it read the source, its reason, and what it recorded."""

    is_ok: bool
    reason: str
    changes: tuple[RecordedChange, ...]


def crisis_source() -> Source:
    """Build the source; a page that was read before is not parsed again, which saves time."""
    source = source_of(SOURCE_ID)
    first = source.endpoints[0]
    endpoints = (replace(first, read=remembered(first.read)), *source.endpoints[1:])
    return replace(source, endpoints=endpoints)


def remembered(read: Callable[[Page], Snapshot]) -> Callable[[Page], Snapshot]:
    """Remember what was read in the last pages; only the time of reading differs."""
    known: dict[bytes, Snapshot] = {}

    def read_once(page: Page) -> Snapshot:
        if page.body not in known:
            if len(known) > PAGES_REMEMBERED:
                known.clear()
            known[page.body] = read(page)
        return replace(known[page.body], read_at=page.fetched_at)

    return read_once


class Watch:
    """An installed program that checks one source."""

    def __init__(self, ledger: ObservedLedger | None = None) -> None:
        self.ledger = ledger or ObservedLedger()
        self._web = OneFeed(now=datetime.min.replace(tzinfo=UTC))
        self._source = crisis_source()
        self._check = Check(
            web=self._web,
            ledger=self.ledger,
            archive=MemoryArchive(),
            clock=self._web.clock,
            rule_set_version=rule_set_version,
        )

    def check(
        self,
        body: bytes | None,
        at: datetime,
        clock_error: timedelta,
        second: bytes | None = None,
    ) -> CheckResult:
        """Check the source once; no body means that an endpoint does not answer."""
        self._web.now, self._web.clock_error = at, clock_error
        self._web.body, self._web.second = body, second
        self.ledger.changes.clear()
        outcome = self._check.check(self._source)
        return CheckResult(
            is_ok=outcome.ok, reason=outcome.reason, changes=tuple(self.ledger.changes)
        )
