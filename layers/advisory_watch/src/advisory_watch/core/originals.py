"""What lies in ledger and archive exactly as it was stored: what can be hashed and compared.

Everybody else reads values; whoever checks the evidence reads these.
"""

from dataclasses import dataclass

from advisory_watch.core.pages import Page

FEW_BYTES = 8
"""Decay and meddling change few bytes of a packed file; another version of zlib most of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What of something stored is not as we write it."""

    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A version as it is stored: under which number, and its record.

    `flaw` is an attribute beside the record that does not agree with it, or why there is no
    record to be read; None where all is as we lay it out.
    """

    number: int
    text: str
    flaw: Flaw | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A file of the archive: the key it is kept under, where it lies, and its bytes."""

    key: str
    file: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """The page in a file of the archive, and what of the file is not as we write it."""

    page: Page
    flaw: str = ""


def nudged_at(found: bytes, expected: bytes) -> int | None:
    """Return the first of few bytes in which two packings of the same content differ.

    None where they are equal, or differ as the packings of two versions of zlib do.
    """
    if len(found) != len(expected):
        return None
    unlike = [at for at in range(len(found)) if found[at] != expected[at]]
    return unlike[0] if 0 < len(unlike) <= FEW_BYTES else None
