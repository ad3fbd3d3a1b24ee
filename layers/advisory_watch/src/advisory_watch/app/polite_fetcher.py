"""Fetch pages politely: the steps of a fetch, from its turn at the host to the page.

A fetch is a generator that does no input or output itself. It yields what it waits for: a request,
or a pause. `fetch_batch` carries these out, for many fetches at once.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from threading import Event

from advisory_watch import __version__
from advisory_watch.app.fetch_batch import Batch, Fetch
from advisory_watch.app.politeness import MayBegin, TooLate, Turns
from advisory_watch.app.ports import Answer, HttpWires
from advisory_watch.app.server_clock import ServerClock
from advisory_watch.core.errors import NotReached, Refused, SourceError, UsageError
from advisory_watch.core.http_message import Budget, HttpRequest, HttpResponse, Limits
from advisory_watch.core.page import FetchRequest, NotModified, Page
from advisory_watch.core.redirects import HOPS_MAX, REDIRECTS, check_allowed, next_url
from advisory_watch.core.retries import retry_pause_s
from advisory_watch.core.url import host_of, redact, without_credentials

ACCEPT: Mapping[str, str] = {
    "xml": "application/rss+xml, application/atom+xml, application/xml, text/xml, */*;q=0.1",
    "json": "application/json, */*;q=0.1",
    "html": "text/html, application/xhtml+xml, */*;q=0.1",
}

_NOT_MODIFIED = 304


@dataclass(kw_only=True)
class PoliteFetcher:
    """Implement the port `PageFetcher` on `wires`, with given time.

    `contact` is an address or a URL where a publisher can reach the owner. `judge` raises a
    `SourceError` unless a page is the document; its flag says that the body is known. `monotonic`
    counts seconds, `wait` sleeps, and `random_between` returns a number between two.

    `server_clock` gives the times of pages: it is `clock`, bounded by the dates of the answers.
    Deadlines follow `clock` alone. Threads may share an instance, and take turns at each host.
    """

    contact: str
    wires: HttpWires
    judge: Callable[[Page, bool], None]
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], None]
    random_between: Callable[[float, float], float]
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self._headers = {"User-Agent": user_agent(self.contact), "Accept-Encoding": "gzip"}
        self.server_clock = ServerClock(local=self.clock, monotonic=self.monotonic)
        self.turns = Turns(self.monotonic)
        self._closed = Event()

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Fetch many pages in parallel, as the port says."""

        def may_begin(after_s: float) -> bool:
            if self._closed.is_set():
                return False
            return until is None or self.clock() + timedelta(seconds=after_s) <= until

        start = partial(self.start, may_begin=may_begin)
        batch = Batch(start=start, wires=self.wires, monotonic=self.monotonic, wait=self.wait)
        return batch.answers(asks)

    def close(self) -> None:
        """Begin no further page, and close the connections."""
        self._closed.set()
        self.wires.close()

    def start(self, ask: FetchRequest, may_begin: MayBegin) -> Fetch:
        """Fetch a page. Raises `TooLate` if it may not begin, or a `SourceError`.

        Once begun, the fetch goes on within its own limits.
        """
        if not may_begin(0):
            raise TooLate
        check_allowed(ask.target, ask.target.url)
        budget = Budget(self.limits, self.monotonic)
        for attempt in count():
            outcome = yield from self._follow(ask, budget, _always if attempt else may_begin)
            pause_s = retry_pause_s(outcome, attempt, self.random_between, self.clock)
            if pause_s is None or budget.left_s <= 0 or not may_begin(pause_s):
                break
            yield pause_s
        return self._answer(ask, outcome)

    def _follow(
        self, ask: FetchRequest, budget: Budget, may_begin: MayBegin
    ) -> Generator[HttpRequest | float, HttpResponse | SourceError, HttpResponse | SourceError]:
        """Send a request, and those to which it is redirected."""
        target, url = ask.target, ask.target.url
        headers = {**self._headers, "Accept": ACCEPT[target.media], **ask.validators.headers}
        for _ in range(HOPS_MAX + 1):
            host, outcome = host_of(url), None
            yield from self.turns.take(host, target.crawl_delay_s, may_begin)
            try:
                outcome = yield HttpRequest(target=target, url=url, headers=headers, budget=budget)
            finally:
                self.turns.end(host, is_reached=not isinstance(outcome, NotReached))
            if isinstance(outcome, SourceError):
                return outcome
            if outcome.status not in REDIRECTS:
                return outcome
            self.server_clock.observe(outcome.headers)
            url, may_begin = next_url(target, url, outcome.headers.get("location")), _always
        words = f"expected at most {HOPS_MAX} redirects from {redact(target.url)}, found more"
        raise Refused(target.source_id, words)

    def _answer(self, ask: FetchRequest, outcome: HttpResponse | SourceError) -> Answer:
        if isinstance(outcome, SourceError):
            return outcome
        fetched_at = self.server_clock.observe(outcome.headers)
        if outcome.status == _NOT_MODIFIED and ask.validators:
            return NotModified(target=ask.target, fetched_at=fetched_at)
        page = Page(
            target=ask.target,
            body=outcome.body,
            fetched_at=fetched_at,
            http_status=outcome.status,
            headers=outcome.headers,
            final_url=without_credentials(outcome.url),
        )
        self.judge(page, page.is_among(ask.seen))
        return page


def user_agent(contact: str) -> str:
    """Return the `User-Agent`, with which a publisher can contact us before blocking us."""
    if not contact or not contact.isascii() or not contact.isprintable():
        raise UsageError(f"web: expected a contact in printable ASCII, found {contact!r}")
    return f"AdvisoryWatch/{__version__} (+{contact})"


def _always(_after_s: float) -> bool:
    return True
