"""The result of fetching one endpoint: its documents, or the partitions dispatched instead."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from advisory_watch.app.document_fetcher import DocumentResult
from advisory_watch.core.advisory import Advisory, Problem, Snapshot
from advisory_watch.core.errors import FailureKind
from advisory_watch.core.fetch_plan import after_index, is_up_to_date, with_deferral
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.page import HeldPage
from advisory_watch.core.source import Endpoint, Listing
from advisory_watch.core.thresholds import is_mass

if TYPE_CHECKING:
    from advisory_watch.app.partition_dispatcher import PartitionDispatch


ANY: frozenset[str] = frozenset()
"""The empty set: no particular destination."""

EXAMPLES = 3
"""Documents named in a failure text, as examples; the outcome lists all of them."""


@dataclass(frozen=True, kw_only=True)  # no slots: cached properties need a `__dict__`
class EndpointFetchResult:
    """The documents of an endpoint: their content, and which of them could not be read.

    `remembered` is the health of each document before this read. `deferred` is the number of due
    documents that were skipped for lack of time. `concerned` are the destinations that were asked
    about; it is empty if all were. `failures` are the endpoints tried before it, with reasons.
    `allows_gaps` is set for an archive and for records of readers elsewhere, which may hold only
    some of the documents.

    `is_listing_known` is set if the index was judged already, although its bytes are new.

    `shortfall` is set if too many destinations are missing for a complete list: why no endpoint
    counts as read. What is there can still be judged.

    The documents of a large endpoint are passed on (`dispatch`): workers judge and store them.
    If an endpoint has an index and the `index` page is not new, nothing is listed and nothing is
    new.
    """

    endpoint: Endpoint
    remembered: Mapping[str, DocumentHealth]
    listing: Listing = field(default_factory=lambda: Listing(documents=()))
    index: DocumentResult | None = None
    results: tuple[DocumentResult, ...] = ()
    deferred: int = 0
    concerned: frozenset[str] = ANY
    dispatch: "PartitionDispatch | None" = None
    failures: tuple[str, ...] = ()
    shortfall: str = ""
    allows_gaps: bool = False
    is_listing_known: bool = False

    @cached_property
    def snapshot(self) -> Snapshot | None:
        """The snapshot to judge, or None if nothing new came.

        It is also None if documents were passed on whose destinations are unknown: then a missing
        destination cannot be detected.
        """
        if self.dispatch and not all(entry.destinations for entry in self.listing.documents):
            return None
        index = None if self.is_listing_known else self.index
        pages = [result.page for result in (index, *self.results) if result and result.page]
        if not pages:
            return None
        return Snapshot(
            source=self.endpoint.target.source_id,
            endpoint=self.endpoint.id,
            read_at=max(page.fetched_at for page in pages),
            advisories=(
                *(copy for _, _, snapshot in self._read_now for copy in snapshot.advisories),
                *self.listing.advisories,
            ),
            problems=self.problems,
            listed=frozenset[str]().union(
                *(entry.destinations for entry in self.listing.documents)
            ),
            first_reads=self._first_reads,
            first_documents=self._first_documents,
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that cannot be parsed: entries of the index, documents, items.

        A document that did not change keeps the problems of its last read.
        """
        read = {result.document.id for result, _, _ in self._read_now}
        unchanged = (health for name, health in self.documents.items() if name not in read)
        kept = (problem for health in unchanged for problem in health.problems)
        items = (problem for _, _, snapshot in self._read_now for problem in snapshot.problems)
        return (*self.unread, *kept, *items)

    @cached_property
    def unread(self) -> tuple[Problem, ...]:
        """The documents that cannot be read, with reasons; also those not requested now."""
        about = {entry.id: entry.destinations for entry in self.listing.documents}
        return tuple(
            Problem(subject=name, reason=health.failure or "", destinations=about.get(name, ANY))
            for name, health in sorted(self.documents.items())
            if health.failing_since is not None
        )

    @property
    def never_read(self) -> int:
        """The number of listed documents that no check has requested yet."""
        if self.allows_gaps or self.dispatch is not None:
            return 0
        return sum(entry.id not in self.documents for entry in self.listing.documents)

    @property
    def destinations(self) -> int:
        """The number of destinations that an index states, or that a document was ever read of."""
        if self.dispatch is not None:
            return len(self.snapshot.destinations) if self.snapshot else 0
        read = (health for health in self.documents.values() if health.read_at is not None)
        stated = {copy.destination for copy in self.listing.advisories if not copy.is_stub}
        return len(stated.union(*(health.destinations for health in read)))

    @cached_property
    def blindness(self) -> str | None:
        """The reason why the source counts as unread although its endpoint answered, or None.

        A few failing documents are reported one by one. If a mass of them fails, or is not read
        yet, silence no longer means that nothing changed. Most of a short list are a mass, too.
        """
        if self.shortfall:
            return self.shortfall
        dark, count = self._dark_documents
        listed = len(self.listing.documents)
        is_mostly_new = self.never_read > listed / 2
        if not is_mostly_new and not is_mass(count + self.never_read, listed):
            return None
        failing = f"{count} of {listed} documents could not be read, such as {dark}"
        missing = f"{self.never_read} of {listed} documents are not read yet"
        return "; ".join([failing] * (count > 0) + [missing] * (self.never_read > 0))

    @property
    def _dark_documents(self) -> tuple[str, int]:
        """Describe the first failing documents, or partitions, and count the documents."""
        count = len(self.unread)
        dark = [f"{problem.subject}: {problem.reason}" for problem in self.unread]
        if self.dispatch is not None:
            partitions = [status for status in self.dispatch.statuses if status.unread]
            count += sum(status.unread for status in partitions)
            dark += [f"{status.partition}: {status.failure}" for status in partitions]
        return "; ".join(dark[:EXAMPLES]), count

    @property
    def failure(self) -> FailureKind | None:
        """The kind of the failure behind `blindness`: the most frequent one of this check."""
        if self.blindness is None:
            return None
        if self.shortfall:
            return FailureKind.IMPLAUSIBLE
        if self.never_read > len(self.unread):
            return FailureKind.INCOMPLETE
        kinds = Counter(result.error.kind for result in self.results if result.error)
        return kinds.most_common(1)[0][0] if kinds else FailureKind.UNREADABLE

    @property
    def reason(self) -> str:
        """Earlier failures and unreadable documents, in words; empty if there were none."""
        return "; ".join(filter(None, (*self.failures, self.blindness)))

    @property
    def is_idle(self) -> bool:
        """Whether nothing was requested and no stored document health is to be removed."""
        kept = {*self.documents, self.endpoint.id}
        return not self.results and self.index is None and kept >= self.remembered.keys()

    def page_of(self, destination: str, advisory: Advisory | None) -> HeldPage | None:
        """Return the page that shows an advisory; for None, the page that lists all.

        Two documents may be about one destination: the page is the one with the copy that was
        judged. For an advisory of another endpoint, the page is this endpoint's page about the
        destination.
        """
        pages = self._pages.get(destination, ())
        exact = (page for page, copy in pages if copy is advisory)
        any_page = (page for page, _ in pages)
        return next(exact, None) or next(any_page, None) or self.listing_page

    @cached_property
    def _pages(self) -> Mapping[str, Sequence[tuple[HeldPage, Advisory]]]:
        pages: defaultdict[str, list[tuple[HeldPage, Advisory]]] = defaultdict(list)
        for _, page, snapshot in self._read_now:
            for copy in snapshot.advisories:
                pages[copy.destination].append((page, copy))
        return pages

    @property
    def listing_page(self) -> HeldPage | None:
        """The page that names all destinations: the index, or the only document."""
        if self.index is not None:
            return self.index.page
        return self.results[0].page if len(self.results) == 1 else None

    @cached_property
    def documents(self) -> Mapping[str, DocumentHealth]:
        """The health to store for each document; documents no longer listed are dropped."""
        if self.index is not None and self.index.page is None:
            return {**self.remembered, self.index.document.id: self.index.health}
        listed = set() if self.dispatch else {entry.id for entry in self.listing.documents}
        kept = {name: health for name, health in self.remembered.items() if name in listed}
        kept |= {result.document.id: result.health for result in self.results}
        if self.endpoint.has_many and (self.results or self.index):
            kept[self.endpoint.id] = self._after_listing(kept)
        return kept

    def documents_after(self, redated: Collection[date]) -> Mapping[str, DocumentHealth]:
        """Return `documents`, without the content hash of those with a date that is redated."""
        unsettled = {
            result.document.id
            for result, _, snapshot in self._read_now
            if any(copy.issued_on in redated for copy in snapshot.advisories)
        }
        return {
            name: replace(health, content_hash=None) if name in unsettled else health
            for name, health in self.documents.items()
        }

    def _after_listing(self, kept: Mapping[str, DocumentHealth]) -> DocumentHealth:
        """Compute the health of the list as a whole, made by an index or by the source."""
        before = self.remembered.get(self.endpoint.id)
        documents, index = self.listing.documents, self.index
        if index is not None and index.page is not None:
            is_done = all(is_up_to_date(kept.get(entry.id), entry) for entry in documents)
            page, problems = index.page.unpacked, self.listing.problems
            health = after_index(index.health, before, page, problems, is_done=is_done)
        else:
            tried_at = max(health.tried_at for health in kept.values())
            health = DocumentHealth(tried_at=tried_at, read_at=tried_at)
        return with_deferral(health, before, is_deferred=self.deferred > 0)

    @property
    def _read_now(self) -> Iterator[tuple[DocumentResult, HeldPage, Snapshot]]:
        """The documents with new content to judge, with their pages."""
        for result in self.results:
            if result.page is not None and result.snapshot is not None:
                yield result, result.page, result.snapshot

    @cached_property
    def _read_before(self) -> Mapping[str, frozenset[str]]:
        """The destinations that each document covered at its last read."""
        return {
            name: health.destinations
            for name, health in self.remembered.items()
            if health.read_at is not None
        }

    @property
    def _first_reads(self) -> frozenset[str]:
        """The destinations that no earlier read of the same document covered."""
        return frozenset(
            code
            for result, _, _ in self._read_now
            for code in result.health.destinations - self._read_before.get(result.document.id, ANY)
        )

    @property
    def _first_documents(self) -> frozenset[str]:
        """The destinations of documents that were never read before."""
        return frozenset(
            code
            for result, _, _ in self._read_now
            if result.document.id not in self._read_before
            for code in result.health.destinations
        )
