"""Read a source through the first of its endpoints that gives a plausible answer."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.app.document_fetcher import DocumentFetcher, list_strictly, out_of_time
from advisory_watch.app.fetch_result import EndpointFetchResult, PartitionDispatcher
from advisory_watch.app.ports import Clock, PageFetcher
from advisory_watch.core.detection.confirm import awaiting_confirmation
from advisory_watch.core.detection.policy import policy_of
from advisory_watch.core.detection.rule_set import rule_set_version
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
        return "; ".join(filter(None, (*self.failures, self.fetched.blindness)))


class NoEndpoint(SourceError):
    """Every endpoint of a source failed; `kind` is the failure of the first, the preferred one."""

    def __init__(self, source_id: str, errors: Mapping[str, SourceError]) -> None:
        super().__init__(source_id, "; ".join(_failures(errors)))
        self.kind = next(error.kind for error in errors.values())


def _failures(errors: Mapping[str, SourceError]) -> tuple[str, ...]:
    return tuple(f"{endpoint}: {error.reason}" for endpoint, error in errors.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFetcher:
    """Tries the endpoints of a source in their order.

    Requests that have not begun by `until` are left to the next check. With a
    `partition_dispatcher`, the documents of a large endpoint are passed on instead of fetched here.
    """

    web: PageFetcher
    clock: Clock
    until: datetime | None
    partition_dispatcher: PartitionDispatcher | None = None

    def read(self, source: Source, state: SourceState) -> SourceFetchResult:
        """Return the first plausible answer. Raises `NoEndpoint` if every endpoint fails."""
        errors: dict[str, SourceError] = {}
        for endpoint in source.endpoints:
            try:
                history = fetch_history_of(
                    endpoint,
                    state,
                    self.clock(),
                    awaiting_confirmation(state),
                    rule_set_version(source.id),
                )
                fetched = self._read_plausible(source, endpoint, history, state.records)
            except SourceError as error:
                errors[endpoint.id] = error
            else:
                return SourceFetchResult(fetched=fetched, failures=_failures(errors))
        raise NoEndpoint(source.id, errors)

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
            history = FetchHistory(at=self.clock())
            with suppress(SourceError):
                return self._read_plausible(source, endpoint, history, records, doubted)
        return None

    def _read_plausible(
        self,
        source: Source,
        endpoint: Endpoint,
        history: FetchHistory,
        records: Mapping[str, DestinationRecord],
        concerned: frozenset[str] = frozenset(),
    ) -> EndpointFetchResult:
        """Read the documents that are due, or only those about `concerned`.

        Raises `SourceError` if the index or the only document cannot be read, or `Implausible`.
        """
        fetched = self._read(endpoint, history, concerned)
        if fetched.snapshot is not None:
            policy_of(source).require_plausible(fetched.snapshot, records, source.expected)
        return fetched

    def _read(
        self, endpoint: Endpoint, history: FetchHistory, concerned: frozenset[str]
    ) -> EndpointFetchResult:
        fetcher = DocumentFetcher(web=self.web, clock=self.clock, until=self.until)
        index = fetcher.ask_index(endpoint, history) if endpoint.has_index else None
        fetched = EndpointFetchResult(
            endpoint=endpoint, remembered=history.documents, index=index, concerned=concerned
        )
        if index is not None and index.page is None:
            return fetched
        listing = list_strictly(endpoint, index.page if index else None)
        dispatcher = None if concerned else self.partition_dispatcher
        if dispatcher is not None and dispatcher.is_for(endpoint, listing):
            dispatch = dispatcher.hand(endpoint, listing, history.awaited)
            return replace(fetched, listing=listing, dispatch=dispatch)
        wanted = tuple(_about(concerned, due(listing.documents, history)))
        results = tuple(fetcher.ask(endpoint, wanted, history))
        if not endpoint.has_many:
            for result in results:
                result.require_read()
        if wanted and not results:
            raise out_of_time(endpoint)
        deferred = len(wanted) - len(results)
        return replace(fetched, listing=listing, results=results, deferred=deferred)


def _about(concerned: frozenset[str], documents: Iterable[Document]) -> Iterable[Document]:
    """Skip documents that are about other destinations only; skip none if `concerned` is empty."""
    for document in documents:
        if not concerned or not document.destinations or concerned & document.destinations:
            yield document
