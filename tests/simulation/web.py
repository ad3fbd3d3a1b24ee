"""The web in memory: a feed per publisher that can be distorted, and a true second endpoint."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from advisory_watch.core.errors import Blocked, Unreachable
from advisory_watch.core.page import NotModified, Page, Target, Validators
from simulation.pages import Served, api, rss, shown
from simulation.publishers import Publisher
from simulation.faults import Lie, Service
from simulation.fault_injection import Wire
from support.fakes.fetch_each import OneByOne


@dataclass(slots=True)
class Site:
    """The current state of a publisher's two endpoints.

    `issue_known` returns the newest issue of a destination that the program has recorded.

    A title shows a wrong level only after the true one was recorded: only the publisher can know
    that a new issue has a wrong title. Likewise, the feed is not re-dated before the first read,
    since the dates of the first snapshot are all the evidence there is.
    """

    publisher: Publisher
    lie: Lie | None = None
    place: int = 0
    is_flapping: bool = False
    has_second_door: bool = False
    issue_known: Callable[[str], int] = lambda _: 0
    asked: int = 0

    def feed(self, at: datetime) -> Served:
        """Serve the feed; a flapping feed is distorted every other time."""
        self.asked += 1
        lie = None if self.is_flapping and self.asked % 2 else self.lie
        source_id = self.publisher.source_id
        if lie is Lie.WALL:
            raise Blocked(source_id, "expected a document, found a bot wall")
        if lie is Lie.SILENT:
            raise Unreachable(source_id, "expected an answer, found none")
        if (lie is Lie.SLIP and not self._is_recorded(at)) or (
            lie is Lie.REDATED and not all(map(self.issue_known, self.publisher.codes))
        ):
            lie = None
        return rss(shown(self.publisher, lie, self.place, at), lie)

    def _is_recorded(self, at: datetime) -> bool:
        code = self.publisher.codes[self.place % len(self.publisher.codes)]
        return self.issue_known(code) == self.publisher.said(code, at).number

    def second(self, at: datetime) -> Served:
        """Serve the truth, or a bot wall if the endpoint is closed."""
        if not self.has_second_door:
            raise Blocked(self.publisher.source_id, "expected a document, found a bot wall")
        return api(shown(self.publisher, None, 0, at))


@dataclass(slots=True, kw_only=True)
class SimulatedWeb(OneByOne):
    """Implements the port `Web` for one process; `served` holds the last page of each endpoint."""

    wire: Wire
    clock: Callable[[], datetime]
    true_time: Callable[[], datetime]
    sites: dict[str, Site]
    served: dict[tuple[str, str], Served] = field(default_factory=dict)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Fetch a page from an endpoint; both support validators."""
        site = self.sites[target.source_id]
        serve = site.feed if target.endpoint == "rss" else site.second
        served = self.wire.call(Service.WEB, "fetch", lambda: serve(self.true_time()))
        self.served[target.source_id, target.endpoint] = served
        page = Page(target=target, body=served.body, fetched_at=self.clock())
        if validators.etag == page.sha256:
            return NotModified(target=target, fetched_at=page.fetched_at)
        return replace(page, headers={"etag": page.sha256, "content-type": "application/rss+xml"})
