"""What only the site asks of the outside world: who prints its files, and where they stand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from advisory_watch.core.chronicle import Chronicle
from advisory_watch.core.dossiers import Dossier
from advisory_watch.core.files import File
from advisory_watch.core.overview import Overview


class Press(Protocol):
    """Prints the files of the site; the same values give the same bytes."""

    def overview(self, overview: Overview) -> Iterator[File]:
        """Print the front page, and what is said of every destination now as data."""

    def dossier(self, dossier: Dossier, at: datetime) -> Iterator[File]:
        """Print the page of a destination, the pages of its changes, and its feeds."""

    def chronicle(self, chronicle: Chronicle) -> Iterator[File]:
        """Print the list of all changes, `changes.json` among it."""

    def read_chronicle(self, body: bytes) -> Chronicle:
        """Read back `changes.json`. Raises `CorruptLedger`."""

    def fixtures(self) -> Iterator[File]:
        """Print what no change ever touches: styles, script, schemas, the pages of words."""


class Shelf(Protocol):
    """Where the files of the site stand, for everybody to read. Raises `ArchiveError`."""

    def get(self, path: str) -> bytes | None:
        """Return what is in a file, None where there is none."""

    def put(self, file: File) -> bool:
        """Write a file where its content differs; tell whether it did."""

    def replace(self, file: File, seen: bytes | None) -> bool:
        """Write a file if what stands there is still what was `seen`; tell whether it is.

        None means that nothing stood there. Of two that saw the same, one is told no.
        """
