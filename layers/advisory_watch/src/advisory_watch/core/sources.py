"""What a source is: who publishes, through which doors, and what a full read looks like."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core.advisories import Problem, Reading
from advisory_watch.core.pages import Page, Target
from advisory_watch.core.scales import Severity
from advisory_watch.core.shapes import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a door.

    `id` is unique among the documents of its door. `destinations` are those it is about,
    as far as that is known before it is read. `moved_at` is when it last changed, as its
    index says; None where nothing tells before it is fetched: then it is asked for at
    most once in `rest_s` seconds, to ask nobody for hundreds of pages every few minutes.
    """

    id: str
    target: Target
    destinations: frozenset[str] = frozenset()
    moved_at: datetime | None = None
    rest_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All the documents of a door, in a fixed order; an entry that cannot be read is a problem."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...] = ()


def only_document(target: Target, _index: Page | None) -> Listing:
    """List the one document of a door that has all destinations in it."""
    return Listing(documents=(Document(id=target.door, target=target),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One way to the same fact: what to fetch, and how to read what comes back.

    `target` is the document, or where `has_index` is set the index of the documents.
    `list` names the documents, from the index where there is one; it places them beside
    `target`, which an operator may have led to a mirror. `read` reads one document. Both
    raise `Unreadable` or `NotFound` for a document that is not what it should be; an
    item that cannot be read becomes a `Problem` and spoils nothing else.
    """

    target: Target
    read: Callable[[Page], Reading]
    list: Callable[[Target, Page | None], Listing] = only_document
    has_index: bool = False

    @property
    def id(self) -> str:
        """The short name: `rss`, `api`."""
        return self.target.door

    @property
    def has_many(self) -> bool:
        """Tell whether it leads to many documents, each of which may fail alone."""
        return self.list is not only_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One of the publisher's levels: its words, and where it stands on our scale.

    `is_partial` is set where the words are about a part of a destination; `severity` is
    None where they state no level.
    """

    words: str
    severity: Severity | None
    is_partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher: where it publishes, and how to read it.

    `doors` are tried in order; the first that answers plausibly is the reading.
    `expected` is the plausible number of destinations in one full read, as (low, high);
    a read outside it is a broken page, never a quiet world. `title` is what alerts call
    the source ("US"). `shape` says whether it publishes states or events. `levels` are
    the publisher's words, gravest last, and `levels_from` whose claim the mapping is.
    """

    id: str
    title: str
    publisher: str
    homepage: str
    licence: str
    shape: Shape
    levels: tuple[Level, ...]
    levels_from: str
    doors: tuple[Door, ...]
    expected: tuple[int, int]
