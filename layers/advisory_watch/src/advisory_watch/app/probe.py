"""Request every endpoint once, to see its present state; nothing is judged or recorded."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from advisory_watch.app.ports import Answer, PageFetcher
from advisory_watch.core.advisory import Problem, Snapshot
from advisory_watch.core.errors import FailureKind, SourceError
from advisory_watch.core.page import FetchRequest, Page, Target
from advisory_watch.core.source import Document, Endpoint, Listing, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbedDocument:
    """The result of one document request.

    If no page came, `http_status` is None and `reason` says why. A page that cannot be parsed has
    both a status and a reason. `failure` is the kind of the failure. `items` counts the parsed
    items; `problems` lists the others.
    """

    url: str
    http_status: int | None = None
    reason: str = ""
    failure: FailureKind | None = None
    items: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether a page came and could be parsed."""
        return not self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSurvey:
    """The result of surveying one endpoint.

    `index` is None if the endpoint has no index, or only one document. `documents` are the
    requested documents. `listed` is the number of documents that the endpoint lists.
    """

    source: str
    endpoint: str
    url: str
    index: ProbedDocument | None
    documents: tuple[ProbedDocument, ...]
    listed: int

    @property
    def seen(self) -> tuple[ProbedDocument, ...]:
        """All requests, the index first."""
        return self.documents if self.index is None else (self.index, *self.documents)

    @property
    def items(self) -> int:
        """The number of parsed items."""
        return sum(document.items for document in self.documents)

    @property
    def ok(self) -> bool:
        """Whether every requested document came and could be parsed."""
        return bool(self.documents) and all(request.ok for request in self.seen)

    @property
    def answers(self) -> bool:
        """Whether at least one document came and could be parsed."""
        return any(request.ok for request in self.seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeEndpoints:
    """Reads every endpoint once, politely; of the documents of an index only a few.

    `documents_per_host` limits them. An endpoint that lists its documents itself is read in full,
    because each document has a host of its own.
    """

    web: PageFetcher
    documents_per_host: int = 3

    def run(self, sources: Iterable[Source]) -> Iterator[EndpointSurvey]:
        """Yield the result of each endpoint, in the order of the sources."""
        for source in sources:
            for endpoint in source.endpoints:
                yield self._probe(endpoint)

    def _probe(self, endpoint: Endpoint) -> EndpointSurvey:
        if not endpoint.has_index:
            listing = endpoint.list(endpoint.target, None)
            return self._read(endpoint, None, listing, listing.documents)
        (answer,) = self.web.fetch_each([FetchRequest(target=endpoint.target)], None)
        index, found = _probed(endpoint.target, answer, partial(endpoint.list, endpoint.target))
        listing = found or Listing(documents=())  # an unreadable index lists no documents
        few = tuple(_few_of_each_host(listing.documents, self.documents_per_host))
        return self._read(endpoint, index, listing, few)

    def _read(
        self,
        endpoint: Endpoint,
        index: ProbedDocument | None,
        listing: Listing,
        documents: Sequence[Document],
    ) -> EndpointSurvey:
        targets = [document.target for document in documents]
        answers = self.web.fetch_each([FetchRequest(target=target) for target in targets], None)
        return EndpointSurvey(
            source=endpoint.target.source_id,
            endpoint=endpoint.id,
            url=endpoint.target.url,
            index=index,
            documents=tuple(
                _read_document(endpoint, target, answer)
                for target, answer in zip(targets, answers, strict=True)
            ),
            listed=len(listing.documents),
        )


Content = TypeVar("Content", Listing, Snapshot)


def _probed(
    target: Target, answer: Answer, parse: Callable[[Page], Content]
) -> tuple[ProbedDocument, Content | None]:
    """Parse an answer; the content is None if no page came, or if it cannot be parsed."""
    if isinstance(answer, SourceError):
        return ProbedDocument(url=target.url, reason=answer.reason, failure=answer.kind), None
    if not isinstance(answer, Page):  # a bug: the requests have no validators, and no deadline
        raise TypeError(f"survey: expected a page or an error, found {answer!r}")
    probed = ProbedDocument(url=target.url, http_status=answer.http_status)
    try:
        content = parse(answer)
    except SourceError as error:
        return replace(probed, reason=error.reason, failure=error.kind), None
    return replace(probed, problems=content.problems), content


def _read_document(endpoint: Endpoint, target: Target, answer: Answer) -> ProbedDocument:
    probed, snapshot = _probed(target, answer, endpoint.read)
    return replace(probed, items=len(snapshot.advisories)) if snapshot else probed


def _few_of_each_host(documents: Iterable[Document], few: int) -> Iterator[Document]:
    taken = Counter[str]()
    for document in documents:
        host = urlsplit(document.target.url).netloc
        taken[host] += 1
        if taken[host] <= few:
            yield document
