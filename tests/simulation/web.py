"""The web in memory: a feed per publisher that can be distorted, and a true second endpoint."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from advisory_watch.core.errors import Blocked, Unreachable
from advisory_watch.core.page import NotModified, Page, Target, Validators
from simulation.fault_injection import FaultInjector
from simulation.faults import Distortion, Service
from simulation.pages import ServedPage, api, feed_items, rss
from simulation.publishers import SimulatedPublisher
from support.fakes.fetch_each import SequentialFetcher


@dataclass(slots=True)
class SimulatedSite:
    """The current state of a publisher's two endpoints.

    `newest_issue` returns the newest issue of a destination that the program has recorded.

    A title shows a wrong level only after the true one was recorded: only the publisher can know
    that a new issue has a wrong title. Likewise, the feed is not re-dated before the first read,
    since the dates of the first snapshot are all the evidence there is.
    """

    publisher: SimulatedPublisher
    distortion: Distortion | None = None
    destination: int = 0
    is_flapping: bool = False
    has_second_endpoint: bool = False
    newest_issue: Callable[[str], int] = lambda _: 0
    request_count: int = 0

    def feed(self, at: datetime) -> ServedPage:
        """Serve the feed; a flapping feed is distorted every other time."""
        self.request_count += 1
        distortion = None if self.is_flapping and self.request_count % 2 else self.distortion
        source_id = self.publisher.source_id
        if distortion is Distortion.WALL:
            raise Blocked(source_id, "expected a document, found a bot wall")
        if distortion is Distortion.SILENT:
            raise Unreachable(source_id, "expected an answer, found none")
        if (distortion is Distortion.SLIP and not self._is_recorded(at)) or (
            distortion is Distortion.REDATED
            and not all(map(self.newest_issue, self.publisher.codes))
        ):
            distortion = None
        return rss(feed_items(self.publisher, distortion, self.destination, at), distortion)

    def _is_recorded(self, at: datetime) -> bool:
        code = self.publisher.codes[self.destination % len(self.publisher.codes)]
        return self.newest_issue(code) == self.publisher.issue_in_force(code, at).number

    def second_endpoint(self, at: datetime) -> ServedPage:
        """Serve the truth, or a bot wall if the endpoint is closed."""
        if not self.has_second_endpoint:
            raise Blocked(self.publisher.source_id, "expected a document, found a bot wall")
        return api(feed_items(self.publisher, None, 0, at))


@dataclass(slots=True, kw_only=True)
class SimulatedWeb(SequentialFetcher):
    """Implements the port `Web` for one process; `served` holds the last page of each endpoint."""

    injector: FaultInjector
    clock: Callable[[], datetime]
    true_time: Callable[[], datetime]
    sites: dict[str, SimulatedSite]
    served: dict[tuple[str, str], ServedPage] = field(default_factory=dict)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Fetch a page from an endpoint; both support validators."""
        site = self.sites[target.source_id]
        serve = site.feed if target.endpoint == "rss" else site.second_endpoint
        served = self.injector.call(Service.WEB, "fetch", lambda: serve(self.true_time()))
        self.served[target.source_id, target.endpoint] = served
        page = Page(target=target, body=served.body, fetched_at=self.clock())
        if validators.etag == page.sha256:
            return NotModified(target=target, fetched_at=page.fetched_at)
        return replace(page, headers={"etag": page.sha256, "content-type": "application/rss+xml"})
