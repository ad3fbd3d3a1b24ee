"""The ports of the public site; apart from the others, so that a check does not load them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from advisory_watch.core.change_log import ChangeLog, SiteSnapshot
from advisory_watch.core.views import DestinationHistory
from advisory_watch.core.web_file import WebFile


class SiteBuilder(Protocol):
    """Renders the files of the site; the same values give the same bytes."""

    def render_front_page(self, site_snapshot: SiteSnapshot) -> Iterator[WebFile]:
        """Render the front page, and the current advice for every destination as data."""

    def render_destination(self, history: DestinationHistory, at: datetime) -> Iterator[WebFile]:
        """Render the page of a destination, the pages of its changes, and its feeds."""

    def render_change_log(self, change_log: ChangeLog) -> Iterator[WebFile]:
        """Render the change log, including `changes.json`."""

    def read_change_log(self, body: bytes) -> ChangeLog:
        """Parse `changes.json`. Raises `CorruptLedger`."""

    def render_static_files(self) -> Iterator[WebFile]:
        """Render files that no change affects: styles, script, schemas and pages of fixed text."""


class SiteStorage(Protocol):
    """Public storage of the site's files. Raises `ArchiveError`."""

    def get(self, path: str) -> bytes | None:
        """Return the content of a file, or None if it does not exist."""

    def put(self, file: WebFile) -> bool:
        """Write a file if its content differs; return whether it was written."""

    def replace(self, file: WebFile, seen: bytes | None) -> bool:
        """Write a file if its present content equals `seen`; return whether it was written.

        `seen` is None if the file did not exist. If two writers saw the same content, only one of
        them succeeds.
        """
