"""A source with two endpoints whose documents tests write, and a watch over it.

A document is a list of our own records. A test of a use case says what was published, independent
of a publisher's format.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.app.check import Check
from advisory_watch.app.ports import Archive, Ledger
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.advisory import Advisory, Severity, Snapshot
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import SourceError
from advisory_watch.core.health import Health
from advisory_watch.core.page import NotModified, Page, Target, Validators
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.serialization import from_json, to_json
from advisory_watch.core.source import Endpoint, Source, SourceKind
from support.builders import NOON, an_advisory
from support.fakes.fetch_each import SequentialFetcher

WORLD = ("BR", "DE", "FR", "IN", "JP", "KE", "KW", "MX", "NO", "PE", "RU", "TH")
TODAY = date(2026, 9, 1)


def a_document(*advisories: Advisory) -> bytes:
    """Write a document of an endpoint: the world at Level 2, except for these advisories."""
    listed = {advisory.destination for advisory in advisories}
    rest = [an_advisory(destination=code, name=code) for code in WORLD if code not in listed]
    return written(*rest, *advisories)


def written(*advisories: Advisory) -> bytes:
    """Write exactly these items."""
    return "\n".join(to_json(advisory) for advisory in advisories).encode()


def a_raise(code: str = "KW", **fields: Any) -> Advisory:
    """Build a credible Level 3 issued today."""
    text = {"text": f"Reconsider travel to {code} due to unrest.", "issued_on": TODAY}
    return an_advisory(Severity.RECONSIDER, destination=code, name=code, **text | fields)


def a_doubtful_raise(code: str = "KW") -> Advisory:
    """Build a Level 3 under the date of the recorded Level 2, which its text does not state."""
    return a_raise(code, issued_on=an_advisory().issued_on, states_level=False)


def read_records(page: Page) -> Snapshot:
    """Parse one of our documents."""
    lines = page.body.decode().splitlines()
    return Snapshot(
        source=page.target.source_id,
        endpoint=page.target.endpoint,
        read_at=page.fetched_at,
        advisories=tuple(from_json(Advisory, line) for line in lines),
    )


def a_source(*endpoints: str) -> Source:
    """Build a source with these endpoints."""
    return Source(
        id="us_state",
        title="US",
        publisher="The publisher of these tests",
        homepage="https://example.org",
        licence="none",
        kind=SourceKind.ADVISORIES,
        levels=(),
        levels_from="the test",
        endpoints=tuple(
            Endpoint(
                target=Target(
                    source_id="us_state",
                    endpoint=endpoint,
                    url=f"https://example.org/{endpoint}",
                    media="xml",
                ),
                read=read_records,
            )
            for endpoint in endpoints
        ),
        expected=(1, 50),
    )


@dataclass(slots=True)
class Time:
    """A clock that only advances on request."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """Return the current time."""
        return self.now

    def passes(self, **span: float) -> None:
        """Advance the clock."""
        self.now += timedelta(**span)


@dataclass(slots=True, kw_only=True)
class ScriptedWeb(SequentialFetcher):
    """Implements the port `Web`; an endpoint serves a document or fails. `asked` lists requests."""

    clock: Callable[[], datetime]
    serves: dict[str, bytes | SourceError] = field(default_factory=dict)
    knows_etags: bool = False
    asked: list[tuple[str, Validators]] = field(default_factory=list)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Serve the current document of the endpoint."""
        self.asked.append((target.endpoint, validators))
        document = self.serves[target.endpoint]
        if isinstance(document, SourceError):
            raise document
        page = Page(target=target, body=document, fetched_at=self.clock())
        if not self.knows_etags:
            return page
        if validators.etag == page.sha256:
            return NotModified(target=target, fetched_at=self.clock())
        return replace(page, headers={"etag": page.sha256})


class DiaryLedger(MemoryLedger):
    """A ledger that lists everything written to it, in order, in `diary`."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        super().__init__(outbox)
        self.outbox = outbox
        self.diary: list[str] = []

    def record(self, record: DestinationRecord, version: Any, alert: Alert | None) -> None:
        """Record a version, and note its destination."""
        super().record(record, version, alert)
        self.diary.append(record.destination)

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        """Save the health of the source, and note `health`."""
        super().save_health(health, alerts)
        self.diary.append("health")


class Watch:
    """One source with its ledger, outbox, archive and clock."""

    def __init__(self, *endpoints: str) -> None:
        self.source = a_source(*(endpoints or ("rss", "api")))
        self.time = Time()
        self.web = ScriptedWeb(clock=self.time)
        self.outbox = MemoryOutbox()
        self.ledger = DiaryLedger(self.outbox)
        self.archive = MemoryArchive()
        self.serve(a_document())

    def use(self, ledger: DiaryLedger) -> None:
        """Keep everything in this ledger from now on, and in its outbox."""
        self.ledger, self.outbox = ledger, ledger.outbox

    def serve(self, document: bytes | SourceError, endpoint: str | None = None) -> None:
        """Serve a document from one endpoint, or from all of them."""
        for candidate in self.source.endpoints:
            if endpoint in (None, candidate.id):
                self.web.serves[candidate.id] = document

    def check(
        self, ledger: Ledger | None = None, archive: Archive | None = None, after_min: float = 5
    ) -> SourceOutcome:
        """Check once, `after_min` minutes after the previous check."""
        self.time.passes(minutes=after_min)
        return self._check(ledger, archive).check(self.source)

    def run(self, sources: Iterable[Source]) -> list[SourceOutcome]:
        """Check several sources."""
        return list(self._check().run(sources))

    def _check(self, ledger: Ledger | None = None, archive: Archive | None = None) -> Check:
        return Check(
            rule_set_version=rule_set_version,
            web=self.web,
            ledger=ledger or self.ledger,
            archive=archive or self.archive,
            clock=self.time,
        )

    def pending(self) -> list[Alert]:
        """Return the alerts to send."""
        return list(self.outbox.pending())

    def known(self, code: str) -> DestinationRecord:
        """Return the record of a destination."""
        return self.ledger.state(self.source.id).records[code]

    def health(self) -> Health:
        """Return the health of the source."""
        return self.ledger.state(self.source.id).health


def kinds(outcome: SourceOutcome) -> list[tuple[str, str]]:
    """List the destination and kind of every change."""
    return [(change.destination, change.kind) for change in outcome.changes]
