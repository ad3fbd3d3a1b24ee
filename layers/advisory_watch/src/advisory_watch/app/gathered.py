"""What came through one door at one moment, put together from its documents."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from advisory_watch.app.asking import Taken
from advisory_watch.app.handing import Handed
from advisory_watch.core.advisories import Advisory, Problem, Reading
from advisory_watch.core.documents import after_index, is_up_to_date, with_deferral
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.pages import Page
from advisory_watch.core.sources import Door, Listing
from advisory_watch.core.verdicts.circumstances import is_mass

ANY: frozenset[str] = frozenset()
"""No destination in particular."""

EXAMPLES = 3
"""Enough to see what is wrong; the outcome names every one."""


@dataclass(frozen=True, kw_only=True)  # no slots: what follows is put together once
class Gathered:
    """The documents of a door: what they say, and which could not be read.

    `remembered` is what was known of the documents before. `deferred` is how many of
    those due there was no time for; `concerned` are the destinations that alone were asked
    about, if any. Of a wide door the documents were `handed` on: what they say is judged
    and remembered by whoever works them. Without a new `index` page where the door has one,
    nothing was listed, and nothing is new.
    """

    door: Door
    remembered: Mapping[str, DocumentHealth]
    listing: Listing = field(default_factory=lambda: Listing(documents=()))
    index: Taken | None = None
    taken: tuple[Taken, ...] = ()
    deferred: int = 0
    concerned: frozenset[str] = ANY
    handed: Handed | None = None

    @cached_property
    def reading(self) -> Reading | None:
        """All that is to be judged; None where nothing new came.

        Where documents were handed on of which nobody knows what they are about, it cannot
        be told which destinations are missing.
        """
        if self.handed and not all(each.destinations for each in self.listing.documents):
            return None
        pages = [each.page for each in (self.index, *self.taken) if each and each.page]
        if not pages:
            return None
        return Reading(
            source=self.door.target.source_id,
            door=self.door.id,
            read_at=max(page.fetched_at for page in pages),
            advisories=tuple(one for _, _, said in self._read_now for one in said.advisories),
            problems=self.problems,
            listed=frozenset[str]().union(*(each.destinations for each in self.listing.documents)),
            first_reads=self._first_reads,
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that cannot be read: entries of the index, documents, items.

        What did not change is as unreadable as it was when it was read.
        """
        fresh = {each.document.id for each, _, _ in self._read_now}
        kept = (
            problem
            for name, each in self.documents.items()
            if name not in fresh
            for problem in each.problems
        )
        items = (one for _, _, said in self._read_now for one in said.problems)
        return (*self.unread, *kept, *items)

    @cached_property
    def unread(self) -> tuple[Problem, ...]:
        """The documents that cannot be read, and why; also those that were not asked again."""
        about = {each.id: each.destinations for each in self.listing.documents}
        return tuple(
            Problem(subject=name, reason=each.failure or "", destinations=about.get(name, ANY))
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
        count, dark = len(unread), [(each.subject, each.reason) for each in unread]
        if self.handed is not None:
            count += self.handed.unread
            dark += [(each.part, each.failure) for each in self.handed.dark]
        if not is_mass(count, listed):
            return None
        shown = "; ".join(f"{subject}: {reason}" for subject, reason in dark[:EXAMPLES])
        return f"{count} of {listed} documents could not be read, such as {shown}"

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing was asked for, and nothing is to be forgotten."""
        kept = {*self.documents, self.door.id}
        return not self.taken and self.index is None and kept >= self.remembered.keys()

    def page_of(self, destination: str, said: Advisory | None) -> Page | None:
        """Return the page on which an advisory stands; for None, the one that lists them all.

        Two documents may be about one destination: the page is that of the copy which
        was judged. What another door said stands beside the page of this one.
        """
        pages = self._pages.get(destination, ())
        exact = (page for page, copy in pages if copy is said)
        any_page = (page for page, _ in pages)
        return next(exact, None) or next(any_page, None) or self.listing_page

    @cached_property
    def _pages(self) -> Mapping[str, Sequence[tuple[Page, Advisory]]]:
        pages: defaultdict[str, list[tuple[Page, Advisory]]] = defaultdict(list)
        for _, page, said in self._read_now:
            for copy in said.advisories:
                pages[copy.destination].append((page, copy))
        return pages

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
        if self.handed is not None:
            listed = set()
        kept = {name: each for name, each in self.remembered.items() if name in listed}
        kept |= {each.document.id: each.health for each in self.taken}
        if self.door.has_many and (self.taken or self.index):
            kept[self.door.id] = self._after_listing(kept)
        return kept

    def _after_listing(self, kept: Mapping[str, DocumentHealth]) -> DocumentHealth:
        """Remember how it went with all that is listed: by an index, or by the source itself."""
        before = self.remembered.get(self.door.id)
        documents, page = self.listing.documents, self.index.page if self.index else None
        if page is not None:
            is_done = all(is_up_to_date(kept.get(each.id), each) for each in documents)
            health = after_index(before, page, self.listing.problems, is_done=is_done)
        else:
            tried_at = max(each.tried_at for each in kept.values())
            health = DocumentHealth(tried_at=tried_at, read_at=tried_at)
        return with_deferral(health, before, is_deferred=self.deferred > 0)

    @property
    def _read_now(self) -> Iterator[tuple[Taken, Page, Reading]]:
        """The documents that said something to judge, with their pages."""
        for each in self.taken:
            if each.page is not None and each.reading is not None:
                yield each, each.page, each.reading

    @property
    def _first_reads(self) -> frozenset[str]:
        """The destinations that no reading of their document was about before."""
        return frozenset(
            code
            for each, _, _ in self._read_now
            for code in each.health.destinations - self._read_before(each.document.id)
        )

    def _read_before(self, document: str) -> frozenset[str]:
        remembered = self.remembered.get(document)
        if remembered is None or remembered.read_at is None:
            return ANY
        return remembered.destinations
