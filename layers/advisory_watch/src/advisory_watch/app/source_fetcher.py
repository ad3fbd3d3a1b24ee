"""Read a source through the first of its endpoints that gives a plausible answer."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from advisory_watch.app.document_fetcher import DocumentFetcher, list_strictly, out_of_time
from advisory_watch.app.fetch_result import EndpointFetchResult
from advisory_watch.core.errors import SourceError, Truncated, Unreachable
from advisory_watch.core.fetch_plan import (
    FetchHistory,
    content_hash,
    due,
    fetch_history_of,
    rests,
)
from advisory_watch.core.revisits import with_moves
from advisory_watch.core.source import Endpoint, Listing, Source
from advisory_watch.core.source_state import SourceState

if TYPE_CHECKING:
    from advisory_watch.app.partition_dispatcher import PartitionDispatcher

RuleSetVersion = Callable[[str], int]


class NoEndpoint(SourceError):
    """Every endpoint of a source failed; `kind` is the failure of the first, the preferred one."""

    def __init__(self, source_id: str, errors: Mapping[str, SourceError]) -> None:
        super().__init__(source_id, "; ".join(_failures(errors)))
        self.kind = next(error.kind for error in errors.values())


def _failures(errors: Mapping[str, SourceError]) -> tuple[str, ...]:
    return tuple(f"{endpoint}: {error.reason}" for endpoint, error in errors.items())


RISES_ONLY = "only what became graver in the rest is told"
"""Part of the failure of a source that can be read in part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFetcher:
    """Tries the endpoints of a source in their order.

    With a `partition_dispatcher`, the documents of a large endpoint are passed on instead of
    fetched here. `rule_set_version` returns the version of the rules and the parser that judge a
    source, by its id: pages judged by another version are judged again. `level_moves` returns when
    the level of each destination last changed, at any source; only pages that rest depend on it.
    `allows_gaps` is set for an archive, which may hold only some of the documents. `reads_records`
    is set if all answers are records of readers elsewhere (`app.ingest`), which ask for documents
    by plans of their own. `with_records` adds the records to a state without them, once there is a
    snapshot to compare with them.
    """

    documents: DocumentFetcher
    rule_set_version: RuleSetVersion
    partition_dispatcher: "PartitionDispatcher | None" = None
    level_moves: Callable[[], Mapping[str, datetime]] = dict
    allows_gaps: bool = False
    reads_records: bool = False
    with_records: Callable[[SourceState], SourceState] = lambda state: state

    def read(self, source: Source, state: SourceState) -> EndpointFetchResult:
        """Return the first plausible answer; if there is none, the least truncated one.

        Raises `NoEndpoint` if there is no such answer either.
        """
        errors: dict[str, SourceError] = {}
        truncated: list[EndpointFetchResult] = []
        awaited = state.awaited | state.health.damaged.keys()
        for endpoint in source.endpoints:
            try:
                rules = self.rule_set_version(source.id)
                history = fetch_history_of(endpoint, state, self.documents.clock(), awaited, rules)
                fetched = self._read(endpoint, history)
                self._require_plausible(source, fetched, state)
            except Truncated as error:
                errors[endpoint.id] = error
                truncated.append(fetched)
            except SourceError as error:
                errors[endpoint.id] = error
            else:
                return replace(fetched, failures=_failures(errors))
        failure = NoEndpoint(source.id, errors)
        if not truncated:
            raise failure
        longest = max(truncated, key=lambda fetched: fetched.destinations)
        return replace(longest, shortfall=f"{failure.reason}; {RISES_ONLY}")

    def second(
        self, source: Source, first: str, state: SourceState, doubted: frozenset[str]
    ) -> EndpointFetchResult | None:
        """Read the destinations in doubt through another endpoint; return None if none answers.

        Another list of the same documents is no second witness: it leads to the same words.
        """
        readers = {endpoint.id: endpoint.read for endpoint in source.endpoints}
        for endpoint in source.endpoints:
            is_same = endpoint.has_index and endpoint.read == readers.get(first)
            if endpoint.id == first or is_same:
                continue
            history = FetchHistory(at=self.documents.clock())
            with suppress(SourceError):
                fetched = self._read(endpoint, history, doubted)
                self._require_plausible(source, fetched, state)
                return fetched
        return None

    def _require_plausible(
        self, source: Source, fetched: EndpointFetchResult, state: SourceState
    ) -> None:
        """Raise `Implausible` for a snapshot that cannot be the complete list."""
        if fetched.snapshot is not None:
            # Most checks have no snapshot to judge.
            from advisory_watch.core.detection.policy import policy_of  # noqa: PLC0415

            policy_of(source).require_plausible(
                fetched.snapshot,
                self.with_records(state).records,
                state.health.absent,
                source.expected,
            )

    def _read(
        self, endpoint: Endpoint, history: FetchHistory, concerned: frozenset[str] = frozenset()
    ) -> EndpointFetchResult:
        """Read the documents that are due, or only those about `concerned`.

        Raises `SourceError` if the index or the only document cannot be read.
        """
        index = self.documents.ask_index(endpoint, history) if endpoint.has_index else None
        fetched = EndpointFetchResult(
            endpoint=endpoint,
            remembered=history.documents,
            index=index,
            concerned=concerned,
            allows_gaps=self.allows_gaps or self.reads_records,
        )
        if index is not None and index.page is None:
            return fetched
        page = index.page.unpacked if index and index.page else None
        listing = list_strictly(endpoint, page)
        if index is not None:
            content = content_hash(listing, history.at)
            index = replace(index, health=replace(index.health, content_hash=content))
            is_known = history.is_same_listing(index.document, content)
            fetched = replace(fetched, index=index, is_listing_known=is_known)
        dispatcher = None if concerned else self.partition_dispatcher
        if dispatcher is not None and dispatcher.is_for(endpoint, listing):
            dispatch = dispatcher.hand(endpoint, listing, history.awaited)
            return replace(fetched, listing=listing, dispatch=dispatch)
        wanted = tuple(
            document
            for document in due(listing.documents, self._with_moves(history, listing))
            if not concerned or not document.destinations or concerned & document.destinations
        )
        results = tuple(self.documents.ask(endpoint, wanted, history))
        for result in results:
            if result.error and not endpoint.has_many:
                raise result.error
        if wanted and not results and self.reads_records and index is None:
            raise Unreachable(endpoint.target.source_id, "no new record of its documents")
        if wanted and not results and not fetched.allows_gaps:
            raise out_of_time(endpoint)
        deferred = 0 if self.reads_records else len(wanted) - len(results)
        return replace(fetched, listing=listing, results=results, deferred=deferred)

    def _with_moves(self, history: FetchHistory, listing: Listing) -> FetchHistory:
        """Add what other sources say to the signs of change, if a page may rest."""
        if self.allows_gaps or not any(map(rests, listing.documents)):
            return replace(history, allows_gaps=self.allows_gaps)
        return replace(history, signs=with_moves(history.signs, self.level_moves(), history.at))
