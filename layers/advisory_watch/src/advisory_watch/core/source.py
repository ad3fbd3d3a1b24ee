"""Source definitions: the publisher, its endpoints, and the expected size of a full read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from advisory_watch.core.advisory import Advisory, Problem, Severity, Snapshot
from advisory_watch.core.page import Page, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of an endpoint.

    `id` is unique among the documents of its endpoint. `destinations` are the destinations
    that it is about, if known before it is read.

    `moved_at` is the time of its last change according to its index. It is None if that is
    unknown before the document is fetched. All such documents together are then requested no
    more often than each once in `rest_s` seconds, and most of them less often (`core.revisits`).
    So no host is asked for hundreds of pages every few minutes.
    """

    id: str
    target: Target
    destinations: frozenset[str] = frozenset()
    moved_at: datetime | None = None
    rest_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All documents of an endpoint in a fixed order; an unreadable entry is a problem.

    `advisories` are what the index itself states about destinations, without the text of their
    documents (`detection.snapshot.index_flags`, `index_levels`).
    """

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...] = ()
    advisories: tuple[Advisory, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyDocument:
    """Lists the single document of an endpoint.

    `destinations` returns those that it may be about, if it names only some of them at a time.
    """

    destinations: Callable[[], frozenset[str]] = frozenset

    def __call__(self, target: Target, _index: Page | None) -> Listing:
        """Return the document as the only one of the listing."""
        about = self.destinations()
        document = Document(id=target.endpoint, target=target, destinations=about)
        return Listing(documents=(document,))


only_document = OnlyDocument()
"""The single document of an endpoint that contains all destinations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint: one way to the same facts, with what to fetch and how to read it.

    `target` is the document, or the index of the documents if `has_index` is set. `list`
    returns the documents, from the index if there is one. It resolves them relative to
    `target`, which an operator may have pointed at a mirror. `read` reads one document.

    `documents_at` is how the addresses of the documents begin, if they are not below the index.
    It tells to which endpoint an archived page belongs.

    Both raise `Unreadable` or `NotFound` for a document that is not as expected. An item that
    cannot be read becomes a `Problem` and does not affect other items.
    """

    target: Target
    read: Callable[[Page], Snapshot]
    list: Callable[[Target, Page | None], Listing] = only_document
    has_index: bool = False
    documents_at: str = ""

    @property
    def id(self) -> str:
        """The short name: `rss`, `api`."""
        return self.target.endpoint

    @property
    def has_many(self) -> bool:
        """Tell whether the endpoint has many documents, each of which may fail independently."""
        return not isinstance(self.list, OnlyDocument)


class SourceKind(Enum):
    """What a source publishes.

    An advisory is a state: it holds until it is replaced. A notice is an event with a date.
    Issues are advisories in a feed that shows only the newest of them, for some days.
    """

    ADVISORIES = "advisories"
    ISSUES = "issues"
    NOTICES = "notices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One of the publisher's levels: its words, and its place on our scale.

    `is_partial` is set if the words are about a part; `severity` is None if they state no level.
    """

    words: str
    severity: Severity | None
    is_partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherPolicy:
    """How one publisher works, for the rules.

    `is_reissue_formal` is set if a new issue date is a formal act of the publisher, not the
    result of any edit. `read_again` reads a stored advisory with today's reader of its text,
    so that a better reader is never news. `levels_without_flag` are the levels that only the text
    of a document states, and that the flags of its index leave open. `is_level_in_index` is set if
    the index states the level of every destination, and only the text is in the documents.
    """

    is_reissue_formal: bool = False
    levels_without_flag: frozenset[Severity] = frozenset()
    is_level_in_index: bool = False
    read_again: Callable[[Advisory], Advisory] = lambda advisory: advisory


PLAIN_POLICY = PublisherPolicy()
"""The policy of a publisher about which nothing special is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher: where it publishes, and how to read it.

    `endpoints` are tried in order; the first plausible answer is the snapshot. `expected` is the
    plausible number of destinations in one full read, as (low, high). A read outside that range
    is a broken page, never a sign that advice has ended.

    `title` is the name of the source in alerts ("US"). `is_partition` is set if only one
    partition of the source is read (`core.partition`). `levels` are the publisher's words,
    gravest last. `levels_from` names the origin of the mapping to our scale.

    `order` is its place in every list, lowest first. `check_interval_min` is the default in the
    template, which describes the source by `long_title`; without one, by title and publisher.
    """

    id: str
    title: str
    publisher: str
    homepage: str
    licence: str
    kind: SourceKind
    levels: tuple[Level, ...]
    levels_from: str
    endpoints: tuple[Endpoint, ...]
    expected: tuple[int, int]
    is_partition: bool = False
    order: int = 100
    check_interval_min: int = 10
    policy: PublisherPolicy = PLAIN_POLICY
    long_title: str = ""
