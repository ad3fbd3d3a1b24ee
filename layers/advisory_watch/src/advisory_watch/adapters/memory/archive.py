"""Keep the archive in memory."""

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.pages import Page


class MemoryArchive:
    """Implement `Archive`."""

    def __init__(self) -> None:
        self._pages: dict[str, Page] = {}

    def keep(self, page: Page) -> str:
        """Keep the page unless it is kept already; return its key."""
        self._pages.setdefault(page.sha256, page)
        return page.sha256

    def load(self, key: str) -> Page:
        """Return the page kept under a key. Raises `ArchiveError` if absent."""
        try:
            return self._pages[key]
        except KeyError:
            message = f"archive: expected a page under {key!r}, found none"
            raise ArchiveError(message) from None
