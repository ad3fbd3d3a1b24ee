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


class Seals(Protocol):
    """The drawer beside the pages: manifests, their signatures, and public keys."""

    def names(self) -> tuple[str, ...]:
        """Return the names of all files, sorted. Raises `ArchiveError`."""

    def get(self, name: str) -> bytes | None:
        """Return what is in a file, None where there is none. Raises `ArchiveError`."""

    def put_new(self, name: str, content: bytes) -> bool:
        """Write a file unless there is one; tell whether there was none. Raises `ArchiveError`."""


class Signer(Protocol):
    """Holds a private key, and shows the public one; `algorithm` is how it signs."""

    @property
    def algorithm(self) -> str:
        """How it signs: `Ed25519` or `ECDSA-P256-SHA256`."""

    def public_key(self) -> bytes:
        """Return the public key as PEM. Raises `ArchiveError`."""

    def sign(self, content: bytes) -> bytes:
        """Sign, in a way that openssl can check. Raises `ArchiveError`."""
