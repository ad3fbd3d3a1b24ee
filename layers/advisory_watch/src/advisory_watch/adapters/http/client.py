"""Implement the port `PageFetcher`: the steps of a polite fetch, and the choice of its engine.

A fetch is a generator that does no input or output itself. It yields what it waits for: a request,
or a pause. `batch.py` carries these out, for many fetches at once.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from random import Random
from threading import Event, Lock
from typing import TYPE_CHECKING

from requests import Session

from advisory_watch.adapters.http.batch import Batch, Fetch, FetchResult, Wire
from advisory_watch.adapters.http.failures import was_reached
from advisory_watch.adapters.http.politeness import Deadline, Turns, retry_pause_s
from advisory_watch.adapters.http.redirects import HOPS_MAX, check_allowed, next_url
from advisory_watch.adapters.http.response import Budget, HttpResponse, Limits, Send
from advisory_watch.adapters.http.server_clock import ServerClock
from advisory_watch.adapters.http.ssrf import AddressGuard
from advisory_watch.core.errors import Refused, SourceError, Unreachable
from advisory_watch.core.page import FetchRequest, NotModified, Page, Target, Validators
from advisory_watch.core.url import host_of, redact, without_credentials

if TYPE_CHECKING:
    from advisory_watch.adapters.http.curl_wire import CurlWire

MANY = 20
"""From this number of pages on, they are requested over persistent connections (docs/adr/0009)."""

ACCEPT: Mapping[str, str] = {
    "xml": "application/rss+xml, application/atom+xml, application/xml, text/xml, */*;q=0.1",
    "json": "application/json, */*;q=0.1",
    "html": "text/html, application/xhtml+xml, */*;q=0.1",
}

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304


@dataclass(kw_only=True)
class HttpClient:
    """Implement the port `PageFetcher`, with a given session of requests and given time.

    `monotonic` counts seconds, and `wait` sleeps. `server_clock` gives the times of pages: it is
    `clock`, bounded by the dates of the answers. Deadlines follow `clock` alone. `judge` raises a
    `SourceError` unless a page is the document; its flag says that the body is known.

    Batches of at least `many` pages use libcurl; `gate` opens all connections. Threads may share an
    instance, and then take turns at each host.
    """

    session: Session
    gate: AddressGuard
    judge: Callable[[Page, bool], None]
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], None]
    random: Random
    limits: Limits = field(default_factory=Limits)
    many: int = MANY

    def __post_init__(self) -> None:
        self.server_clock = ServerClock(local=self.clock, monotonic=self.monotonic)
        self.turns = Turns(self.monotonic)
        self._endless, self._closed = Deadline(self.clock), Event()
        self._kept: list[CurlWire] = []
        self._lock = Lock()

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Fetch a page, or learn that it did not change since `validators`.

        Raises `Unreachable`, `Blocked`, `NotFound`, `Refused` or `Unreadable`.
        """
        (result,) = self._results(
            [FetchRequest(target=target, validators=validators)], self._endless
        )
        if isinstance(result, SourceError):
            raise result
        assert result is not None  # noqa: S101 - without a deadline, nothing is too late
        return result

    def fetch_each(
        self, asks: Sequence[FetchRequest], until: datetime | None
    ) -> Iterator[FetchResult]:
        return self._results(asks, Deadline(self.clock, until, self._closed))

    def close(self) -> None:
        """Begin no further page of a batch, and close the connections."""
        self._closed.set()
        self.session.close()
        with self._lock:
            while self._kept:
                self._kept.pop().close()

    def _results(self, asks: Sequence[FetchRequest], deadline: Deadline) -> Iterator[FetchResult]:
        start = partial(self.start, deadline=deadline)
        kept = self._take_kept() if len(asks) >= self.many else None
        wire = kept or Wire(self.session)
        try:
            batch = Batch(start=start, wire=wire, monotonic=self.monotonic, wait=self.wait)
            yield from batch.results(asks)
        finally:
            if kept:
                self._kept.append(kept)

    def _take_kept(self) -> "CurlWire":
        """Take the loop of libcurl that was used last, with its connections."""
        from advisory_watch.adapters.http.curl_wire import CurlWire  # noqa: PLC0415 - loads libcurl

        with self._lock:
            return self._kept.pop() if self._kept else CurlWire(self.session, self.gate)

    def start(self, ask: FetchRequest, deadline: Deadline) -> Fetch:
        """Fetch a page. Raises `TooLate` if the deadline comes first, or a `SourceError`.

        Once begun, the fetch goes on within its own limits.
        """
        deadline.require()
        check_allowed(ask.target, ask.target.url)
        budget, begin = Budget(self.limits, self.monotonic), deadline
        outcome: HttpResponse | Unreachable
        for attempt in count():
            try:
                outcome = yield from self._follow(ask, budget, begin)
            except Unreachable as error:
                outcome = error
            pause_s = retry_pause_s(outcome, attempt, self.random, self.clock())
            if pause_s is None or budget.is_spent or not deadline.allows(pause_s):
                break
            yield pause_s
            begin = self._endless
        return self._result(ask, outcome)

    def _follow(
        self, ask: FetchRequest, budget: Budget, begin: Deadline
    ) -> Generator[Send | float, HttpResponse, HttpResponse]:
        target, url = ask.target, ask.target.url
        asked = {
            "Accept": ACCEPT[target.media],
            "If-None-Match": ask.validators.etag,
            "If-Modified-Since": ask.validators.last_modified,
        }
        headers = {name: value for name, value in asked.items() if value}
        for _ in range(HOPS_MAX + 1):
            answer = yield from self._ask_once(Send(target, url, headers, budget), begin)
            self.server_clock.observe(answer.headers)
            if answer.status not in _REDIRECTS:
                return answer
            url, begin = next_url(target, url, answer.headers.get("location")), self._endless
        words = f"expected at most {HOPS_MAX} redirects from {redact(target.url)}, found more"
        raise Refused(target.source_id, words)

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
