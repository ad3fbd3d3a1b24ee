"""Ports of the site: the builder that renders its files, and the storage that serves them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from advisory_watch.core.chronicle import Chronicle
from advisory_watch.core.dossiers import Dossier
from advisory_watch.core.files import File
from advisory_watch.core.overview import Overview


class Press(Protocol):
    """Renders the files of the site; the same values give the same bytes."""

    def overview(self, overview: Overview) -> Iterator[File]:
        """Render the front page, and the current advice for every destination as data."""

    def dossier(self, dossier: Dossier, at: datetime) -> Iterator[File]:
        """Render the page of a destination, the pages of its changes, and its feeds."""

    def chronicle(self, chronicle: Chronicle) -> Iterator[File]:
        """Render the change log, including `changes.json`."""

    def read_chronicle(self, body: bytes) -> Chronicle:
        """Parse `changes.json`. Raises `CorruptLedger`."""

    def fixtures(self) -> Iterator[File]:
        """Render files that no change affects: styles, script, schemas and pages of fixed text."""


class Shelf(Protocol):
    """Public storage of the site's files. Raises `ArchiveError`."""

    def get(self, path: str) -> bytes | None:
        """Return the content of a file, or None if it does not exist."""

    def put(self, file: File) -> bool:
        """Write a file if its content differs; return whether it was written."""

    def replace(self, file: File, seen: bytes | None) -> bool:
        """Write a file if its present content equals `seen`; return whether it was written.

        `seen` is None if the file did not exist. If two writers saw the same content, only one of
        them succeeds.
        """
