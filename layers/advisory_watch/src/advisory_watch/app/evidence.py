"""The pages behind a detection: which page it cites, and which pages are archived for it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from advisory_watch.app.gathered import Gathered
from advisory_watch.app.ports import Archive
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.pages import Page
from advisory_watch.core.verdicts.verdict import Verdict
from advisory_watch.core.versions import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheaf:
    """The pages of one check. Each page is archived once, and only if a detection needs it.

    `second` is the result of the second endpoint for the destinations in doubt. `refused` maps the
    hash of a page that the archive refused to the reason. It is kept because hundreds of detections
    may share one page.
    """

    archive: Archive
    gathered: Gathered
    second: Gathered | None = None
    kept: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)

    def evidence(self, verdict: Verdict) -> Evidence:
        """Cite the page that was judged, and the further pages that were consulted."""
        page = self._page(verdict)
        beside = (f"{role}: {extra.sha256}" for role, extra in self._beside(verdict))
        return Evidence(
            door=self.gathered.door.id,
            page_key=page.sha256,
            read_at=page.fetched_at,
            note="; ".join(beside),
        )

    def keep(self, verdict: Verdict) -> None:
        """Archive the pages behind a detection. Raises `ArchiveError`."""
        beside = (page for _, page in self._beside(verdict))
        for page in (self._page(verdict), *beside):
            if page.sha256 not in self.kept:
                self._keep(page)
                self.kept.add(page.sha256)

    def _keep(self, page: Page) -> None:
        """Try each page only once: a full archive does not gain space between two destinations."""
        if page.sha256 in self.refused:
            raise ArchiveError(self.refused[page.sha256])
        try:
            self.archive.keep(page)
        except ArchiveError as error:
            self.refused[page.sha256] = str(error)
            raise

    def _page(self, verdict: Verdict) -> Page:
        """Return the page that shows a destination.

        If the destination is missing, return the listing page.
        """
        page = self.gathered.page_of(verdict.destination, verdict.advisory)
        if page is None:
            where = verdict.destination
            raise ArchiveError(f"{where}: expected a page behind the verdict, found none")
        return page

    def _beside(self, verdict: Verdict) -> Iterator[tuple[str, Page]]:
        listing = self.gathered.listing_page
        if listing is not None and listing is not self._page(verdict):
            yield "index", listing
        if self.second is not None and verdict.destination in self.second.concerned:
            second = self.second.page_of(verdict.destination, verdict.advisory)
            if second is not None:
                yield "second door", second
