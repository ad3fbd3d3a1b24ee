"""Replay captures: today's rules on recorded pages, each at its own time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from itertools import groupby, islice
from typing import Protocol

from advisory_watch.app.check import Check
from advisory_watch.app.ports import Answer, Archive, Ledger
from advisory_watch.app.results import SourceOutcome
from advisory_watch.app.source_fetcher import RuleSetVersion
from advisory_watch.core.errors import SourceError, Unreachable
from advisory_watch.core.page import FetchRequest, Page, Target
from advisory_watch.core.source import Endpoint, Source
from advisory_watch.core.url import address_of, addresses_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOwner:
    """The source and the endpoint that a page belongs to."""

    source: Source
    endpoint: Endpoint


class PageOwners:
    """Maps URLs to sources and endpoints.

    Documents of an endpoint with an index have URLs below the index, or with a beginning that the
    endpoint states. An endpoint without an index lists its documents itself. URLs are compared by
    their normal forms (`core.url`).
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        owners = [
            PageOwner(source=source, endpoint=endpoint)
            for source in sources
            for endpoint in source.endpoints
        ]
        self._by_address: defaultdict[str, list[PageOwner]] = defaultdict(list)
        for owner in owners:
            for url in _urls(owner.endpoint):
                self._by_address[address_of(url)].append(owner)
        self._by_index = {
            _beginning(owner.endpoint): owner for owner in owners if owner.endpoint.has_index
        }

    def all_of(self, url: str) -> tuple[PageOwner, ...]:
        """Return the owners of a page: two sources may read different items of one page."""
        addresses = addresses_of(url)
        exact = (self._by_address.get(address) for address in addresses)
        below = (
            owner for index, owner in self._by_index.items() if addresses[-1].startswith(index)
        )
        return tuple(next(filter(None, exact), ()) or islice(below, 1))

    def of(self, url: str) -> PageOwner | None:
        """Return the first owner of a page, or None if no endpoint leads to it."""
        return next(iter(self.all_of(url)), None)


def _beginning(endpoint: Endpoint) -> str:
    """Return how the addresses of the documents of an index begin."""
    url = endpoint.documents_at or f"{endpoint.target.url}/"
    return addresses_of(url)[-1] + "/" * url.endswith("/")


def _urls(endpoint: Endpoint) -> Iterator[str]:
    yield endpoint.target.url
    if endpoint.has_many and not endpoint.has_index:
        yield from (
            document.target.url for document in endpoint.list(endpoint.target, None).documents
        )


class SkipReason(Enum):
    """Why a capture is not judged; the value is the wording for people."""

    FOREIGN = "of pages that no source reads"
    NOT_MODIFIED = "with HTTP 304, which says nothing"
    REDIRECT = "of redirects"
    ENCODED = "in a content encoding that cannot be undone"
    CITED = "that repeat a capture in a file that is not given"


_NOT_MODIFIED = 304
_REDIRECTS = range(300, 400)
_ERRORS_FROM = 400


def skip_reason_of_status(http_status: int) -> SkipReason | None:
    """Return why an answer with this status is not judged; an error is, as a failed read."""
    if http_status == _NOT_MODIFIED:
        return SkipReason.NOT_MODIFIED
    return SkipReason.REDIRECT if http_status in _REDIRECTS else None


class PageCheck(Protocol):
    """Recognises an answer that is not the document."""

    def __call__(self, page: Page, *, is_seen: bool) -> None:
        """Raise the `SourceError` for such an answer; its body is not examined if seen before."""


@dataclass(slots=True, kw_only=True)
class CapturedWeb:
    """A `Web` made of captures, at one moment of their time.

    A document that holds all destinations exists only at the moment of its capture. If the source
    was read through another endpoint at that moment, this endpoint did not answer. One of many
    documents keeps the content of its last capture until the next one. An error holds only for its
    moment.
    """

    ownership: PageOwners
    check_page: PageCheck
    now: datetime = field(default_factory=lambda: datetime.min.replace(tzinfo=UTC))
    present: dict[str, Page] = field(default_factory=dict)
    lasting: dict[str, Page] = field(default_factory=dict)

    def move_to(self, moment: datetime, captures: Iterable[Page]) -> tuple[Source, ...]:
        """Advance to a moment and its captures; return their sources, in order."""
        self.now = moment
        self.present.clear()
        sources: dict[str, Source] = {}
        for page in captures:
            if skip_reason_of_status(page.http_status) is not None:
                continue
            for owner in self.ownership.all_of(page.target.url):
                lasts = owner.endpoint.has_many and page.http_status < _ERRORS_FROM
                pages = self.lasting if lasts else self.present
                pages.update(dict.fromkeys(addresses_of(page.target.url), page))
                sources[owner.source.id] = owner.source
        return tuple(sources.values())

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Yield the content of each target at this moment, or an error.

        Yields None for one of many documents without a capture yet: it may be captured later.
        """
        del until  # a replay has no time limit
        for ask in asks:
            address = address_of(ask.target.url)
            page = self.present.get(address) or self.lasting.get(address)
            if page is not None:
                yield self._checked(ask, page)
            elif self._may_come(ask.target):
                yield None
            else:
                yield Unreachable(ask.target.source_id, "no capture of it at this moment")

    def _checked(self, ask: FetchRequest, capture: Page) -> Answer:
        page = replace(capture, target=ask.target, fetched_at=self.now)
        try:
            self.check_page(page, is_seen=page.is_among(ask.seen))
        except SourceError as error:
            return error
        return page

    def _may_come(self, target: Target) -> bool:
        owner = self.ownership.of(target.url)
        if owner is None or not owner.endpoint.has_many:
            return False
        return address_of(target.url) != address_of(owner.endpoint.target.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Checks sources against captures instead of the web.

    `check_page` recognises an error page or a wall, as it is recognised on the web.
    """

    ledger: Ledger
    archive: Archive
    sources: Mapping[str, Source]
    rule_set_version: RuleSetVersion
    check_page: PageCheck

    def run(self, captures: Iterable[Page]) -> Iterator[SourceOutcome]:
        """Check the sources of the captures of each moment; the captures must be in time order.

        Captures of pages that no endpoint leads to are skipped, and so are redirects.
        """
        ownership = PageOwners(self.sources.values())
        web = CapturedWeb(ownership=ownership, check_page=self.check_page)
        check = Check(
            web=web,
            ledger=self.ledger,
            archive=self.archive,
            clock=lambda: web.now,
            rule_set_version=self.rule_set_version,
            allows_gaps=True,
        )
        for moment, pages in groupby(captures, key=lambda page: page.fetched_at):
            yield from check.run(web.move_to(moment, pages))
