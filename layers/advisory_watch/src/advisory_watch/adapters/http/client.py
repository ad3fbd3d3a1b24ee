"""Fetch pages politely: wait for the host, request, redirect, retry, classify."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property, partial
from itertools import count
from random import Random
from threading import Lock
from typing import TYPE_CHECKING

from advisory_watch.adapters.http.classify import check_is_document
from advisory_watch.adapters.http.concurrency import Deadline, FetchResult, fetch_side_by_side
from advisory_watch.adapters.http.redirects import (
    HOPS_MAX,
    check_allowed,
    host_of,
    next_url,
    redact,
    without_credentials,
)
from advisory_watch.adapters.http.requests_exchange import RequestsExchange
from advisory_watch.adapters.http.server_clock import ServerClock
from advisory_watch.adapters.http.session import request_headers
from advisory_watch.adapters.http.ssrf import AddressGuard
from advisory_watch.adapters.http.transport import (
    Budget,
    ExchangePort,
    HttpResponse,
    Limits,
    was_reached,
)
from advisory_watch.core.errors import Refused, Unreachable
from advisory_watch.core.page import FetchRequest, NotModified, Page, Target, Validators

if TYPE_CHECKING:
    from requests import Session

    from advisory_watch.adapters.http.curl_exchange import CurlExchange


RETRIES = 2
"""A third try gets past a passing fault; a fourth only adds load."""

RETRY_AFTER_MAX_S = 30.0
"""If a publisher asks for a longer wait, the next check tries again instead."""

_PASSING = frozenset({429, 502, 503, 504})
_FIRST_PAUSE_S = 1.0
_PAUSE_MAX_S = 10.0


class Retries:
    """Decides the pauses: exponential, with full jitter, never shorter than Retry-After."""

    def __init__(self, *, random: Random, clock: Callable[[], datetime]) -> None:
        self._random = random
        self._clock = clock

    def pause_s(self, outcome: HttpResponse | Unreachable, attempt: int) -> float | None:
        """Return the wait before a retry, or None if it is not useful; `attempt` counts from 0."""
        if attempt >= RETRIES or not _is_passing(outcome):
            return None
        jitter_s = self._random.uniform(0, min(_PAUSE_MAX_S, _FIRST_PAUSE_S * 2**attempt))
        asked_s = self._asked_s(outcome)
        return None if asked_s > RETRY_AFTER_MAX_S else max(jitter_s, asked_s)

    def _asked_s(self, outcome: HttpResponse | Unreachable) -> float:
        """Return the seconds that `Retry-After` asks for (a number or a date); 0 if absent."""
        value = outcome.headers.get("retry-after", "") if isinstance(outcome, HttpResponse) else ""
        if value.strip().isdecimal():
            return float(value)
        try:
            until = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return 0.0
        aware = until if until.tzinfo else until.replace(tzinfo=UTC)
        return (aware - self._clock()).total_seconds()


def _is_passing(outcome: HttpResponse | Unreachable) -> bool:
    """Return whether a failure is temporary: TCP itself has retried if the host was not reached.

    Without a network, each further try only makes the owner wait. The next endpoint is tried at
    once, and this one again at the next check.
    """
    if isinstance(outcome, Unreachable):
        return was_reached(outcome)
    return outcome.status in _PASSING


class Pacing:
    """Lets threads use a host one by one, with a pause after the end of each request."""

    def __init__(self, *, monotonic: Callable[[], float], wait: Callable[[float], None]) -> None:
        self._monotonic = monotonic
        self._wait = wait
        self._locks: dict[str, Lock] = {}
        self._ended_at: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, delay_s: float, deadline: Deadline) -> Iterator[None]:
        """Wait until the host is free and its pause is over; the `with` block makes the request.

        A request that did not reach the host burdens it with nothing, and has no pause after it:
        without a network, a check ends at once. Raises `TooLate` if the turn would come after the
        deadline.
        """
        with self._locks.setdefault(host, Lock()):  # setdefault is atomic
            self._wait_for_pause(host, delay_s, deadline)
            is_reached = True
            try:
                yield
            except Unreachable as error:
                is_reached = was_reached(error)
                raise
            finally:
                if is_reached:
                    self._ended_at[host] = self._monotonic()

    def _wait_for_pause(self, host: str, delay_s: float, deadline: Deadline) -> None:
        """Wait for the pause, unless the deadline comes first; it may also end meanwhile."""
        rest_s = self._ended_at.get(host, float("-inf")) + delay_s - self._monotonic()
        deadline.require(max(rest_s, 0.0))
        if rest_s > 0:
            self._wait(rest_s)
            deadline.require()


_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304

MANY = 20
"""From this number of pages on, they are requested over persistent connections (docs/adr/0009)."""


@dataclass(kw_only=True)
class HttpClient:
    """Implement the port `PageFetcher` on requests, with a given session and given time.

    `monotonic` counts seconds, and `wait` sleeps. `server_clock` gives the times of pages: it is
    `clock`, bounded by the dates of the answers. Deadlines follow `clock` alone.

    Batches of at least `many` pages use persistent connections; `gate` opens all connections.
    Threads may share an instance, and then take turns at each host.
    """

    session: "Session"
    gate: AddressGuard
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], None]
    random: Random
    limits: Limits = field(default_factory=Limits)
    many: int = MANY

    def __post_init__(self) -> None:
        self._pacing = Pacing(monotonic=self.monotonic, wait=self.wait)
        self._retries = Retries(random=self.random, clock=self.clock)
        self._single = RequestsExchange(session=self.session, limits=self.limits)
        self.server_clock = ServerClock(local=self.clock, monotonic=self.monotonic)
        self._endless, self._open = Deadline(self.clock), Deadline(self.clock)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Fetch a page, or learn that it did not change since `validators`.

        Raises `Unreachable`, `Blocked`, `NotFound`, `Refused` or `Unreadable`.
        """
        ask = FetchRequest(target=target, validators=validators)
        return self._fetch(self._exchange_for(1), ask, self._endless)

    def fetch_each(
        self, asks: Sequence[FetchRequest], until: datetime | None
    ) -> Iterator[FetchResult]:
        deadline = Deadline(self.clock, until, outer=self._open)
        fetch = partial(self._fetch, self._exchange_for(len(asks)))
        return fetch_side_by_side(asks, fetch, deadline)

    def close(self) -> None:
        """Begin no further page of a batch, and close the connections."""
        self._open.end()
        self.session.close()
        if "_kept" in self.__dict__:
            self._kept.close()

    def _exchange_for(self, pages: int) -> ExchangePort:
        return self._kept if pages >= self.many else self._single

    @cached_property
    def _kept(self) -> "CurlExchange":
        from advisory_watch.adapters.http.curl_exchange import (  # noqa: PLC0415 - loads libcurl
            CurlExchange,
        )

        return CurlExchange(otherwise=self._single, opened=self.gate.open)

    def _fetch(
        self, exchange: ExchangePort, ask: FetchRequest, deadline: Deadline
    ) -> Page | NotModified:
        """Raise `TooLate` if the deadline comes first; once begun, fetch within our limits."""
        check_allowed(ask.target, ask.target.url)
        budget = Budget(self.limits.total_s, self.monotonic)
        begin = deadline
        outcome: HttpResponse | Unreachable
        for attempt in count():
            try:
                outcome = self._follow(exchange, ask, budget, begin)
            except Unreachable as error:
                outcome = error
            pause_s = self._retries.pause_s(outcome, attempt)
            if pause_s is None or budget.is_spent or not deadline.allows(pause_s):
                break
            self.wait(pause_s)
            begin = self._endless
        return self._result(ask, outcome)

    def _follow(
        self, exchange: ExchangePort, ask: FetchRequest, budget: Budget, begin: Deadline
    ) -> HttpResponse:
        target, url = ask.target, ask.target.url
        headers = request_headers(target, ask.validators)
        for _ in range(HOPS_MAX + 1):
            with self._pacing.turn(host_of(url), target.crawl_delay_s, begin):
                answer = exchange.ask(target, url, headers, budget)
            self.server_clock.observe(answer.headers)
            if answer.status not in _REDIRECTS:
                return answer
            url, begin = next_url(target, url, answer.headers.get("location")), self._endless
        raise Refused(
            target.source_id,
            f"expected at most {HOPS_MAX} redirects from {redact(target.url)}, found more",
        )

    def _result(self, ask: FetchRequest, outcome: HttpResponse | Unreachable) -> Page | NotModified:
        if isinstance(outcome, Unreachable):
            raise outcome
        if outcome.status == _NOT_MODIFIED and ask.validators:
            return NotModified(target=ask.target, fetched_at=self.server_clock())
        page = Page(
            target=ask.target,
            body=outcome.body,
            fetched_at=self.server_clock(),
            http_status=outcome.status,
            headers=outcome.headers,
            final_url=without_credentials(outcome.url),
        )
        check_is_document(page, is_seen=page.is_among(ask.seen))
        return page
