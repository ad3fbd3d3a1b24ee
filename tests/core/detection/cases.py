"""Shared builders for the rule tests: copies of advice, records, and a watch.

No case is a real country's advice, but every case has the form of a real one. Time begins at `NOON`
on 1 September 2026. The record was issued two days earlier, and its destination has been watched
since spring.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.app.check import Check
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.advisory import Advisory, Severity, Snapshot
from advisory_watch.core.alert import Alert
from advisory_watch.core.detection.engine import detect
from advisory_watch.core.detection.memory import remember
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.errors import Unreachable
from advisory_watch.core.page import Page, Target, Validators
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source import Endpoint, Source, SourceKind
from advisory_watch.core.source_event import SourceEvent
from support.builders import NOON, a_record, a_target, an_advisory
from support.fakes.fetch_each import SequentialFetcher

L1, L2, L3, L4 = Severity

SPRING = datetime(2026, 4, 1, tzinfo=UTC)
"""Start of the watch."""

MARK = date(2026, 8, 30)
"""Issue date of the record."""

OLDER = date(2026, 6, 14)
"""Issue date of an old copy: after the watch began, before the record."""

NEWER = date(2026, 9, 1)
"""Issue date of a new issue."""

LATER = NOON + timedelta(hours=20)
"""Time of the read after the record was made: the next morning."""

CODES = ("IT", "ES", "PT", "NO", "SE", "FI", "DK", "NL", "BE", "LU", "CH", "AT", "IE", "IS", "MT")
"""Other destinations, for tests that need many of them."""


def an_issue(severity: Severity | None, issued_on: date | None = NEWER, **fields: Any) -> Advisory:
    """Build a copy whose text depends on its level and date."""
    words = f"Advice of level {severity} as of {issued_on}."
    return an_advisory(severity, issued_on=issued_on, **{"text": words} | fields)


def a_placeholder(severity: Severity = L1, issued_on: date | None = NEWER) -> Advisory:
    """Build the placeholder that the newer back end serves if it has no text."""
    text = "Exercise normal precaution\nSummary not available"
    return an_advisory(severity, issued_on=issued_on, text=text, is_stub=True)


def a_bare_level(severity: Severity, issued_on: date | None = NEWER, **fields: Any) -> Advisory:
    """Build a copy from an endpoint that publishes no text."""
    return an_advisory(severity, issued_on=issued_on, text=None, **fields)


def known_as(
    advisory: Advisory, *superseded: Advisory, also: tuple[Advisory, ...] = (), **fields: Any
) -> DestinationRecord:
    """Build the record after a copy was recorded; `superseded` copies were recorded before it.

    The copies in `also` were seen since, as other copies of the recorded issue.
    """
    number = len(superseded) + 1
    record = a_record(advisory, **{"number": number, "watched_since": SPRING} | fields)
    for version, copy in enumerate(superseded, start=1):
        record = remember(record, copy, copy.issued_on, version=version)
    for copy in (advisory, *also):
        record = remember(record, copy, copy.issued_on)
    return record


def a_reading(*copies: Advisory, at: datetime = LATER, **fields: Any) -> Snapshot:
    """Build a snapshot of one endpoint."""
    plausible: dict[str, Any] = {"source": "us_state", "endpoint": "rss"}
    return Snapshot(advisories=copies, read_at=at, **plausible | fields)


def judged(record: DestinationRecord | None, *copies: Advisory, at: datetime = LATER) -> Detection:
    """Judge the copies of one destination through the public function."""
    state = {} if record is None else {record.destination: record}
    (detection,) = detect(a_reading(*copies, at=at), state)
    return detection


def a_crowd(severity: Severity = L1, issued_on: date | None = OLDER) -> tuple[Advisory, ...]:
    """Build the same advice for all other destinations."""
    return tuple(
        an_issue(severity, issued_on, destination=code, name=code, text=f"About {code}.")
        for code in CODES
    )


class Watch(SequentialFetcher):
    """Run the real check on an in-memory ledger, with endpoints that the test controls.

    Every snapshot also contains a few destinations that never change. A snapshot without any change
    is therefore not empty.
    """

    def __init__(self, *endpoints: str) -> None:
        self.now = NOON
        self.outbox = MemoryOutbox()
        self.ledger = MemoryLedger(self.outbox)
        self.source = _source(endpoints or ("rss",), self._read)
        self._said: dict[str, tuple[Advisory, ...]] = {}
        self._bodies: dict[tuple[Advisory, ...], bytes] = {}
        self._check = Check(
            rule_set_version=rule_set_version,
            web=self,
            ledger=self.ledger,
            archive=MemoryArchive(),
            clock=lambda: self.now,
        )

    def read(
        self, *copies: Advisory, after: timedelta = timedelta(hours=1), **endpoints: Advisory
    ) -> SourceOutcome:
        """Advance the clock and check; endpoints named in `endpoints` return their own copy."""
        self.now += after
        everywhere = {endpoint.id: copies for endpoint in self.source.endpoints}
        served = everywhere | {endpoint: (copy,) for endpoint, copy in endpoints.items()}
        self._said = {endpoint: (*served[endpoint], *QUIET) for endpoint in served}
        return self._check.check(self.source)

    def fail(self, after: timedelta = timedelta(hours=1)) -> SourceOutcome:
        """Advance the clock and check while no endpoint answers."""
        self.now += after
        self._said = {}
        return self._check.check(self.source)

    def fetch(self, target: Target, validators: Validators) -> Page:
        """Implement the port `Web`."""
        del validators
        if target.endpoint not in self._said:
            raise Unreachable(target.source_id, "nobody answers")
        copies_served = self._said[target.endpoint]
        body = self._bodies.setdefault(copies_served, b"%d" % len(self._bodies))
        return Page(target=target, body=body, fetched_at=self.now)

    def _read(self, page: Page) -> Snapshot:
        copies_served = self._said[page.target.endpoint]
        return a_reading(*copies_served, at=page.fetched_at, endpoint=page.target.endpoint)

    @property
    def known(self) -> DestinationRecord:
        """The record of Kuwait in the ledger."""
        return self.ledger.state(self.source.id).records["KW"]

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """All alerts so far, oldest first, but not what operators hear of a mass move."""
        ordered = sorted(self.outbox.pending(), key=lambda alert: alert.created_at)
        return tuple(alert for alert in ordered if alert.kind != SourceEvent.MASS_MOVE.value)

    @property
    def kinds(self) -> list[str]:
        """The leading kind of every alert, oldest first."""
        return [alert.kind for alert in self.alerts]


QUIET = tuple(copy for copy in a_crowd() if copy.destination in CODES[:3])
"""Destinations that never change."""


def _source(endpoints: tuple[str, ...], read: Callable[[Page], Snapshot]) -> Source:
    return Source(
        id="us_state",
        title="US",
        publisher="Department of State",
        homepage="https://travel.state.gov/",
        licence="public domain",
        kind=SourceKind.ADVISORIES,
        levels=(),
        levels_from="the test",
        endpoints=tuple(
            Endpoint(target=a_target(endpoint=endpoint), read=read) for endpoint in endpoints
        ),
        expected=(1, 300),
    )
