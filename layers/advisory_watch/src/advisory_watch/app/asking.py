"""Fetch and parse the documents of one endpoint; each document fails on its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.ports import Answer, Clock, Web
from advisory_watch.core.advisories import Reading
from advisory_watch.core.documents import (
    after_failure,
    after_no_change,
    after_reading,
    after_same,
)
from advisory_watch.core.errors import SourceError, Unreachable, Unreadable
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.pages import Page
from advisory_watch.core.planning import Memory
from advisory_watch.core.sources import Document, Door, Listing

FOUND_MAX_CHARS = 160
"""Limit for quoted error texts: an exception may quote a whole page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The result of one document request, and the health record to store for it.

    `page` is None if the response has no new content. `reading` is None if there is nothing to
    judge. `error` is the reason why the document could not be read.
    """

    document: Document
    health: DocumentHealth
    page: Page | None = None
    reading: Reading | None = None
    error: SourceError | None = None

    def require_read(self) -> None:
        """Raise `error` if it is set.

        The only document of an endpoint fails together with its endpoint.
        """
        if self.error is not None:
            raise self.error


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Fetches and parses the documents of one endpoint.

    Requests that have not begun by `until` are left to the next check.
    """

    web: Web
    clock: Clock
    until: datetime | None

    def ask(self, door: Door, documents: Iterable[Document], memory: Memory) -> Iterator[Taken]:
        """Yield a result for each document, in order.

        A document that was not requested before `until` has no result.
        """
        wanted = tuple(documents)
        answers = self.web.fetch_each(
            [memory.ask(due_document) for due_document in wanted], self.until
        )
        for document, answer in zip(wanted, answers, strict=True):
            if answer is not None:
                yield self._taken(door, document, answer, memory)

    def ask_index(self, door: Door, memory: Memory) -> Taken:
        """Fetch the index of an endpoint. Raises `SourceError` if it cannot be fetched."""
        index = Document(id=door.id, target=door.target)
        (answer,) = self.web.fetch_each([memory.ask(index)], self.until)
        if isinstance(answer, SourceError):
            raise answer
        if answer is None:
            raise out_of_time(door)
        before = memory.documents.get(index.id)
        health = after_no_change(before, self.clock())
        if isinstance(answer, Page):
            if not memory.is_known(index, answer):
                return Taken(document=index, health=health, page=answer)
            health = after_same(before, answer, is_exact=True)
        return Taken(document=index, health=health)

    def _taken(self, door: Door, document: Document, answer: Answer, memory: Memory) -> Taken:
        before = memory.documents.get(document.id)
        if isinstance(answer, Page):
            is_exact = memory.is_known(document, answer)
            if not is_exact and not memory.is_steady(document, answer):
                return self._read(door, document, answer, before)
            health = after_same(before, answer, is_exact=is_exact)
            return Taken(document=document, health=health)
        if isinstance(answer, SourceError):
            return self._failed(document, answer, before)
        return Taken(document=document, health=after_no_change(before, self.clock()))

    def _read(
        self, door: Door, document: Document, page: Page, before: DocumentHealth | None
    ) -> Taken:
        try:
            reading = read_strictly(door, page)
        except SourceError as error:
            return self._failed(document, error, before)
        health = after_reading(before, document, page, reading)
        return Taken(document=document, health=health, page=page, reading=reading)

    def _failed(
        self, document: Document, error: SourceError, before: DocumentHealth | None
    ) -> Taken:
        health = after_failure(before, error.reason, self.clock())
        return Taken(document=document, health=health, error=error)


def read_strictly(door: Door, page: Page) -> Reading:
    """Parse a document; every error is a failure of this document alone.

    Raises `SourceError`, also for a bug in our own parser: a bug must not end the check of the
    other documents or sources.
    """
    try:
        reading = door.read(page)
    except SourceError:
        raise
    except Exception as error:
        raise our_mistake(page.target.source_id, error) from error
    _require_readable(door, reading)
    return reading


def list_strictly(door: Door, index: Page | None) -> Listing:
    """List the documents of an endpoint; errors are handled as in `read_strictly`."""
    try:
        return door.list(door.target, index)
    except SourceError:
        raise
    except Exception as error:
        raise our_mistake(door.target.source_id, error) from error


def our_mistake(source_id: str, error: Exception) -> SourceError:
    """Describe a bug in our parser: exception type and message, for the developer who fixes it."""
    found = f"{type(error).__name__}: {error}"[:FOUND_MAX_CHARS]
    return Unreadable(source_id, f"expected our reader to manage, found a mistake in it: {found}")


def _require_readable(door: Door, reading: Reading) -> None:
    """Raise `Unreadable` for one of many documents if none of its items could be parsed.

    Such a document is requested again until it can be parsed. The only document of an endpoint is
    judged as a whole instead.
    """
    if door.has_many and reading.problems and not reading.advisories:
        raise Unreadable(reading.source, reading.problems[0].reason)


def out_of_time(door: Door) -> SourceError:
    """Report that no document of an endpoint was requested, so that its content is unknown."""
    return Unreachable(door.target.source_id, "expected time to ask for it, found none left")
