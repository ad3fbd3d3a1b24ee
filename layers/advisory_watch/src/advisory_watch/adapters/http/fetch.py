"""One polite fetch: the turn at the host, the request, its redirects and retries, the judgement.

A fetch is a generator that does no input or output itself. It yields what it waits for: a request,
or a pause. `batch.py` carries these out, for many fetches at once.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from threading import Lock

from advisory_watch.adapters.http.redirects import HOPS_MAX, check_allowed, next_url
from advisory_watch.adapters.http.server_clock import ServerClock, http_date
from advisory_watch.adapters.http.session import request_headers
from advisory_watch.adapters.http.transport import Budget, HttpResponse, Limits, Send, was_reached
from advisory_watch.core.errors import Refused, Unreachable
from advisory_watch.core.page import FetchRequest, NotModified, Page
from advisory_watch.core.url import host_of, redact, without_credentials

RETRIES = 2
"""A third try gets past a passing fault; a fourth only adds load."""

RETRY_AFTER_MAX_S = 30.0
"""If a publisher asks for a longer wait, the next check tries again instead."""

_PASSING = frozenset({429, 502, 503, 504})
_FIRST_PAUSE_S = 1.0
_PAUSE_MAX_S = 10.0

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304

_BUSY_S = 0.01
"""How often to ask for a host that another caller uses."""

_NO_REST_S = 1e-6
"""Less than that is an error of rounding, and no pause."""


class TooLate(Exception):
    """The turn at a host would come after the deadline; no request was sent."""


class Deadline:
    """An optional time limit for beginning requests.

    `end` ends it early, and so does the end of the outer deadline `outer`. A request that has
    begun goes on: it has limits of its own.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        until: datetime | None = None,
        outer: "Deadline | None" = None,
    ) -> None:
        self._clock, self._until, self._outer = clock, until, outer
        self._is_ended = False

    def end(self) -> None:
        self._is_ended = True

    def allows(self, after_s: float = 0.0) -> bool:
        """Return whether a request may still begin, now or after some seconds."""
        if self._is_ended or (self._outer is not None and not self._outer.allows(after_s)):
            return False
        return self._until is None or self._clock() + timedelta(seconds=after_s) <= self._until

    def require(self, after_s: float = 0.0) -> None:
        if not self.allows(after_s):
            raise TooLate


Waits = Generator[Send | float, HttpResponse, Page | NotModified]
"""A fetch: it waits for the responses to its requests, and for pauses in seconds."""


Judge = Callable[[Page, bool], None]
"""Raises a `SourceError` unless a page is the document; the flag says that its body is known."""


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
            until = http_date(value)
        except (ValueError, OverflowError):
            return 0.0
        return (until - self._clock()).total_seconds()


def _is_passing(outcome: HttpResponse | Unreachable) -> bool:
    """Return whether a failure is temporary: TCP itself has retried if the host was not reached.

    Without a network, each further try only makes the owner wait. The next endpoint is tried at
    once, and this one again at the next check.
    """
    if isinstance(outcome, Unreachable):
        return was_reached(outcome)
    return outcome.status in _PASSING


class Turns:
    """Lets all callers use a host one by one, with a pause after the end of each request."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._busy: set[str] = set()
        self._ended_at: dict[str, float] = {}

    def take(self, host: str, delay_s: float, deadline: Deadline) -> Generator[float, object, None]:
        """Wait until the host is free and its pause is over; `end` must follow.

        Raises `TooLate` if the turn would come after the deadline.
        """
        while (rest_s := self._rest_s(host, delay_s)) > 0:
            deadline.require(rest_s)
            yield rest_s
            deadline.require()

    def end(self, host: str, *, is_reached: bool) -> None:
        """End a turn. A request that did not reach the host burdens it with nothing: no pause."""
        with self._lock:
            self._busy.discard(host)
            if is_reached:
                self._ended_at[host] = self._monotonic()

    def _rest_s(self, host: str, delay_s: float) -> float:
        """Take the host and return 0, or return the seconds after which to try again."""
        with self._lock:
            if host in self._busy:
                return _BUSY_S
            ended_at = self._ended_at.get(host)
            if delay_s and ended_at is not None:
                rest_s = ended_at + delay_s - self._monotonic()
                if rest_s > _NO_REST_S:
                    return rest_s
            self._busy.add(host)
            return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliteFetch:
    """The rules of every fetch. `monotonic` counts seconds; `server_clock` dates the pages."""

    judge: Judge
    retries: Retries
    server_clock: ServerClock
    monotonic: Callable[[], float]
    limits: Limits
    turns: Turns
    endless: Deadline

    def start(self, ask: FetchRequest, deadline: Deadline) -> Waits:
        """Fetch a page. Raises `TooLate` if the deadline comes first, or a `SourceError`.

        Once begun, the fetch goes on within its own limits.
        """
        deadline.require()
        check_allowed(ask.target, ask.target.url)
        budget = Budget(self.limits.total_s, self.monotonic)
        begin = deadline
        outcome: HttpResponse | Unreachable
        for attempt in count():
            try:
                outcome = yield from self._follow(ask, budget, begin)
            except Unreachable as error:
                outcome = error
            pause_s = self.retries.pause_s(outcome, attempt)
            if pause_s is None or budget.is_spent or not deadline.allows(pause_s):
                break
            yield pause_s
            begin = self.endless
        return self._result(ask, outcome)

    def _follow(
        self, ask: FetchRequest, budget: Budget, begin: Deadline
    ) -> Generator[Send | float, HttpResponse, HttpResponse]:
        target, url = ask.target, ask.target.url
        headers = request_headers(target, ask.validators)
        for _ in range(HOPS_MAX + 1):
            answer = yield from self._ask_once(Send(target, url, headers, budget), begin)
            self.server_clock.observe(answer.headers)
            if answer.status not in _REDIRECTS:
                return answer
            url, begin = next_url(target, url, answer.headers.get("location")), self.endless
        raise Refused(
            target.source_id,
            f"expected at most {HOPS_MAX} redirects from {redact(target.url)}, found more",
        )

    def _ask_once(
        self, send: Send, begin: Deadline
    ) -> Generator[Send | float, HttpResponse, HttpResponse]:
        host, is_reached = host_of(send.url), True
        yield from self.turns.take(host, send.target.crawl_delay_s, begin)
        try:
            return (yield send)
        except Unreachable as error:
            is_reached = was_reached(error)
            raise
        finally:
            self.turns.end(host, is_reached=is_reached)

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
        self.judge(page, page.is_among(ask.seen))
        return page
