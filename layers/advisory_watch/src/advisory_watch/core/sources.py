"""What a source is: who publishes, through which doors, and what a full read looks like."""

from collections.abc import Callable
from dataclasses import dataclass

from advisory_watch.core.advisories import Reading
from advisory_watch.core.pages import Page, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One way to the same fact: what to fetch, and how to read what comes back.

    `read` raises `Unreadable` or `NotFound` for a document that is not what it should
    be; an item it cannot read becomes a `Problem` and spoils nothing else.
    """

    target: Target
    read: Callable[[Page], Reading]

    @property
    def id(self) -> str:
        """The short name: `rss`, `api`."""
        return self.target.door


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher: where it publishes, and how to read it.

    `doors` are tried in order; the first that answers plausibly is the reading.
    `expected` is the plausible number of destinations in one full read, as (low, high);
    a read outside it is a broken page, never a quiet world. `title` is what alerts call
    the source ("US"), `scale` the publisher's levels as a person would list them.
    """

    id: str
    title: str
    publisher: str
    homepage: str
    licence: str
    scale: str
    doors: tuple[Door, ...]
    expected: tuple[int, int]
