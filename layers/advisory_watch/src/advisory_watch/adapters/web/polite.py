"""The order of things in a polite fetch: turn, ask, follow, ask again, judge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from advisory_watch.adapters.web.exchange import Answer, Budget, Exchange, Limits
from advisory_watch.adapters.web.judgement import check_is_document
from advisory_watch.adapters.web.pacing import Pacing
from advisory_watch.adapters.web.redirects import (
    HOPS_MAX,
    check_allowed,
    host_of,
    next_url,
    shown,
    without_credentials,
)
from advisory_watch.adapters.web.retries import Retries
from advisory_watch.core.errors import Refused, Unreachable
from advisory_watch.core.pages import NotModified, Page, Target, Validators

if TYPE_CHECKING:
    from requests import Session

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304

_ACCEPT = {
    "xml": "application/rss+xml, application/atom+xml, application/xml, text/xml, */*;q=0.1",
    "json": "application/json, */*;q=0.1",
    "html": "text/html, application/xhtml+xml, */*;q=0.1",
}


@dataclass(kw_only=True)
class PoliteWeb:
    """The port `Web` on requests: a session is handed in, and so is time.

    `monotonic` counts seconds, `wait` lets them pass. Safe to share between threads,
    which then take turns at each host.
    """

    session: "Session"
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], None]
    random: Random
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self._pacing = Pacing(monotonic=self.monotonic, wait=self.wait)
        self._retries = Retries(random=self.random, clock=self.clock)
        self._exchange = Exchange(session=self.session, limits=self.limits)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Fetch a page, or learn that it did not change since `validators`.

        Raises `Unreachable`, `Blocked`, `NotFound`, `Refused` or `Unreadable`.
        """
        check_allowed(target, target.url)
        budget = Budget(self.limits.total_s, self.monotonic)
        headers = _request_headers(target, validators)
        for attempt in count():
            outcome = self._try(target, headers, budget)
            pause_s = self._retries.pause_s(outcome, attempt)
            if pause_s is None or budget.is_spent:
                break
            self.wait(pause_s)
        return self._settled(target, validators, outcome)

    def _try(
        self, target: Target, headers: Mapping[str, str], budget: Budget
    ) -> Answer | Unreachable:
        """Make one try; that nobody answered is an outcome, since it may be tried again."""
        try:
            return self._follow(target, headers, budget)
        except Unreachable as error:
            return error

    def _follow(self, target: Target, headers: Mapping[str, str], budget: Budget) -> Answer:
        """Ask, and ask again wherever we are allowed to be sent."""
        url = target.url
        for _ in range(HOPS_MAX + 1):
            with self._pacing.turn(host_of(url), target.crawl_delay_s):
                answer = self._exchange.ask(target, url, headers, budget)
            if answer.status not in _REDIRECTS:
                return answer
            url = next_url(target, url, answer.headers.get("location"))
        raise Refused(
            target.source_id,
            f"expected at most {HOPS_MAX} redirects from {shown(target.url)}, found more",
        )

    def _settled(
        self, target: Target, validators: Validators, outcome: Answer | Unreachable
    ) -> Page | NotModified:
        """Turn the last outcome into what the caller asked for, or raise it."""
        if isinstance(outcome, Unreachable):
            raise outcome
        if outcome.status == _NOT_MODIFIED and validators:
            return NotModified(target=target, fetched_at=self.clock())
        check_is_document(target, outcome)
        return Page(
            target=target,
            body=outcome.body,
            fetched_at=self.clock(),
            http_status=outcome.status,
            headers=outcome.headers,
            final_url=without_credentials(outcome.url),
        )


def _request_headers(target: Target, validators: Validators) -> dict[str, str]:
    asked = {
        "Accept": _ACCEPT[target.media],
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
    }
    return {name: value for name, value in asked.items() if value}
