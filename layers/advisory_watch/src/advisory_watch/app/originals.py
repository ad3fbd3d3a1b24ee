"""The ports of whoever checks the evidence: what is stored, exactly as it is stored."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from advisory_watch.core.originals import Original, Packed


class Originals(Protocol):
    """The versions in a ledger, with nothing of them read yet."""

    def places(self) -> Iterable[tuple[str, str]]:
        """Return source and destination of all that ever had a version, sorted.

        Reads the whole ledger: for a person who checks it, never for a check of the world.
        """

    def of(self, source_id: str, destination: str) -> tuple[Original, ...]:
        """Return every version of a destination, by the number it is stored under.

        What cannot be read is an original with a flaw. Raises `LedgerError` only where
        the ledger itself does not answer.
        """


class Vault(Protocol):
    """The files of an archive, with nothing of them unpacked yet."""

    def keys(self) -> Iterator[str]:
        """Return what every page is kept under, and the name of whatever else lies there."""

    def packed(self, key: str) -> Packed:
        """Return the file of a page. Raises `ArchiveError` where there is none."""
