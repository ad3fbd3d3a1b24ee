"""What tests of the web adapter share: time that only moves when told, and a reader."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from requests import Session

from advisory_watch.adapters.web import Gate, Limits, PoliteWeb
from advisory_watch.adapters.web.polite import MANY
from advisory_watch.core.pages import NotModified, Page, Target, Validators
from publisher import Site

BOTH_WAYS = pytest.mark.parametrize("many", [1, MANY], ids=["kept", "requests"])
"""Asks a test to hold for many pages at once, and for a few (`MANY`)."""

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@dataclass(slots=True)
class FakeTime:
    """Seconds that pass only by waiting, and on every look where `step_s` says so."""

    now_s: float = 0.0
    step_s: float = 0.0
    waits: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        """Return the seconds passed so far."""
        self.now_s += self.step_s
        return self.now_s

    def wait(self, seconds: float) -> None:
        """Let seconds pass, and remember it."""
        self.waits.append(seconds)
        self.now_s += seconds

    def clock(self) -> datetime:
        """Return the time of day."""
        return NOON + timedelta(seconds=self.now_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A polite web beside a publisher; `fetch` takes what a test is about."""

    site: Site
    session: Session
    gate: Gate
    time: FakeTime
    limits: Limits = field(default_factory=lambda: Limits(read_s=5))
    many: int = MANY

    @property
    def web(self) -> PoliteWeb:
        """A new adapter, which has not yet asked anybody."""
        return PoliteWeb(
            session=self.session,
            gate=self.gate,
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
        """Fetch what must come back as a page."""
        page = self.fetch(path, media=media)
        assert isinstance(page, Page)
        return page


def a_target(
    url: str, media: str = "xml", hosts: frozenset[str] = frozenset(), crawl_delay_s: float = 0
) -> Target:
    """Return a target that waits for nothing unless told."""
    return Target(
        source_id="us_state",
        door="rss",
        url=url,
        media=media,
        allowed_hosts=hosts,
        crawl_delay_s=crawl_delay_s,
    )
