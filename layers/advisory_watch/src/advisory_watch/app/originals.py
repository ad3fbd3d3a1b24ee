"""Ports for verification: stored data exactly as it is stored."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from advisory_watch.core.originals import Original, Packed


class Originals(Protocol):
    """The stored versions of a ledger, not parsed yet."""

    def places(self) -> Iterable[tuple[str, str]]:
        """Return source and destination of everything that ever had a version, sorted.

        Reads the whole ledger: for verification by a person, never for a check of the sources.
        """

    def of(self, source_id: str, destination: str) -> tuple[Original, ...]:
        """Return every version of a destination, by the number under which it is stored.

        A version that cannot be parsed is an `Original` with a flaw. Raises `LedgerError` only if
        the ledger itself does not answer.
        """


class Vault(Protocol):
    """The files of an archive, not unpacked yet."""

    def keys(self) -> Iterator[str]:
        """Yield the key of every page, and the name of every other file in the archive."""

    def packed(self, key: str) -> Packed:
        """Return the file of a page. Raises `ArchiveError` if there is no such file."""


class Seals(Protocol):
    """The folder of manifests, their signatures and public keys, next to the pages."""

    def names(self) -> tuple[str, ...]:
        """Return the names of all files, sorted. Raises `ArchiveError`."""

    def get(self, name: str) -> bytes | None:
        """Return the content of a file, or None if it does not exist. Raises `ArchiveError`."""

    def put_new(self, name: str, content: bytes) -> bool:
        """Write a file unless it exists; return whether it was written. Raises `ArchiveError`."""


class Signer(Protocol):
    """Holds a private key and gives the public one; `algorithm` names the kind of signature."""

    @property
    def algorithm(self) -> str:
        """The kind of signature: `Ed25519` or `ECDSA-P256-SHA256`."""

    def public_key(self) -> bytes:
        """Return the public key as PEM. Raises `ArchiveError`."""

    def sign(self, content: bytes) -> bytes:
        """Sign, in a format that openssl can verify. Raises `ArchiveError`."""
