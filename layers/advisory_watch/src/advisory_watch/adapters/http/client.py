"""Implement the port `PageFetcher`: polite fetches, on libcurl or requests."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random
from threading import Lock
from typing import TYPE_CHECKING

from advisory_watch.adapters.http.batch import Batch, FetchResult, HostQueue, Threads, Wire
from advisory_watch.adapters.http.fetch import Deadline, Judge, PoliteFetch, Retries, Turns, Waits
from advisory_watch.adapters.http.requests_exchange import RequestsExchange
from advisory_watch.adapters.http.server_clock import ServerClock
from advisory_watch.adapters.http.ssrf import AddressGuard
from advisory_watch.adapters.http.transport import Limits, Send
from advisory_watch.core.errors import SourceError
from advisory_watch.core.page import FetchRequest, NotModified, Page, Target, Validators
from advisory_watch.core.url import host_of

if TYPE_CHECKING:
    from requests import Session

    from advisory_watch.adapters.http.curl_wire import CurlWire

MANY = 20
"""From this number of pages on, they are requested over persistent connections (docs/adr/0009)."""


@dataclass(kw_only=True)
class HttpClient:
    """Implement the port `PageFetcher` on requests, with a given session and given time.

    `monotonic` counts seconds, and `wait` sleeps. `server_clock` gives the times of pages: it is
    `clock`, bounded by the dates of the answers. Deadlines follow `clock` alone.

    `judge` tells a document from an error page or a wall.

    Batches of at least `many` pages use libcurl; `gate` opens all connections. Threads may share an
    instance, and then take turns at each host.
    """

    session: "Session"
    gate: AddressGuard
    judge: Judge
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], None]
    random: Random
    limits: Limits = field(default_factory=Limits)
    many: int = MANY

    def __post_init__(self) -> None:
        self.server_clock = ServerClock(local=self.clock, monotonic=self.monotonic)
        self.polite = PoliteFetch(
            judge=self.judge,
            retries=Retries(random=self.random, clock=self.clock),
            server_clock=self.server_clock,
            turns=Turns(self.monotonic),
            limits=self.limits,
            monotonic=self.monotonic,
            endless=Deadline(self.clock),
        )
        self._exchange = RequestsExchange(session=self.session, limits=self.limits)
        self._open = Deadline(self.clock)
        self._kept: list[CurlWire] = []
        self._lock = Lock()

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Fetch a page, or learn that it did not change since `validators`.

        Raises `Unreachable`, `Blocked`, `NotFound`, `Refused` or `Unreadable`.
        """
        ask = FetchRequest(target=target, validators=validators)
        (result,) = self._results([ask], self.polite.endless)
        if isinstance(result, SourceError):
            raise result
        assert result is not None  # noqa: S101 - without a deadline, nothing is too late
        return result

    def fetch_each(
        self, asks: Sequence[FetchRequest], until: datetime | None
    ) -> Iterator[FetchResult]:
        return self._results(asks, Deadline(self.clock, until, outer=self._open))

    def close(self) -> None:
        """Begin no further page of a batch, and close the connections."""
        self._open.end()
        self.session.close()
        with self._lock:
            while self._kept:
                self._kept.pop().close()

    def _results(self, asks: Sequence[FetchRequest], deadline: Deadline) -> Iterator[FetchResult]:
        hosts = frozenset(host_of(ask.target.url) for ask in asks)
        start = partial(self.polite.start, deadline=deadline)
        if len(asks) < self.many:
            wire: Wire = _RequestsWire(self._exchange, is_alone=len(hosts) == 1)
            yield from self._batch(start, wire).results(asks)
            return
        curl = self._take(hosts)
        try:
            yield from self._batch(start, curl).results(asks)
        finally:
            self._kept.append(curl)

    def _batch(self, start: Callable[[FetchRequest], Waits], wire: Wire) -> Batch:
        return Batch(start=start, wire=wire, monotonic=self.monotonic, wait=self.wait)

    def _take(self, hosts: frozenset[str]) -> "CurlWire":
        """Take an event loop, if possible one with connections to these hosts."""
        from advisory_watch.adapters.http.curl_wire import CurlWire  # noqa: PLC0415 - loads libcurl

        with self._lock:
            known = [wire for wire in self._kept if wire.hosts & hosts] or self._kept
            if known:
                wire = known[0]
                self._kept.remove(wire)
            else:
                wire = CurlWire(otherwise=self._exchange, opened=self.gate.open)
        wire.use_for(hosts)
        return wire


class _RequestsWire:
    """Implement `Wire` with requests, which blocks: each host has a thread."""

    def __init__(self, exchange: RequestsExchange, *, is_alone: bool) -> None:
        self._exchange = exchange
        self._threads: Threads[HostQueue] = Threads(is_alone=is_alone)
        self.finished = self._threads.finished
        self.release = self._threads.close

    def begin(self, queue: HostQueue, send: Send) -> None:
        self._threads.begin(queue, partial(self._exchange.send, send))
