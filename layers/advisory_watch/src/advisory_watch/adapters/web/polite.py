"""The order of things in a polite fetch: turn, ask, follow, ask again, judge."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from advisory_watch.adapters.web.deadline import Deadline
from advisory_watch.adapters.web.exchange import Answer, Budget, Exchange, Limits
from advisory_watch.adapters.web.judgement import check_is_document
from advisory_watch.adapters.web.pacing import Pacing
from advisory_watch.adapters.web.parallel import Came, fetch_side_by_side
from advisory_watch.adapters.web.redirects import (
    HOPS_MAX,
    check_allowed,
    host_of,
    next_url,
    shown,
    without_credentials,
)
from advisory_watch.adapters.web.retries import Retries
from advisory_watch.adapters.web.session import request_headers
from advisory_watch.core.errors import Refused, Unreachable
from advisory_watch.core.pages import Ask, NotModified, Page, Target, Validators

if TYPE_CHECKING:
    from requests import Session

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304


@dataclass(kw_only=True)
class PoliteWeb:
    """The port `Web` on requests: a session is handed in, and so is time.

    `monotonic` counts seconds, `wait` lets them pass. Safe to share between threads,
    which then take turns at each host: all that lasts between two fetches is the session,
    the dice, and when each host was last asked.
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
        self._endless, self._open = Deadline(self.clock), Deadline(self.clock)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Fetch a page, or learn that it did not change since `validators`.

        Raises `Unreachable`, `Blocked`, `NotFound`, `Refused` or `Unreadable`.
        """
        return self._fetch(Ask(target=target, validators=validators), self._endless)

    def fetch_each(self, asks: Sequence[Ask], until: datetime | None) -> Iterator[Came]:
        """Fetch many pages side by side; yield one answer for each, in the order of asking."""
        deadline = Deadline(self.clock, until, within=self._open)
        return fetch_side_by_side(asks, self._fetch, deadline)

    def close(self) -> None:
        """Begin none of many pages any more, and let go of the connections."""
        self._open.end()
        self.session.close()

    def _fetch(self, ask: Ask, deadline: Deadline) -> Page | NotModified:
        """Raise `TooLate` where the deadline comes first; once begun, fetch within our limits."""
        check_allowed(ask.target, ask.target.url)
        budget = Budget(self.limits.total_s, self.monotonic)
        begin = deadline
        for attempt in count():
            outcome = self._try(ask, budget, begin)
            pause_s = self._retries.pause_s(outcome, attempt)
            if pause_s is None or budget.is_spent or not deadline.allows(pause_s):
                break
            self.wait(pause_s)
            begin = self._endless
        return self._settled(ask, outcome)

    def _try(self, ask: Ask, budget: Budget, begin: Deadline) -> Answer | Unreachable:
        """Make one try; that nobody answered is an outcome, since it may be tried again."""
        try:
            return self._follow(ask, budget, begin)
        except Unreachable as error:
            return error

    def _follow(self, ask: Ask, budget: Budget, begin: Deadline) -> Answer:
        """Ask, and ask again wherever we are allowed to be sent."""
        target, url = ask.target, ask.target.url
        headers = request_headers(target, ask.validators)
        for _ in range(HOPS_MAX + 1):
            with self._pacing.turn(host_of(url), target.crawl_delay_s, begin):
                answer = self._exchange.ask(target, url, headers, budget)
            if answer.status not in _REDIRECTS:
                return answer
            url, begin = next_url(target, url, answer.headers.get("location")), self._endless
        raise Refused(
            target.source_id,
            f"expected at most {HOPS_MAX} redirects from {shown(target.url)}, found more",
        )

    def _settled(self, ask: Ask, outcome: Answer | Unreachable) -> Page | NotModified:
        """Turn the last outcome into what the caller asked for, or raise it."""
        if isinstance(outcome, Unreachable):
            raise outcome
        if outcome.status == _NOT_MODIFIED and ask.validators:
            return NotModified(target=ask.target, fetched_at=self.clock())
        check_is_document(ask.target, outcome)
        return Page(
            target=ask.target,
            body=outcome.body,
            fetched_at=self.clock(),
            http_status=outcome.status,
            headers=outcome.headers,
            final_url=without_credentials(outcome.url),
        )
