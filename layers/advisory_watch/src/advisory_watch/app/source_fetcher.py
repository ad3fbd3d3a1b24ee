"""Read a source through the first of its endpoints that gives a plausible answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.document_fetcher import DocumentFetcher, list_strictly, out_of_time
from advisory_watch.app.fetch_result import EndpointFetchResult, PartitionDispatcher
from advisory_watch.app.ports import Clock, PageFetcher
from advisory_watch.core.detection.confirm import awaiting_confirmation
from advisory_watch.core.detection.policy import policy_of, rule_set_version
from advisory_watch.core.errors import SourceError
from advisory_watch.core.fetch_plan import FetchHistory, due, fetch_history_of
from advisory_watch.core.record import DestinationRecord, SourceState
from advisory_watch.core.source import Document, Endpoint, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFetchResult:
    """The content of one endpoint; `failures` are the endpoints before it, with reasons."""

    fetched: EndpointFetchResult
    failures: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Earlier failures and unreadable documents, in words; empty if there were none."""
        blindness = self.fetched.blindness
        return "; ".join([*self.failures, *([blindness] if blindness else [])])


class NoEndpoint(SourceError):
    """Every endpoint of a source failed; the message names each endpoint and its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFetcher:
    """Tries the endpoints of a source in their order.

    Requests that have not begun by `until` are left to the next check. With a
    `partition_dispatcher`, the documents of a large endpoint are handed on instead of fetched here.
    """

    web: PageFetcher
    clock: Clock
    until: datetime | None
    partition_dispatcher: PartitionDispatcher | None = None

    def read(self, source: Source, state: SourceState) -> SourceFetchResult:
        """Return the first plausible answer. Raises `NoEndpoint` if every endpoint fails."""
        failures: list[str] = []
        for endpoint in source.endpoints:
            try:
                fetch_history = fetch_history_of(
                    endpoint,
                    state,
                    self.clock(),
                    awaiting_confirmation(state),
                    rule_set_version(source, endpoint),
                )
                fetched = self._gather(source, endpoint, fetch_history, state.records)
            except SourceError as error:
                failures.append(f"{endpoint.id}: {error.reason}")
            else:
                return SourceFetchResult(fetched=fetched, failures=tuple(failures))
        raise NoEndpoint(source.id, "; ".join(failures))

    def second(
        self,
        source: Source,
        first: str,
        records: Mapping[str, DestinationRecord],
        doubted: frozenset[str],
    ) -> EndpointFetchResult | None:
        """Read the destinations in doubt through another endpoint.

        Returns None if no other endpoint answers.
        """
        for endpoint in source.endpoints:
            if endpoint.id == first:
                continue
            try:
                return self._gather(
                    source, endpoint, FetchHistory(at=self.clock()), records, doubted
                )
            except SourceError:
                continue
        return None

    def _gather(
        self,
        source: Source,
        endpoint: Endpoint,
        fetch_history: FetchHistory,
        records: Mapping[str, DestinationRecord],
        concerned: frozenset[str] = frozenset(),
    ) -> EndpointFetchResult:
        """Read the documents that are due, or only those about `concerned`, and check plausibility.

        Raises `SourceError` if the index, or the only document, cannot be read.
        """
        fetched = self._open(endpoint, fetch_history, concerned)
        if fetched.snapshot is not None:
            policy_of(source).require_plausible(fetched.snapshot, records, source.expected)
        return fetched

    def _open(
        self, endpoint: Endpoint, fetch_history: FetchHistory, concerned: frozenset[str]
    ) -> EndpointFetchResult:
        document_fetcher = DocumentFetcher(web=self.web, clock=self.clock, until=self.until)
        index = document_fetcher.ask_index(endpoint, fetch_history) if endpoint.has_index else None
        if index is not None and index.page is None:
            return EndpointFetchResult(
                endpoint=endpoint, remembered=fetch_history.documents, index=index
            )
        listing = list_strictly(endpoint, index.page if index else None)
        if (
            self.partition_dispatcher is not None
            and not concerned
            and self.partition_dispatcher.is_for(endpoint, listing)
        ):
            handed = self.partition_dispatcher.hand(endpoint, listing, fetch_history.awaited)
            return EndpointFetchResult(
                endpoint=endpoint,
                remembered=fetch_history.documents,
                listing=listing,
                index=index,
                handed=handed,
            )
        wanted = tuple(_about(concerned, due(listing.documents, fetch_history)))
        results = tuple(document_fetcher.ask(endpoint, wanted, fetch_history))
        if not endpoint.has_many:
            for result in results:
                result.require_read()
        if wanted and not results:
            raise out_of_time(endpoint)
        return EndpointFetchResult(
            endpoint=endpoint,
            remembered=fetch_history.documents,
            listing=listing,
            index=index,
            results=results,
            deferred=len(wanted) - len(results),
            concerned=concerned,
        )


def _about(concerned: frozenset[str], documents: Iterable[Document]) -> Iterable[Document]:
    """Skip documents that are about other destinations only; skip none if `concerned` is empty."""
    for document in documents:
        if not concerned or not document.destinations or concerned & document.destinations:
            yield document
