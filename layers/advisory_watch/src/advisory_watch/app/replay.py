"""Replay captures: today's rules on recorded pages, each at its own time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby, islice

from advisory_watch.app.check import Check
from advisory_watch.app.ports import Answer, Archive, Ledger
from advisory_watch.app.results import SourceOutcome
from advisory_watch.app.source_fetcher import RuleSetVersion
from advisory_watch.core.errors import Unreachable
from advisory_watch.core.page import FetchRequest, Page, Target
from advisory_watch.core.source import Endpoint, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOwner:
    """The source and the endpoint that a page belongs to."""

    source: Source
    endpoint: Endpoint


class PageOwners:
    """Maps URLs to sources and endpoints.

    Documents of an endpoint with an index have URLs below the index. An endpoint without an index
    lists its documents itself.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        owners = [
            PageOwner(source=source, endpoint=endpoint)
            for source in sources
            for endpoint in source.endpoints
        ]
        self._by_url: defaultdict[str, list[PageOwner]] = defaultdict(list)
        for owner in owners:
            for url in _addresses(owner.endpoint):
                self._by_url[url].append(owner)
        indexed = [owner for owner in owners if owner.endpoint.has_index]
        self._by_index = {f"{owner.endpoint.target.url.rstrip('/')}/": owner for owner in indexed}

    def all_of(self, url: str) -> tuple[PageOwner, ...]:
        """Return the owners of a page: two sources may read different items of one page."""
        below = (owner for index, owner in self._by_index.items() if url.startswith(index))
        return tuple(self._by_url.get(url, ())) or tuple(islice(below, 1))

    def of(self, url: str) -> PageOwner | None:
        """Return the first owner of a page, or None if no endpoint leads to it."""
        return next(iter(self.all_of(url)), None)


def _addresses(endpoint: Endpoint) -> Iterator[str]:
    yield endpoint.target.url
    if endpoint.has_many and not endpoint.has_index:
        yield from (
            document.target.url for document in endpoint.list(endpoint.target, None).documents
        )


@dataclass(slots=True, kw_only=True)
class CapturedWeb:
    """A `Web` made of captures, at one moment of their time.

    A document that holds all destinations exists only at the moment of its capture. If the source
    was read through another endpoint at that moment, this endpoint did not answer. One of many
    documents keeps the content of its last capture until the next one.
    """

    ownership: PageOwners
    now: datetime = field(default_factory=lambda: datetime.min.replace(tzinfo=UTC))
    present: dict[str, Page] = field(default_factory=dict)
    lasting: dict[str, Page] = field(default_factory=dict)

    def move_to(self, moment: datetime, captures: Iterable[Page]) -> tuple[Source, ...]:
        """Advance to a moment and its captures; return their sources, in order."""
        self.now = moment
        self.present.clear()
        sources: dict[str, Source] = {}
        for page in captures:
            for owner in self.ownership.all_of(page.target.url):
                pages = self.lasting if owner.endpoint.has_many else self.present
                pages[page.target.url] = page
                sources[owner.source.id] = owner.source
        return tuple(sources.values())

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Yield the content of each target at this moment, or an error.

        Yields None for one of many documents without a capture yet: it may be captured later.
        """
        del until  # a replay has no time limit
        for target in (ask.target for ask in asks):
            page = self.present.get(target.url) or self.lasting.get(target.url)
            if page is not None:
                yield replace(page, target=target, fetched_at=self.now)
            elif self._may_come(target):
                yield None
            else:
                yield Unreachable(target.source_id, "no capture of it at this moment")

    def _may_come(self, target: Target) -> bool:
        owner = self.ownership.of(target.url)
        if owner is None or not owner.endpoint.has_many:
            return False
        return target.url != owner.endpoint.target.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Checks sources against captures instead of the web."""

    ledger: Ledger
    archive: Archive
    sources: Mapping[str, Source]
    rule_set_version: RuleSetVersion

    def run(self, captures: Iterable[Page]) -> Iterator[SourceOutcome]:
        """Check the sources of the captures of each moment; the captures must be in time order.

        Captures of pages that no endpoint leads to are skipped.
        """
        web = CapturedWeb(ownership=PageOwners(self.sources.values()))
        check = Check(
            web=web,
            ledger=self.ledger,
            archive=self.archive,
            clock=lambda: web.now,
            rule_set_version=self.rule_set_version,
        )
        for moment, pages in groupby(captures, key=lambda page: page.fetched_at):
            yield from check.run(web.move_to(moment, pages))
