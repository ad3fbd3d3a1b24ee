"""Asking for documents: each is read, or did not change, or fails alone."""

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
"""A mistake may quote a whole page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of asking for one document, and what to remember of it.

    `page` is None where nothing came that was not known; `reading` where there is nothing
    to judge; `error` is why it could not be read.
    """

    document: Document
    health: DocumentHealth
    page: Page | None = None
    reading: Reading | None = None
    error: SourceError | None = None

    def require_read(self) -> None:
        """Raise why it could not be read, if so: the only document of a door fails with it."""
        if self.error is not None:
            raise self.error


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Fetches and reads the documents of one door.

    What was not begun by `until` is left for the next check.
    """

    web: Web
    clock: Clock
    until: datetime | None

    def ask(self, door: Door, documents: Iterable[Document], memory: Memory) -> Iterator[Taken]:
        """Take the documents in their order; those that there was no time for are left out."""
        wanted = tuple(documents)
        answers = self.web.fetch_each([memory.ask(each) for each in wanted], self.until)
        for document, answer in zip(wanted, answers, strict=True):
            if answer is not None:
                yield self._taken(door, document, answer, memory)

    def ask_index(self, door: Door, memory: Memory) -> Taken:
        """Take the index of a door; raises `SourceError` where it cannot be fetched."""
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
    """Read a document; whatever goes wrong in it is a failure of this document alone.

    Raises `SourceError`. A mistake of our own in a reader is one too: it must not end
    the check of the other documents, nor of the other sources.
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
    """List the documents of a door, like `read_strictly`."""
    try:
        return door.list(door.target, index)
    except SourceError:
        raise
    except Exception as error:
        raise our_mistake(door.target.source_id, error) from error


def our_mistake(source_id: str, error: Exception) -> SourceError:
    """Word a mistake of ours: what it is and where, for whoever mends it."""
    found = f"{type(error).__name__}: {error}"[:FOUND_MAX_CHARS]
    return Unreadable(source_id, f"expected our reader to manage, found a mistake in it: {found}")


def _require_readable(door: Door, reading: Reading) -> None:
    """Raise `Unreadable` for one of many documents in which nothing could be read.

    It is asked for again until it can be; a single document is judged as a whole.
    """
    if door.has_many and reading.problems and not reading.advisories:
        raise Unreadable(reading.source, reading.problems[0].reason)


def out_of_time(door: Door) -> SourceError:
    """Say that a door was not opened at all: then nobody knows what is behind it."""
    return Unreachable(door.target.source_id, "expected time to ask for it, found none left")
