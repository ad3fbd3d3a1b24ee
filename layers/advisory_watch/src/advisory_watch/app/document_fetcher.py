"""Fetch and parse the documents of one endpoint; each document fails on its own."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.app.ports import Clock, PageFetcher
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.errors import Incomplete, SourceError, Unreadable
from advisory_watch.core.fetch_plan import (
    FetchHistory,
    after_failure,
    after_no_change,
    after_reading,
    content_hash,
)
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.page import HeldPage, NotModified, Page
from advisory_watch.core.source import Document, Endpoint, Listing

UNPACKED_MAX_BYTES = 300_000
"""Bodies of one endpoint that wait for their judgement as they came; the next ones are packed.

Most checks find few new documents. To pack those takes longer than to judge them.
"""

FOUND_MAX_CHARS = 160
"""Limit for quoted error texts: an exception may quote a whole page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentResult:
    """The result of one document request, and the health record to store for it.

    `page` is None if the response has no new content, and packed if many pages wait. `snapshot` is
    None if there is nothing to judge. `error` is the reason why the document could not be read.
    """

    document: Document
    health: DocumentHealth
    page: HeldPage | None = None
    snapshot: Snapshot | None = None
    error: SourceError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFetcher:
    """Fetches and parses the documents of one endpoint; requests must begin before `until`.

    `begin` is called with the size in bytes of each new document, before it is parsed.
    """

    web: PageFetcher
    clock: Clock
    until: datetime | None
    begin: Callable[[int], None] = lambda _size_bytes: None

    def ask(
        self, endpoint: Endpoint, documents: Sequence[Document], fetch_history: FetchHistory
    ) -> Iterator[DocumentResult]:
        """Yield a result for each document, in order.

        A document that was not requested before `until` has no result.
        """
        asks = [fetch_history.ask(document) for document in documents]
        answers = self.web.fetch_each(asks, self.until)
        held_bytes = 0
        for document, answer in zip(documents, answers, strict=True):
            if answer is None:
                continue
            result = self._result(endpoint, document, answer, fetch_history)
            page = result.page
            if isinstance(page, Page):
                if held_bytes > UNPACKED_MAX_BYTES:
                    result = replace(result, page=page.packed())
                held_bytes += len(page.body)
            yield result

    def ask_index(self, endpoint: Endpoint, fetch_history: FetchHistory) -> DocumentResult:
        """Fetch the index of an endpoint. Raises `SourceError` if it cannot be fetched."""
        index = Document(id=endpoint.id, target=endpoint.target)
        (answer,) = self.web.fetch_each([fetch_history.ask(index)], self.until)
        if isinstance(answer, SourceError):
            raise answer
        if answer is None:
            raise out_of_time(endpoint)
        before = fetch_history.documents.get(index.id)
        health = after_no_change(before, answer.fetched_at)
        if isinstance(answer, Page):
            if not fetch_history.is_known(index, answer):
                self.begin(len(answer.body))
                health = replace(health, rules=fetch_history.rules)
                return DocumentResult(document=index, health=health, page=answer)
            health = fetch_history.after_same(index, answer)
        return DocumentResult(document=index, health=health)

    def _result(
        self,
        endpoint: Endpoint,
        document: Document,
        answer: Page | NotModified | SourceError,
        fetch_history: FetchHistory,
    ) -> DocumentResult:
        before = fetch_history.documents.get(document.id)
        if isinstance(answer, NotModified):
            health = after_no_change(before, answer.fetched_at)
            return DocumentResult(document=document, health=health)
        if isinstance(answer, Page):
            try:
                return self._result_of_page(endpoint, document, answer, fetch_history)
            except SourceError as error:
                answer = error
        health = after_failure(before, answer.reason, self.clock())
        return DocumentResult(document=document, health=health, error=answer)

    def _result_of_page(
        self, endpoint: Endpoint, document: Document, page: Page, fetch_history: FetchHistory
    ) -> DocumentResult:
        """Parse a page, unless it says what was read before. Raises `SourceError`."""
        same = DocumentResult(document=document, health=fetch_history.after_same(document, page))
        if fetch_history.is_known(document, page) or fetch_history.is_stable(document, page):
            return same
        self.begin(len(page.body))
        snapshot = read_strictly(endpoint, page)
        content = content_hash(snapshot, page.fetched_at)
        if fetch_history.is_same_content(document, content):
            return same
        return DocumentResult(
            document=document,
            health=after_reading(fetch_history, document, page, snapshot, content),
            page=page,
            snapshot=snapshot,
        )


def read_strictly(endpoint: Endpoint, page: Page) -> Snapshot:
    """Parse a document; every error is a failure of this document alone.

    Raises `SourceError`, also for one of many documents if none of its items could be parsed. Such
    a document is requested again until it can be parsed. The only document of an endpoint is judged
    as a whole instead.
    """
    with _bug_as_source_error(page.target.source_id):
        snapshot = endpoint.read(page)
    if endpoint.has_many and snapshot.problems and not snapshot.advisories:
        raise Unreadable(snapshot.source, snapshot.problems[0].reason)
    return snapshot


def list_strictly(endpoint: Endpoint, index: Page | None) -> Listing:
    """List the documents of an endpoint; errors are handled as in `read_strictly`."""
    with _bug_as_source_error(endpoint.target.source_id):
        return endpoint.list(endpoint.target, index)


@contextmanager
def _bug_as_source_error(source_id: str) -> Iterator[None]:
    """Name a bug in our parser, which must not end the check of other documents or sources."""
    try:
        yield
    except SourceError:
        raise
    except Exception as error:
        found = f"{type(error).__name__}: {error}"[:FOUND_MAX_CHARS]
        message = f"expected our reader to manage, found a mistake in it: {found}"
        raise Unreadable(source_id, message) from error


def out_of_time(endpoint: Endpoint) -> SourceError:
    """Report that no document of an endpoint was requested, so that its content is unknown."""
    reason = "skipped: the time budget of this check was used up"
    return Incomplete(endpoint.target.source_id, reason)
