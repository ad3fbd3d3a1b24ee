"""Request every endpoint once, to see its present state; nothing is judged or recorded."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from advisory_watch.app.findings import DoorSurvey, Seen
from advisory_watch.app.ports import Answer, Web
from advisory_watch.core.errors import SourceError
from advisory_watch.core.pages import Ask, Page, Target
from advisory_watch.core.sources import Document, Door, Listing, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Reads every endpoint once, politely; of the documents of an index only a few.

    `documents_per_host` limits them. An endpoint that lists its documents itself is read in full,
    because each document has a host of its own.
    """

    web: Web
    documents_per_host: int = 3

    def run(self, sources: Iterable[Source]) -> Iterator[DoorSurvey]:
        """Yield the result of each endpoint, in the order of the sources."""
        for source in sources:
            for door in source.doors:
                yield self._look_at(door)

    def _look_at(self, door: Door) -> DoorSurvey:
        if not door.has_index:
            listing = door.list(door.target, None)
            return self._read(door, None, listing, listing.documents)
        index, listing = self._index_of(door)
        few = tuple(_few_of_each_host(listing.documents, self.documents_per_host))
        return self._read(door, index, listing, few)

    def _index_of(self, door: Door) -> tuple[Seen, Listing]:
        """Read an index; an unreadable index lists no documents."""
        (answer,) = self.web.fetch_each([Ask(target=door.target)], None)
        url, nothing = door.target.url, Listing(documents=())
        try:
            page = _page(answer)
        except SourceError as error:
            return Seen(url=url, reason=error.reason), nothing
        try:
            listing = door.list(door.target, page)
        except SourceError as error:
            return Seen(url=url, http_status=page.http_status, reason=error.reason), nothing
        return Seen(url=url, http_status=page.http_status, problems=listing.problems), listing

    def _read(
        self, door: Door, index: Seen | None, listing: Listing, documents: Sequence[Document]
    ) -> DoorSurvey:
        answers = self.web.fetch_each([Ask(target=document.target) for document in documents], None)
        asked = zip(documents, answers, strict=True)
        return DoorSurvey(
            source=door.target.source_id,
            door=door.id,
            url=door.target.url,
            index=index,
            documents=tuple(_seen(door, document.target, answer) for document, answer in asked),
            listed=len(listing.documents),
        )


def _seen(door: Door, target: Target, answer: Answer) -> Seen:
    try:
        page = _page(answer)
    except SourceError as error:
        return Seen(url=target.url, reason=error.reason)
    try:
        reading = door.read(page)
    except SourceError as error:
        return Seen(url=target.url, http_status=page.http_status, reason=error.reason)
    return Seen(
        url=target.url,
        http_status=page.http_status,
        items=len(reading.advisories),
        problems=reading.problems,
    )


def _page(answer: Answer) -> Page:
    """Return the page, or raise its error.

    Another answer is a bug: the requests have no validators, and no deadline.
    """
    if isinstance(answer, SourceError):
        raise answer
    if not isinstance(answer, Page):
        raise TypeError(f"survey: expected a page or an error, found {answer!r}")
    return answer


def _few_of_each_host(documents: Iterable[Document], few: int) -> Iterator[Document]:
    taken = Counter[str]()
    for document in documents:
        host = urlsplit(document.target.url).netloc
        taken[host] += 1
        if taken[host] <= few:
            yield document
