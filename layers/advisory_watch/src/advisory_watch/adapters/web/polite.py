"""Order the steps of a polite fetch: wait for the host, request, redirect, retry, judge."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from advisory_watch.adapters.web.deadline import Deadline
from advisory_watch.adapters.web.exchange import Answer, Asks, Budget, Exchange, Limits
from advisory_watch.adapters.web.gate import Gate
from advisory_watch.adapters.web.judgement import check_is_document
from advisory_watch.adapters.web.kept import KeptExchange
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

MANY = 20
"""From this number of pages on, they are requested over persistent connections (docs/adr/0009)."""


@dataclass(kw_only=True)
class PoliteWeb:
    """Implement the port `Web` on requests, with a given session and given time.

    `monotonic` counts seconds, and `wait` sleeps. Batches of at least `many` pages use persistent
    connections; `gate` opens all connections. Threads may share an instance, and then take turns at
    each host. The state that lasts between two fetches is: the session, the connections, the random
    generator, and when each host was last requested.
    """

    session: "Session"
    gate: Gate
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], None]
    random: Random
    limits: Limits = field(default_factory=Limits)
    many: int = MANY

    def __post_init__(self) -> None:
        self._pacing = Pacing(monotonic=self.monotonic, wait=self.wait)
        self._retries = Retries(random=self.random, clock=self.clock)
        self._exchange = Exchange(session=self.session, limits=self.limits)
        self._kept = KeptExchange(otherwise=self._exchange, opened=self.gate.open)
        self._endless, self._open = Deadline(self.clock), Deadline(self.clock)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Fetch a page, or learn that it did not change since `validators`.

        Raises `Unreachable`, `Blocked`, `NotFound`, `Refused` or `Unreadable`.
        """
        ask = Ask(target=target, validators=validators)
        return self._fetch(self._exchange_for(1), ask, self._endless)

    def fetch_each(self, asks: Sequence[Ask], until: datetime | None) -> Iterator[Came]:
        """Fetch many pages in parallel; yield one result for each, in the order of the asks."""
        deadline = Deadline(self.clock, until, within=self._open)
        fetch = partial(self._fetch, self._exchange_for(len(asks)))
        return fetch_side_by_side(asks, fetch, deadline)

    def close(self) -> None:
        """Begin no further page of a batch, and close the connections."""
        self._open.end()
        self.session.close()
        self._kept.close()

    def _exchange_for(self, pages: int) -> Asks:
        return self._kept if pages >= self.many else self._exchange

    def _fetch(self, exchange: Asks, ask: Ask, deadline: Deadline) -> Page | NotModified:
        """Raise `TooLate` if the deadline comes first; once begun, fetch within our limits."""
        check_allowed(ask.target, ask.target.url)
        budget = Budget(self.limits.total_s, self.monotonic)
        begin = deadline
        for attempt in count():
            outcome = self._try(exchange, ask, budget, begin)
            pause_s = self._retries.pause_s(outcome, attempt)
            if pause_s is None or budget.is_spent or not deadline.allows(pause_s):
                break
            self.wait(pause_s)
            begin = self._endless
        return self._settled(ask, outcome)

    def _try(
        self, exchange: Asks, ask: Ask, budget: Budget, begin: Deadline
    ) -> Answer | Unreachable:
        """Make one try; return `Unreachable` as an outcome, since it may be retried."""
        try:
            return self._follow(exchange, ask, budget, begin)
        except Unreachable as error:
            return error

    def _follow(self, exchange: Asks, ask: Ask, budget: Budget, begin: Deadline) -> Answer:
        """Send the request, and follow every redirect that is allowed."""
        target, url = ask.target, ask.target.url
        headers = request_headers(target, ask.validators)
        for _ in range(HOPS_MAX + 1):
            with self._pacing.turn(host_of(url), target.crawl_delay_s, begin):
                answer = exchange.ask(target, url, headers, budget)
            if answer.status not in _REDIRECTS:
                return answer
            url, begin = next_url(target, url, answer.headers.get("location")), self._endless
        raise Refused(
            target.source_id,
            f"expected at most {HOPS_MAX} redirects from {shown(target.url)}, found more",
        )

    def _settled(self, ask: Ask, outcome: Answer | Unreachable) -> Page | NotModified:
        """Turn the last outcome into the result for the caller, or raise it."""
        if isinstance(outcome, Unreachable):
            raise outcome
        if outcome.status == _NOT_MODIFIED and ask.validators:
            return NotModified(target=ask.target, fetched_at=self.clock())
        page = Page(
            target=ask.target,
            body=outcome.body,
            fetched_at=self.clock(),
            http_status=outcome.status,
            headers=outcome.headers,
            final_url=without_credentials(outcome.url),
        )
        check_is_document(ask.target, outcome, is_seen=page.is_among(ask.seen))
        return page
