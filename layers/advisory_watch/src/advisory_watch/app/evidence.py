"""The pages behind a verdict: what it names as its source, and what is kept to show it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from advisory_watch.app.gathered import Gathered
from advisory_watch.app.ports import Archive
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.pages import Page
from advisory_watch.core.versions import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheaf:
    """The pages of one check; each is kept once, and only where a verdict needs it.

    `second` is what another door was asked for second opinions.
    """

    archive: Archive
    gathered: Gathered
    second: Gathered | None = None
    kept: set[str] = field(default_factory=set)

    def evidence(self, destination: str) -> Evidence:
        """Say where the reading of a destination came from, and what was looked at beside it."""
        page = self._page(destination)
        beside = (f"{role}: {each.sha256}" for role, each in self._beside(destination))
        return Evidence(
            door=self.gathered.door.id,
            page_key=page.sha256,
            read_at=page.fetched_at,
            note="; ".join(beside),
        )

    def keep(self, destination: str) -> None:
        """Keep the pages behind a verdict. Raises `ArchiveError`."""
        beside = (page for _, page in self._beside(destination))
        for page in (self._page(destination), *beside):
            if page.sha256 not in self.kept:
                self.archive.keep(page)
                self.kept.add(page.sha256)

    def _page(self, destination: str) -> Page:
        """Return the page on which a destination stands, or from which it is missing."""
        page = self.gathered.pages.get(destination) or self.gathered.listing_page
        if page is None:
            raise ArchiveError(f"{destination}: expected a page behind the verdict, found none")
        return page

    def _beside(self, destination: str) -> Iterator[tuple[str, Page]]:
        listing = self.gathered.listing_page
        if listing is not None and listing is not self._page(destination):
            yield "index", listing
        second = self.second.pages.get(destination) if self.second else None
        if second is not None:
            yield "second door", second
