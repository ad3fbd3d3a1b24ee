"""The web in memory: each publisher has a feed that may lie, and a second door that never does."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from advisory_watch.core.errors import Blocked, Unreachable
from advisory_watch.core.pages import NotModified, Page, Target, Validators
from one_by_one import OneByOne
from simulation.pages import Served, api, rss, shown
from simulation.publishers import Publisher
from simulation.troubles import Lie, Service
from simulation.wire import Wire


@dataclass(slots=True)
class Site:
    """What a publisher's two doors do at present.

    `issue_known` tells up to which issue the program knows a destination. A title slips only
    where the true one was read before: of a new issue under a wrong title nobody but its
    publisher can know that it is wrong. Nor is all re-dated before it was read once: the
    dates of a first reading are all there is.
    """

    publisher: Publisher
    lie: Lie | None = None
    place: int = 0
    is_flapping: bool = False
    has_second_door: bool = False
    issue_known: Callable[[str], int] = lambda _: 0
    asked: int = 0

    def feed(self, at: datetime) -> Served:
        """Serve the feed; one that flaps lies every other time."""
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
        """Serve the truth, or nothing."""
        if not self.has_second_door:
            raise Blocked(self.publisher.source_id, "expected a document, found a bot wall")
        return api(shown(self.publisher, None, 0, at))


@dataclass(slots=True, kw_only=True)
class SimulatedWeb(OneByOne):
    """The port `Web` for one process; `served` is what it was last served at each door."""

    wire: Wire
    clock: Callable[[], datetime]
    true_time: Callable[[], datetime]
    sites: dict[str, Site]
    served: dict[tuple[str, str], Served] = field(default_factory=dict)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Fetch a door; both know validators."""
        site = self.sites[target.source_id]
        serve = site.feed if target.door == "rss" else site.second
        served = self.wire.call(Service.WEB, "fetch", lambda: serve(self.true_time()))
        self.served[target.source_id, target.door] = served
        page = Page(target=target, body=served.body, fetched_at=self.clock())
        if validators.etag == page.sha256:
            return NotModified(target=target, fetched_at=page.fetched_at)
        return replace(page, headers={"etag": page.sha256, "content-type": "application/rss+xml"})
