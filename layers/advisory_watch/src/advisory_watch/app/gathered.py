"""What came through one door at one moment, put together from its documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from advisory_watch.app.asking import Taken
from advisory_watch.core.advisories import Problem, Reading
from advisory_watch.core.documents import after_index, is_up_to_date
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.pages import Page
from advisory_watch.core.sources import Door, Listing
from advisory_watch.core.verdicts.circumstances import is_mass

EXAMPLES = 3
"""Enough to see what is wrong; the outcome names every one."""


@dataclass(frozen=True, kw_only=True)  # no slots: what follows is put together once
class Gathered:
    """The documents of a door: what they say, and which could not be read.

    `remembered` is what was known of the documents before. `deferred` is how many of
    those due there was no time for. Without a new `index` page where the door has one,
    nothing was listed, and nothing is new.
    """

    door: Door
    remembered: Mapping[str, DocumentHealth]
    listing: Listing = field(default_factory=lambda: Listing(documents=()))
    index: Taken | None = None
    taken: tuple[Taken, ...] = ()
    deferred: int = 0

    @cached_property
    def reading(self) -> Reading | None:
        """All that is to be judged; None where nothing new came."""
        pages = [each.page for each in (self.index, *self.taken) if each and each.page]
        if not pages:
            return None
        return Reading(
            source=self.door.target.source_id,
            door=self.door.id,
            read_at=max(page.fetched_at for page in pages),
            advisories=tuple(one for each in self._readings for one in each.advisories),
            problems=self.problems,
            listed=frozenset[str]().union(*(each.destinations for each in self.listing.documents)),
            first_reads=self._first_reads,
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that could not be read: entries of the index, documents, items."""
        items = (one for each in self._readings for one in each.problems)
        return (*self.listing.problems, *self.unread, *items)

    @cached_property
    def unread(self) -> tuple[Problem, ...]:
        """The documents that cannot be read, and why; also those that were not asked again."""
        return tuple(
            Problem(subject=name, reason=each.failure or "")
            for name, each in sorted(self.documents.items())
            if each.failing_since is not None
        )

    @property
    def blindness(self) -> str | None:
        """Say why the source counts as unread although its door answered, where it does.

        One document that fails is its own affair; where a mass of them does, silence does
        not mean any more that nothing changed.
        """
        listed, unread = len(self.listing.documents), self.unread
        if not is_mass(len(unread), listed):
            return None
        shown = "; ".join(f"{each.subject}: {each.reason}" for each in unread[:EXAMPLES])
        return f"{len(unread)} of {listed} documents could not be read, such as {shown}"

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """The page behind each destination that was read."""
        return {
            one.destination: each.page
            for each in self.taken
            if each.page is not None and each.reading is not None
            for one in each.reading.advisories
        }

    @property
    def listing_page(self) -> Page | None:
        """The page that names all destinations: the index, or the only document."""
        if self.index is not None:
            return self.index.page
        return self.taken[0].page if len(self.taken) == 1 else None

    @cached_property
    def documents(self) -> Mapping[str, DocumentHealth]:
        """What to remember of each document; those no longer listed are forgotten."""
        if self.index is not None and self.index.page is None:
            return {**self.remembered, self.index.document.id: self.index.health}
        listed = {each.id for each in self.listing.documents}
        kept = {name: each for name, each in self.remembered.items() if name in listed}
        kept |= {each.document.id: each.health for each in self.taken}
        if self.index is not None and self.index.page is not None:
            is_done = all(is_up_to_date(kept.get(each.id), each) for each in self.listing.documents)
            kept[self.index.document.id] = after_index(self.index.page, is_done=is_done)
        return kept

    @property
    def _readings(self) -> tuple[Reading, ...]:
        return tuple(each.reading for each in self.taken if each.reading is not None)

    @property
    def _first_reads(self) -> frozenset[str]:
        """The destinations whose document was never read before."""
        return frozenset(
            code
            for each in self.taken
            if each.reading is not None and not self._was_read(each.document.id)
            for code in each.document.destinations
        )

    def _was_read(self, document: str) -> bool:
        remembered = self.remembered.get(document)
        return remembered is not None and remembered.read_at is not None
