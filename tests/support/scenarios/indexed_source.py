"""A source with an index and one document per destination, and a watch over it.

The index lists every document with the time of its last change. Each document is one of our own
records.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from advisory_watch.app.ports import Answer
from advisory_watch.core.advisory import Advisory
from advisory_watch.core.errors import SourceError
from advisory_watch.core.page import FetchRequest, NotModified, Page, Target, Validators
from advisory_watch.core.serialization import to_json
from advisory_watch.core.source import Document, Endpoint, Listing
from support.builders import NOON, an_advisory
from support.fakes.fetch_each import SequentialFetcher
from support.scenarios.watched_source import WORLD, Watch, a_source, read_records

INDEX = "https://example.org/index"


def list_documents(target: Target, index: Page | None) -> Listing:
    """Parse the index of this source."""
    assert index is not None
    return Listing(
        documents=tuple(
            Document(
                id=code.lower(),
                target=replace(target, url=f"{target.url}/{code.lower()}"),
                destinations=frozenset({code}),
                moved_at=datetime.fromisoformat(moved_at),
            )
            for code, moved_at in json.loads(index.body).items()
        )
    )


@dataclass(slots=True)
class IndexedWeb(SequentialFetcher):
    """Implements the port `Web`: an index built from the documents, and the documents.

    - `fails` maps a document to the error raised instead of serving it.
    - `lags` maps a document to the stale copy that a cache still serves.
    - `index` overrides entries of the index.
    - `has_time_for` is the number of answers that one `fetch_each` has time for.
    """

    watch: "IndexedWatch"
    storage: dict[str, Advisory] = field(default_factory=dict)
    fails: dict[str, SourceError] = field(default_factory=dict)
    lags: dict[str, Advisory] = field(default_factory=dict)
    index: dict[str, str] = field(default_factory=dict)
    has_time_for: int = 1000
    asked: list[str] = field(default_factory=list)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Serve the index or a document; validators are ignored."""
        del validators
        name = target.url.removeprefix(INDEX).removeprefix("/") or "index"
        self.asked.append(name)
        if name in self.fails:
            raise self.fails[name]
        return Page(target=target, body=self._body(name), fetched_at=self.watch.time())

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Serve as many answers as there is time for, then `None` for the rest."""
        yield from SequentialFetcher.fetch_each(self, asks[: self.has_time_for], until)
        yield from [None] * (len(asks) - self.has_time_for)

    def _body(self, name: str) -> bytes:
        if name != "index":
            return to_json(self.lags.get(name) or self.storage[name]).encode()
        moved = {name.upper(): str(advisory.issued_at) for name, advisory in self.storage.items()}
        return json.dumps(moved | self.index).encode()


class IndexedWatch(Watch):
    """A watch over twelve documents, each at Level 2."""

    def __init__(self) -> None:
        super().__init__("index")
        (endpoint,) = a_source("index").endpoints
        endpoint_with_index = Endpoint(
            target=endpoint.target, read=read_records, list=list_documents, has_index=True
        )
        self.source = replace(self.source, endpoints=(endpoint_with_index,))
        self.library = self.web = IndexedWeb(self)  # type: ignore[assignment]
        for code in WORLD:
            self.say(an_advisory(destination=code, name=code))

    def serve(self, document: object, endpoint: str | None = None) -> None:
        """Do nothing: this watch has no single document to replace."""

    def say(self, advisory: Advisory, at: datetime = NOON) -> None:
        """Publish a document, and list its new time in the index."""
        issued = replace(advisory, issued_at=at, issued_on=at.date(), url=None)
        self.library.storage[advisory.destination.lower()] = issued

    def drop(self, code: str) -> None:
        """Remove a document from the index."""
        del self.library.storage[code.lower()]

    def asked(self) -> list[str]:
        """Return the documents requested since the last call."""
        asked, self.library.asked = self.library.asked, []
        return asked
