"""Shared parts of the web adapter tests: a fake clock, and a reader of a publisher."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from requests import Session

from advisory_watch.adapters.http import AddressGuard, HttpClient, Limits
from advisory_watch.adapters.http.client import MANY
from advisory_watch.core.page import NotModified, Page, Target, Validators
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
    session: Session
    gate: AddressGuard
    time: FakeTime
    limits: Limits = field(default_factory=lambda: Limits(read_s=5))
    many: int = MANY

    @property
    def web(self) -> HttpClient:
        """Build a new adapter that has not sent any request yet."""
        return HttpClient(
            session=self.session,
            gate=self.gate,
            judge=check_is_document,
            clock=self.time.clock,
            monotonic=self.time.monotonic,
            wait=self.time.wait,
            random=Random(7),  # noqa: S311, jitter is no secret
            limits=self.limits,
            many=self.many,
        )

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
        return self.web.fetch(a_target(self.site.url(path), media, hosts), validators)

    def fetch_page(self, path: str = "/feed", media: str = "xml") -> Page:
        """Fetch a path that must be answered with a page."""
        page = self.fetch(path, media=media)
        assert isinstance(page, Page)
        return page


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
