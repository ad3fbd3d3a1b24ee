"""Shared parts of the web adapter tests: a fake clock, and a reader of a publisher."""

from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from advisory_watch.adapters.http import AddressGuard, Wires
from advisory_watch.adapters.http.wires import MANY
from advisory_watch.app.polite_fetcher import PoliteFetcher
from advisory_watch.core.errors import SourceError
from advisory_watch.core.http_message import Limits
from advisory_watch.core.page import FetchRequest, NotModified, Page, Target, Validators
from advisory_watch.parsing.classify import check_is_document
from support.publishers.http_publisher import Site

BOTH_WAYS = pytest.mark.parametrize("many", [1, MANY], ids=["kept", "requests"])
"""Runs a test in both modes: many pages at once, and a few (see `MANY`)."""

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@dataclass(slots=True)
class FakeTime:
    """A clock that advances only by waiting, and by `step_s` seconds each time it is read."""

    now_s: float = 0.0
    step_s: float = 0.0
    waits: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        """Return the seconds passed so far."""
        self.now_s += self.step_s
        return self.now_s

    def wait(self, seconds: float) -> None:
        """Advance the clock by `seconds`, and record the wait."""
        self.waits.append(seconds)
        self.now_s += seconds

    def clock(self) -> datetime:
        """Return the current time."""
        return NOON + timedelta(seconds=self.now_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A polite web adapter for one publisher; `fetch` takes the parameters of a test."""

    site: Site
    gate: AddressGuard
    time: FakeTime
    limits: Limits = field(default_factory=lambda: Limits(read_s=5))
    many: int = MANY
    opened: ExitStack = field(default_factory=ExitStack)

    @property
    def web(self) -> PoliteFetcher:
        """Build a new adapter that has not sent any request yet; `opened` closes it."""
        web = PoliteFetcher(
            contact="https://example.org/watch",
            wires=Wires(gate=self.gate, many=self.many),
            judge=check_is_document,
            clock=self.time.clock,
            monotonic=self.time.monotonic,
            wait=self.time.wait,
            random_between=Random(7).uniform,  # noqa: S311, jitter is no secret
            limits=self.limits,
        )
        return self.opened.enter_context(closing(web))

    def limited(self, limits: Limits) -> "Reader":
        """Return the same reader with other limits."""
        return replace(self, limits=limits)

    def fetch(
        self,
        path: str = "/feed",
        validators: Validators = Validators(),  # noqa: B008, a frozen value
        media: str = "xml",
        hosts: frozenset[str] = frozenset(),
    ) -> Page | NotModified:
        """Fetch a path of the publisher."""
        return fetch_one(self.web, a_target(self.site.url(path), media, hosts), validators)

    def fetch_page(self, path: str = "/feed", media: str = "xml") -> Page:
        """Fetch a path that must be answered with a page."""
        page = self.fetch(path, media=media)
        assert isinstance(page, Page)
        return page


def fetch_one(
    web: PoliteFetcher,
    target: Target,
    validators: Validators = Validators(),  # noqa: B008, a frozen value
) -> Page | NotModified:
    """Fetch one page, and raise its error."""
    (answer,) = web.fetch_each([FetchRequest(target=target, validators=validators)], None)
    if isinstance(answer, SourceError):
        raise answer
    assert answer is not None, "without a deadline, nothing is too late"
    return answer


def a_target(
    url: str, media: str = "xml", hosts: frozenset[str] = frozenset(), crawl_delay_s: float = 0
) -> Target:
    """Return a target; by default without a crawl delay."""
    return Target(
        source_id="us_state",
        endpoint="rss",
        url=url,
        media=media,
        allowed_hosts=hosts,
        crawl_delay_s=crawl_delay_s,
    )
