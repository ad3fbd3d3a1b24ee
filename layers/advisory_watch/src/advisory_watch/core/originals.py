"""Ledger and archive items exactly as stored, for hashing and comparison.

Only the verification of evidence reads these; the rest of the program reads values.
"""

from dataclasses import dataclass

from advisory_watch.core.pages import Page

FEW_BYTES = 8
"""Decay and tampering change few bytes of a packed file; another version of zlib changes most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A deviation of a stored item from the way in which the program writes it."""

    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A version as stored: its number and its record.

    `flaw` is an attribute of the item that does not agree with the record, or the reason why
    the record cannot be read. It is None for an item in the expected layout.
    """

    number: int
    text: str
    flaw: Flaw | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A file of the archive: its key, its location, and its bytes."""

    key: str
    file: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """The page in an archive file, and any deviation of the file from the way we write it."""

    page: Page
    flaw: str = ""


def nudged_at(found: bytes, expected: bytes) -> int | None:
    """Return the index of the first differing byte, if two packings differ in only a few bytes.

    Returns None if they are equal, or differ as the outputs of two zlib versions do.
    """
    if len(found) != len(expected):
        return None
    unlike = [at for at in range(len(found)) if found[at] != expected[at]]
    return unlike[0] if 0 < len(unlike) <= FEW_BYTES else None
